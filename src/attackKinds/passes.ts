import { type TargetChoice, targetRuns } from './parameters.js';

/** Passes through a network, counted in images: a batch of 50 is 50. A gradient is one forward and one backward pass. */
export interface Passes {
  readonly forward: number;
  readonly backward: number;
}

/** Passes per model, by its name in the run. */
export type ModelPasses = readonly [model: string, passes: Passes];

/** The sum of passes. */
export function addPasses(...all: readonly Passes[]): Passes {
  const add = (pick: (passes: Passes) => number) => all.reduce((sum, passes) => sum + pick(passes), 0);
  return { forward: add(({ forward }) => forward), backward: add(({ backward }) => backward) };
}

/** The passes multiplied by a factor. */
export function timesPasses(times: number, { forward, backward }: Passes): Passes {
  return { forward: times * forward, backward: times * backward };
}

/** The passes of a number of gradients. */
export function gradients(count: number): Passes {
  return { forward: count, backward: count };
}

/** A number of forward passes. */
export function forwards(count: number): Passes {
  return { forward: count, backward: 0 };
}

/** Bisection steps between the clean image and the nearest example at the end of a search: one forward pass each. */
export const halvings = 8;

/** A search for the nearest example: runs of a number of gradients, then the bisection, each averaged over `eot` draws. */
export function nearestSearch(
  spec: { readonly targets?: TargetChoice; readonly eot: number },
  classes: number,
  gradientsOfRun: number,
): Passes {
  const runs = targetRuns(spec.targets, classes);
  return addPasses(gradients(runs * gradientsOfRun * spec.eot), forwards(halvings * spec.eot), ranking(spec));
}

/** Comparing several candidates takes one forward pass per draw for each; a single candidate needs none. */
export function choice(candidates: number, draws: number): Passes {
  return forwards(candidates > 1 ? candidates * draws : 0);
}

/** The passes of one point of a sweep that is attacked in several runs, and of the comparison of their results. */
export function runsAtPoint(runs: number, gradientsOfRun: number, draws: number): Passes {
  return addPasses(gradients(runs * gradientsOfRun * draws), choice(runs, draws));
}

/** Ranking the other classes of the clean image takes one forward pass per draw; an untargeted attack needs none. */
export function ranking({ targets, eot }: { readonly targets?: string; readonly eot: number }): Passes {
  return forwards(targets === undefined ? 0 : eot);
}
