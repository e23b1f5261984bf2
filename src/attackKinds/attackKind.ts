import type { Static } from '@sinclair/typebox';
import type { Perturbation } from '../perturbations/perturbations.js';
import type { Parameters } from './parameters.js';
import type { ModelPasses } from './passes.js';

/** An attack's settings with all defaults resolved; parameters that may be left out have none. */
export type Settings<Kind extends string, Own extends Parameters> = { readonly kind: Kind } & {
  readonly [Name in keyof Own as undefined extends Static<Own[Name]> ? never : Name]: Static<Own[Name]>;
} & {
  readonly [Name in keyof Own as undefined extends Static<Own[Name]> ? Name : never]?: NonNullable<Static<Own[Name]>>;
};

/** The settings of an attack of any kind. */
export interface AnySettings {
  readonly kind: string;
}

/** Facts other than settings on which the cost of an attack depends. */
export interface SweepSize {
  /** Points of the sweep. */
  readonly points: number;
  readonly classes: number;
  /** The attacked model's name in the run. */
  readonly model: string;
}

/** Facts about the attacked model, and about other models by name. */
export interface AttackedModel {
  readonly model: string;
  readonly isStochastic: (model: string) => boolean;
}

/** When an attack stops early on an image: never, once a deterministic model is fooled, or on any model. */
export type EarlyEnd = 'never' | 'whenFooled' | 'always';

/** A default that depends on other parameters. */
export interface DerivedDefault {
  readonly value: (others: Readonly<Record<string, unknown>>) => unknown;
  /** Its text in help and docs. */
  readonly words: string;
}

/** An attack's cost in the symbols of docs/attacks.md. */
export interface CostFormula {
  readonly gradients: string;
  /** Forward passes in addition to those of the gradients. */
  readonly forwards: string;
}

/** The description of a kind of attack. Its methods take resolved settings of that kind. */
export interface AttackKind<Spec extends AnySettings = AnySettings> {
  readonly kind: Spec['kind'];
  /** Heading in reports, e.g. `FGSM`. */
  readonly title: string;
  /** Its name in messages, e.g. `an fgsm attack`. */
  readonly called: string;
  /** One sentence, for the schema and for help. */
  readonly description: string;
  /** The method in formulas, for docs. */
  readonly method: string;
  /** Its source, e.g. `Goodfellow et al. 2014`; a dash for none. */
  readonly source: string;
  readonly parameters: Parameters;
  readonly derived: Readonly<Record<string, DerivedDefault>>;
  /** Its possible perturbations, the default first; empty if they are those of its inner attacks. */
  readonly perturbations: readonly Perturbation[];
  readonly cost: CostFormula;
  /** Whether it uses the gradient of the attacked model. */
  readonly usesGradients: boolean;
  /** Whether it takes a single gradient step. The audit compares iterative attacks with such attacks. */
  readonly isOneStep: boolean;
  /** Whether it is an iterative attack on the loss. */
  readonly isIterative: boolean;
  /** Whether it uses only the model's outputs, no gradients. */
  readonly searchesWithoutGradients: boolean;
  /** Whether it searches for the nearest example of each image. The points of a sweep then need no further passes. */
  readonly findsNearest: boolean;
  /** The bound on its examples. Accepts unvalidated settings. */
  perturbation(spec: Spec): Perturbation;
  /** The maximum number of passes for one image over a whole sweep, with the model's planned `eot`. */
  passes(spec: Spec, sweep: SweepSize): readonly ModelPasses[];
  earlyEnd(spec: Spec): EarlyEnd;
  /** Number of gradients per image of a one-step or iterative attack on a stochastic model; 0 for other attacks. */
  gradientsTaken(spec: Spec): number;
  /** Whether it is a search that sees no gradient of `model`, or only that of one frozen draw. */
  isBlackBox(spec: Spec, model: string): boolean;
  /** Minimum number of classes of the model. */
  leastClasses(spec: Spec): number;
  /** Sentences that describe the attack with its settings. */
  sentences(spec: Spec): string;
  /** The attack as planned for a model: on a deterministic model it uses one draw, whatever the suite says. */
  plan(spec: Spec, attacked: AttackedModel): AnySettings;
  /** Its inner attacks. */
  held(spec: Spec): readonly AnySettings[];
  /** A copy with each inner attack mapped. */
  withHeld(spec: Spec, change: (held: AnySettings) => AnySettings): Spec;
}

/** The settings of a kind of attack. */
export type SpecOf<Kind> = Kind extends AttackKind<infer Spec> ? Spec : never;

/** The settings of all kinds in a table. */
export type SpecIn<Table> = SpecOf<Table[keyof Table]>;
