/** Passes through a network, counted in images: a batch of 50 is 50. A gradient is one forward and one backward pass. */
export interface Passes {
  readonly forward: number;
  readonly backward: number;
}

/** Passes by the model that makes them, under its name in the run. */
export type ModelPasses = readonly [model: string, passes: Passes];

/** The sum of passes. */
export function addPasses(...all: readonly Passes[]): Passes {
  const add = (pick: (passes: Passes) => number) => all.reduce((sum, passes) => sum + pick(passes), 0);
  return { forward: add(({ forward }) => forward), backward: add(({ backward }) => backward) };
}

/** So many times the passes. */
export function timesPasses(times: number, { forward, backward }: Passes): Passes {
  return { forward: times * forward, backward: times * backward };
}

/** The passes of so many gradients. */
export function gradients(count: number): Passes {
  return { forward: count, backward: count };
}

/** So many forward passes. */
export function forwards(count: number): Passes {
  return { forward: count, backward: 0 };
}

/** Halvings between the clean image and the nearest example found, with which searches for it end: a forward pass each. */
export const halvings = 8;

/** Choosing among several candidates takes a forward pass a draw for each; a single one is taken as it is. */
export function choice(candidates: number, draws: number): Passes {
  return forwards(candidates > 1 ? candidates * draws : 0);
}
