import type { DerivedDefault } from '../attackKinds/attackKind.js';
import type { Parameters } from '../attackKinds/parameters.js';

/** Marks what a plug-in adds. Registered, so that copies of this package recognise each other's definitions. */
export const pluginTag = Symbol.for('rapa.plugin');

/** What plug-ins can add. */
export const pluginParts = ['attack', 'dataset', 'modelReader', 'metric'] as const;
export type PluginPart = (typeof pluginParts)[number];

/** Norms that can bound the examples of an attack from a plug-in. */
export const pluginNorms = ['linf', 'l2', 'l1', 'l0'] as const;
export type PluginNorm = (typeof pluginNorms)[number];

/** Passes through the attacked model for one image and one draw. A gradient is a forward and a backward pass. */
export interface StatedPasses {
  readonly gradients?: number;
  readonly forwards?: number;
}

/** An attack, apart from the function that makes examples, which the program's desk does not call. */
export interface AttackDefinition<Settings = never> {
  /** Its name in suites. */
  readonly kind: string;
  /** Heading in reports; default: the kind. */
  readonly title?: string;
  /** One sentence. */
  readonly description: string;
  /** What epsilon can bound, the default first; default: linf. With several, suites choose by `norm`. */
  readonly norms?: readonly PluginNorm[];
  /** Parameters as JSON schemas with defaults, or made by `count`, `positive` and the like. */
  readonly parameters?: Parameters;
  /** Defaults that depend on other parameters. */
  readonly derived?: Readonly<Record<string, DerivedDefault>>;
  /** Whether it asks for gradients; default true. It then has the parameter `eot`. */
  readonly usesGradients?: boolean;
  /** The most passes that it takes: for each point of a sweep, and once for all. */
  readonly passes: (settings: Settings) => StatedPasses & { readonly once?: StatedPasses };
  /** A sentence that describes it with its settings; default: the description. */
  readonly sentence?: (settings: Settings) => string;
  readonly perturb: (context: never) => unknown;
}

/** A data set. */
export interface DatasetDefinition {
  /** Its name in suites. */
  readonly name: string;
  readonly load: (asked: never) => unknown;
}

/** The reader of a model format. */
export interface ReaderDefinition {
  /** Its name in suites and reports. */
  readonly format: string;
  readonly recognises: (location: never) => unknown;
  readonly files?: (location: never) => unknown;
  readonly open: (location: never) => unknown;
}

/** A figure of each point of each curve. */
export interface MetricDefinition {
  /** Its name in assertions. */
  readonly name: string;
  /** Heading in reports; default: the name. */
  readonly title?: string;
  /** One sentence. */
  readonly description: string;
  readonly compute: (point: never) => unknown;
}

/** What a plug-in adds, by kind. */
export interface PluginDefinitions {
  readonly attack: AttackDefinition;
  readonly dataset: DatasetDefinition;
  readonly modelReader: ReaderDefinition;
  readonly metric: MetricDefinition;
}

/** A marked definition. */
export type Tagged = {
  readonly [Part in PluginPart]: PluginDefinitions[Part] & { readonly [pluginTag]: Part };
}[PluginPart];
