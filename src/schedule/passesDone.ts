import { totalPasses } from '../contract/passes.js';
import type { PlannedWork } from './planWork.js';

/** The finished share of a run's passes, also of tasks that are being computed. */
export interface PassesDone {
  /** A cell of a task is done. */
  finish(work: PlannedWork): void;
  /** Sum of the weights of what is done, by the counts at this moment; it never falls. */
  weight(): number;
  /** Share of a task's passes that was made, in [0, 1]; an attack that stops early ends before it is 1. */
  share(task: number): number;
}

/** `counts`: forward passes of each task that its worker has made so far, in images. */
export function passesDone(
  tasks: readonly (readonly PlannedWork[])[],
  counts: { readonly [task: number]: number },
): PassesDone {
  const taskOf = new Map(tasks.flatMap((works, task) => works.map((work) => [work, task] as const)));
  const weights = tasks.map((works) => works.reduce((sum, { weight }) => sum + weight, 0));
  const forward = tasks.map((works) => works.reduce((sum, { budget }) => sum + totalPasses(budget).forward, 0));
  const finished = tasks.map(() => 0);
  let most = 0;
  const share = (task: number) => (forward[task] === 0 ? 0 : Math.min(1, counts[task]! / forward[task]!));
  return {
    finish: (work) => {
      finished[taskOf.get(work)!]! += work.weight;
    },
    weight: () => {
      let sum = 0;
      for (let task = 0; task < tasks.length; task++) sum += Math.max(finished[task]!, share(task) * weights[task]!);
      most = Math.max(most, sum);
      return most;
    },
    share,
  };
}
