import { type Budget, totalPasses } from '../contract/passes.js';

/** How far a task is, as shares of its planned forward passes, in [0, 1]; both are 0 where nobody counts. */
export interface TaskShare {
  /** Passes that were made. */
  readonly made: number;
  /** Passes that would have been made if the attack had stopped on no image; at least `made`. */
  readonly unstopped: number;
}

/** Forward passes in images, one count per task (`PassCounts`). */
export interface CountedPasses {
  readonly forward: { readonly [task: number]: number };
  readonly unstopped: { readonly [task: number]: number };
}

/** The shares of each task by the counts at the moment of the call. */
export function taskShares(
  tasks: readonly (readonly { readonly budget: Budget }[])[],
  counts: CountedPasses,
): (task: number) => TaskShare {
  const planned = tasks.map((works) => works.reduce((sum, { budget }) => sum + totalPasses(budget).forward, 0));
  const share = (passes: number, task: number) => (planned[task] === 0 ? 0 : Math.min(1, passes / planned[task]!));
  return (task) => {
    const made = share(counts.forward[task]!, task);
    return { made, unstopped: Math.max(made, share(counts.unstopped[task]!, task)) };
  };
}
