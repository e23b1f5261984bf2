import { type TSchema, type TUnsafe, Type } from '@sinclair/typebox';
import type { PerturbationNorm } from '../perturbations/ball.js';

/** Parameters of an attack by name: type, bounds, default and a sentence. */
export type Parameters = Readonly<Record<string, TSchema>>;

/** A parameter's description (without full stop) and default; without a default it is required. */
interface Words<Value> {
  readonly description: string;
  readonly default?: Value;
}

/** A whole number from 1, or from `least`. */
export function count({ least = 1, ...words }: Words<number> & { readonly least?: number }) {
  const range = { title: `a whole number from ${least} to 65535`, minimum: least, maximum: 65535 };
  return Type.Integer({ ...range, ...words });
}

/** One of several names. */
export function choiceOf<const Names extends readonly string[]>(
  names: Names,
  words: Words<Names[number]>,
): TUnsafe<Names[number]> {
  return Type.Unsafe<Names[number]>({ enum: [...names], ...words });
}

/** A number above 0. */
export function positive(words: Words<number>) {
  return Type.Number({ title: 'a number above 0', exclusiveMinimum: 0, ...words });
}

/** A number of at least 0. */
export function notNegative(words: Words<number>) {
  return Type.Number({ title: 'a number of at least 0', minimum: 0, ...words });
}

/** Key under which a parameter that may stay out of the settings says what that means; as a symbol it does not appear in JSON. */
export const unset = Symbol('unset');

/** One of several names, or nothing: the settings then lack it. */
export function optionalChoice<const Names extends readonly string[]>(
  names: Names,
  { description, leftOut }: { readonly description: string; readonly leftOut: string },
): TUnsafe<Names[number] | undefined> {
  return Type.Unsafe<Names[number] | undefined>({ enum: [...names], description, [unset]: leftOut });
}

/** Norms of the ball that a suite can choose for an attack; epsilon is the radius. */
export const ballNorms = ['linf', 'l2'] as const satisfies readonly PerturbationNorm[];
export type BallNorm = (typeof ballNorms)[number];

/** Norm of the ball, for attacks with several. */
export const norm = choiceOf(ballNorms, {
  description: 'What epsilon bounds: linf, the largest change of a value, or l2, the Euclidean norm of all changes',
  default: 'linf',
});

/** Draws of a stochastic model over which a gradient is averaged; every gradient attack has it. */
export const eot = count({
  description: 'Number of draws of a stochastic model over which gradients are averaged',
  default: 1,
});

/** Steps of an iterative attack. */
export const steps = count({ description: 'Number of steps, each with one gradient', default: 40 });

/** Step size; the default depends on the number of steps. */
export const relativeStepSize = Type.Number({
  title: 'a step size above 0 and at most 2, as a share of epsilon',
  description: 'Step size as a share of epsilon',
  exclusiveMinimum: 0,
  maximum: 2,
});

/** Random starts. */
export const restarts = count({
  description: 'Runs from different random starts; the strongest result counts',
  default: 1,
});

/** With this step size the steps add up to two and a half times the radius of the ball. */
export const derivedStepSize = {
  value: ({ steps }: Readonly<Record<string, unknown>>) => Math.min(1, 2.5 / (steps as number)),
  words: '2.5 / steps, at most 1',
} as const;

/** Norms of the distance in searches for the nearest example. */
export function distanceNorm<const Names extends readonly PerturbationNorm[]>(names: Names) {
  return choiceOf(names, {
    description:
      'Norm of distances and epsilons: linf, the largest change of a value; l2, the Euclidean norm; l1, the sum of absolute changes; l0, the number of values that change',
    default: 'l2' as Names[number],
  });
}

/** Choices of target classes among the other classes of an image. */
export const targetChoices = ['next', 'least-likely', 'random', 'all'] as const;
export type TargetChoice = (typeof targetChoices)[number];

/** Target classes of an attack that otherwise only leads away from the true class. */
export const targets = optionalChoice(targetChoices, {
  description:
    'Lead to a class: the likeliest other one of the clean image, the least likely, one at random for each image, or each of the nine likeliest in turn, of which the strongest result counts',
  leftOut: 'untargeted',
});

/** The same for a search for the nearest example. */
export const nearestTargets = optionalChoice(targetChoices, {
  description:
    'Lead to a class: the likeliest other one of the clean image, the least likely, one at random for each image, or each of the nine likeliest in turn, of which the nearest example counts',
  leftOut: 'untargeted',
});

/** Number of target classes of `all`: ranks 2 to 10 on the clean image. */
export function targetedClasses(classes: number): number {
  return Math.min(9, classes - 1);
}

/** Number of runs that a choice of targets takes. */
export function targetRuns(choice: TargetChoice | undefined, classes: number): number {
  return choice === 'all' ? targetedClasses(classes) : 1;
}

/** With two classes the only other class is the untargeted goal. */
export function leastTargetedClasses({ targets: choice }: { readonly targets?: TargetChoice }): number {
  return choice === undefined ? 2 : 3;
}
