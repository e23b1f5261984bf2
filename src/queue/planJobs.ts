import type { Cell } from '../contract/cell.js';
import type { PassDurations } from '../contract/passes.js';
import type { BudgetFacts } from '../planning/cellBudget.js';
import { type PlannedWork, planWork } from '../schedule/planWork.js';
import { jobId } from './queueNames.js';

/** The expected time of a job: long enough that its overhead does not count, short enough to lose. */
const longestMs = 20_000;
/** A short run still has this many jobs, if it has the cells, so that workers finish together. */
const fewestJobs = 64;

/** Cells that one thread of a worker computes one after another. */
export interface PlannedJob {
  readonly id: string;
  readonly work: readonly PlannedWork[];
}

/**
 * Joins a run's cells into jobs of 10 to 30 seconds of work, or less in short runs; larger cells are jobs of their own. Jobs
 * consist of cells of one model. They depend on all cells and durations alone, not on what is already there, so that every
 * coordinator of the run finds the same.
 */
export function planJobs(
  cells: readonly Cell[],
  known: { readonly facts: BudgetFacts; readonly durations: ReadonlyMap<string, PassDurations> },
): PlannedJob[] {
  // Cells that differ only in names have one key, and are computed once.
  const tasks = planWork([...new Map(cells.map((cell) => [cell.key, cell])).values()], known);
  const total = tasks.flat().reduce((sum, { expectedMs }) => sum + expectedMs, 0);
  const targetMs = Math.min(longestMs, total / fewestJobs);
  const open = new Map<string, PlannedWork[]>();
  const jobs: PlannedWork[][] = [];
  for (const task of tasks) {
    const model = task[0]!.model;
    const before = open.get(model);
    const isRoom = before !== undefined && sumMs(before) + sumMs(task) / 2 <= targetMs;
    if (isRoom) before.push(...task);
    else {
      const job = [...task];
      open.set(model, job);
      jobs.push(job);
    }
  }
  return jobs.map((work) => ({ id: jobId(work.map(({ cell }) => cell.key)), work }));
}

function sumMs(work: readonly PlannedWork[]): number {
  return work.reduce((sum, { expectedMs }) => sum + expectedMs, 0);
}
