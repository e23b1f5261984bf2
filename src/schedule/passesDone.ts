import type { PlannedWork } from './planWork.js';
import type { TaskShare } from './taskShares.js';

/** The finished share of a run's passes, also of tasks that are being computed. */
export interface PassesDone {
  /** A cell of a task is done. */
  finish(work: PlannedWork): void;
  /** Sum of the weights of what is done, by the counts at this moment; it never falls. */
  weight(): number;
}

/** `shareOf`: how far a task is; an attack that stops early ends before all planned passes were made. */
export function passesDone(
  tasks: readonly (readonly PlannedWork[])[],
  shareOf: (task: number) => TaskShare,
): PassesDone {
  const taskOf = new Map(tasks.flatMap((works, task) => works.map((work) => [work, task] as const)));
  const weights = tasks.map((works) => works.reduce((sum, { weight }) => sum + weight, 0));
  const finished = tasks.map(() => 0);
  let most = 0;
  return {
    finish: (work) => {
      finished[taskOf.get(work)!]! += work.weight;
    },
    weight: () => {
      let sum = 0;
      for (let task = 0; task < tasks.length; task++)
        sum += Math.max(finished[task]!, shareOf(task).unstopped * weights[task]!);
      most = Math.max(most, sum);
      return most;
    },
  };
}
