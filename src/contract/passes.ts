import { addPasses, type Passes } from '../attackKinds/passes.js';

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

/** All passes of a budget, whatever model makes them. */
export function totalPasses({ passes }: Budget): Passes {
  return addPasses(...passes.values());
}

/** Passes as one number, in forward passes: a backward pass does the arithmetic of about two for the pixels' gradient. */
export function forwardEquivalents({ forward, backward }: Passes): number {
  return forward + 2 * backward;
}
