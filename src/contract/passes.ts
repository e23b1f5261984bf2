import { addPasses, type Passes } from '../attackKinds/passes.js';

/** Time of one image's passes on a worker. */
export interface PassDurations {
  readonly forwardMs: number;
  readonly backwardMs: number;
}

/** The passes of a cell, or of one of its images. */
export interface Budget {
  /** Per model, by its name in the run: the attacked model and the sources of transfer attacks. */
  readonly passes: ReadonlyMap<string, Passes>;
  /** The attack may stop early: the passes are an upper bound. If false, they are exact. */
  readonly isBound: boolean;
}

/** The total passes of a budget over all models. */
export function totalPasses({ passes }: Budget): Passes {
  return addPasses(...passes.values());
}

/** Passes as one number, in forward passes: a backward pass for the pixel gradient costs about two forward passes. */
export function forwardEquivalents({ forward, backward }: Passes): number {
  return forward + 2 * backward;
}
