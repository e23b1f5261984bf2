import { type ObservedWork, observedRates } from './observedRates.js';
import { endOfWork } from './orderCells.js';

/** Estimates the remaining time during a run. Times are ms on the caller's clock. */
export interface RunForecast {
  /** A cell, by its index among the cells of all tasks, is done; `durationMs` is its time on a worker, null if it failed. */
  finish(index: number, seen: { readonly nowMs: number; readonly durationMs: number | null }): void;
  /** Another number of workers takes the tasks from now on. The latest tasks of workers that went begin again later. */
  setWorkers(workers: number, nowMs: number): void;
  /** Time until the last cell is done; infinite if cells are left and there are no workers. */
  leftMs(nowMs: number): number;
}

/** Assumed remaining time of an overdue cell, as a share of its time so far. */
const overrun = 0.15;

/** An estimate for tasks of several cells, which `workers` workers take in the given order, starting at `startMs`. */
export function runForecast(
  tasks: readonly (readonly ObservedWork[])[],
  { workers: atStart, startMs }: { readonly workers: number; readonly startMs: number },
): RunForecast {
  const rates = observedRates();
  const cells = tasks.flat();
  const taskOf = tasks.flatMap((task, index) => task.map(() => index));
  const left = tasks.map((task) => task.length);
  const running = new Map<number, number>();
  let workers = atStart;
  /** Tasks before this one have begun. */
  let next = 0;
  const isWaiting = (index: number) => left[index]! > 0 && !running.has(index);
  const start = (nowMs: number) => {
    for (; running.size < workers && next < tasks.length; next++) if (isWaiting(next)) running.set(next, nowMs);
  };
  start(startMs);
  const expected = (index: number) => tasks[index]!.reduce((sum, cell) => sum + cell.expectedMs * rates.ratio(cell), 0);
  return {
    finish: (index, { nowMs, durationMs }) => {
      if (durationMs !== null) rates.observe(cells[index]!, durationMs);
      const task = taskOf[index]!;
      left[task]!--;
      // Workers may take tasks slightly out of order, so finished tasks are skipped.
      if (left[task] === 0) running.delete(task);
      start(nowMs);
    },
    setWorkers: (count, nowMs) => {
      workers = count;
      for (const task of [...running.keys()].slice(workers)) {
        running.delete(task);
        next = Math.min(next, task);
      }
      start(nowMs);
    },
    leftMs: (nowMs) => {
      const free = [...running].map(([index, since]) => {
        const goneMs = nowMs - since;
        return Math.max(expected(index) - goneMs, overrun * goneMs);
      });
      const waiting: number[] = [];
      for (let index = next; index < tasks.length; index++) if (isWaiting(index)) waiting.push(expected(index));
      if (free.length === 0) return waiting.length === 0 ? 0 : Number.POSITIVE_INFINITY;
      return endOfWork(waiting, free);
    },
  };
}
