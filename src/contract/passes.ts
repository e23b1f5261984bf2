/** Passes through a network, counted in images: a batch of 50 is 50. A gradient is one forward and one backward pass. */
export interface Passes {
  readonly forward: number;
  readonly backward: number;
}

/** What the passes of one image take on a worker. */
export interface PassDurations {
  readonly forwardMs: number;
  readonly backwardMs: number;
}

/** What a cell, or one image of it, asks of the models. */
export interface Budget {
  /** By the model that makes them, under its name in the run: the attacked one, and the sources of transfer attacks. */
  readonly passes: ReadonlyMap<string, Passes>;
  /** The attack may end earlier: the passes are the most that it makes. If false, they are exact. */
  readonly isBound: boolean;
}

/** The sum of passes. */
export function addPasses(...all: readonly Passes[]): Passes {
  const add = (pick: (passes: Passes) => number) => all.reduce((sum, passes) => sum + pick(passes), 0);
  return { forward: add(({ forward }) => forward), backward: add(({ backward }) => backward) };
}

/** So many times the passes. */
export function timesPasses(times: number, { forward, backward }: Passes): Passes {
  return { forward: times * forward, backward: times * backward };
}

/** All passes of a budget, whatever model makes them. */
export function totalPasses({ passes }: Budget): Passes {
  return addPasses(...passes.values());
}

/** Passes as one number, in forward passes: a backward pass does the arithmetic of about two for the pixels' gradient. */
export function forwardEquivalents({ forward, backward }: Passes): number {
  return forward + 2 * backward;
}
