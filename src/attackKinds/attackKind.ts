import type { Static } from '@sinclair/typebox';
import type { Perturbation } from '../perturbations/perturbations.js';
import type { Parameters } from './parameters.js';
import type { ModelPasses } from './passes.js';

/** An attack's settings as runs have them: every parameter resolved. */
export type Settings<Kind extends string, Own extends Parameters> = { readonly kind: Kind } & {
  readonly [Name in keyof Own]: Static<Own[Name]>;
};

/** Any attack's settings, of whatever kind. */
export interface AnySettings {
  readonly kind: string;
}

/** What the cost of an attack depends on besides its settings. */
export interface SweepSize {
  /** Points of the sweep. */
  readonly points: number;
  readonly classes: number;
  /** The attacked model's name in the run. */
  readonly model: string;
}

/** What a plan knows of the model under attack, and of others by name. */
export interface AttackedModel {
  readonly model: string;
  readonly isStochastic: (model: string) => boolean;
}

/** When an attack ends its work on an image by itself: never, once a deterministic model is fooled, or on any model. */
export type EarlyEnd = 'never' | 'whenFooled' | 'always';

/** A default that depends on other parameters. */
export interface DerivedDefault {
  readonly value: (others: Readonly<Record<string, unknown>>) => unknown;
  /** How help and docs say it. */
  readonly words: string;
}

/** An attack's cost in the letters of docs/attacks.md. */
export interface CostFormula {
  readonly gradients: string;
  /** Forward passes besides those of the gradients. */
  readonly forwards: string;
}

/** Everything that the desk knows of a kind of attack. Methods are asked with resolved settings of that kind. */
export interface AttackKind<Spec extends AnySettings = AnySettings> {
  readonly kind: Spec['kind'];
  /** Heading in reports, e.g. `FGSM`. */
  readonly title: string;
  /** How messages call it, e.g. `an fgsm attack`. */
  readonly called: string;
  /** One sentence, for the schema and for help. */
  readonly description: string;
  /** The method in formulas, for docs. */
  readonly method: string;
  /** Where it comes from, e.g. `Goodfellow et al. 2014`; a dash for nowhere. */
  readonly source: string;
  readonly parameters: Parameters;
  readonly derived: Readonly<Record<string, DerivedDefault>>;
  /** Perturbations that it can have, the default first; empty for an attack that has those of the attacks it holds. */
  readonly perturbations: readonly Perturbation[];
  readonly cost: CostFormula;
  /** Whether it follows the gradient of the model that it is judged on. */
  readonly usesGradients: boolean;
  /** Whether it takes a single step along the gradient: iterative attacks are held against those that do. */
  readonly isOneStep: boolean;
  /** Whether it ascends the loss step by step. */
  readonly isIterative: boolean;
  /** Whether it searches by the model's answers alone. */
  readonly searchesWithoutGradients: boolean;
  /** Whether it looks for the nearest example of each image: a sweep then takes no passes of its own. */
  readonly findsNearest: boolean;
  /** What bounds its examples. Bears with settings that are not known to be valid. */
  perturbation(spec: Spec): Perturbation;
  /** The most passes that it makes for one image over a whole sweep, with `eot` as planned for the model. */
  passes(spec: Spec, sweep: SweepSize): readonly ModelPasses[];
  earlyEnd(spec: Spec): EarlyEnd;
  /** Gradients of one image that a one-step or iterative attack takes on a stochastic model; 0 for others. */
  gradientsTaken(spec: Spec): number;
  /** Whether it sees no gradient of `model`, or only that of one frozen draw, and yet searches. */
  isBlackBox(spec: Spec, model: string): boolean;
  /** Classes that a model must have. */
  leastClasses(spec: Spec): number;
  /** What it does, in sentences, with its settings. */
  sentences(spec: Spec): string;
  /** The attack as it is run on a model: what asks a deterministic one takes one draw, whatever stands in the suite. */
  plan(spec: Spec, attacked: AttackedModel): AnySettings;
  /** Attacks that it holds. */
  held(spec: Spec): readonly AnySettings[];
  /** The same with each attack that it holds changed. */
  withHeld(spec: Spec, change: (held: AnySettings) => AnySettings): Spec;
}

/** The settings that a kind of attack has. */
export type SpecOf<Kind> = Kind extends AttackKind<infer Spec> ? Spec : never;

/** The settings of all kinds in a table. */
export type SpecIn<Table> = SpecOf<Table[keyof Table]>;
