import type { ObservedWork } from './observedRates.js';
import { endOfWork } from './orderCells.js';
import { taskClock } from './taskClock.js';
import type { TaskShare } from './taskShares.js';

/** Estimates the remaining time during a run. Times are ms on the caller's clock. */
export interface RunForecast {
  /** A cell, by its index among the cells of all tasks, is done; `durationMs` is its time on a worker, null if it failed. */
  finish(index: number, seen: { readonly nowMs: number; readonly durationMs: number | null }): void;
  /** Another number of workers takes the tasks from now on. The latest tasks of workers that went begin again later. */
  setWorkers(workers: number, nowMs: number): void;
  /** Time until the last cell is done; infinite if cells are left and there are no workers. */
  leftMs(nowMs: number): number;
}

interface ForecastOptions {
  readonly workers: number;
  readonly startMs: number;
  /** How far a running task is; without it only finished cells tell. */
  readonly shareOf?: (task: number) => TaskShare;
}

/** An estimate for tasks of several cells, which the workers take in the given order, starting at `startMs`. */
export function runForecast(
  tasks: readonly (readonly ObservedWork[])[],
  { workers: atStart, startMs, shareOf = () => ({ made: 0, unstopped: 0 }) }: ForecastOptions,
): RunForecast {
  const clock = taskClock(tasks, shareOf);
  const taskOf = tasks.flatMap((task, index) => task.map(() => index));
  const left = tasks.map((task) => task.length);
  const running = new Set<number>();
  let workers = atStart;
  /** Tasks before this one have begun. */
  let next = 0;
  const isWaiting = (index: number) => left[index]! > 0 && !running.has(index);
  const start = (nowMs: number) => {
    for (; running.size < workers && next < tasks.length; next++) {
      if (!isWaiting(next)) continue;
      running.add(next);
      clock.begin(next, nowMs);
    }
  };
  start(startMs);
  return {
    finish: (index, { nowMs, durationMs }) => {
      const task = taskOf[index]!;
      left[task]!--;
      clock.note(task, durationMs);
      // Workers may take tasks slightly out of order, so finished tasks are skipped.
      if (left[task] === 0) {
        clock.end(task, nowMs);
        running.delete(task);
      }
      start(nowMs);
    },
    setWorkers: (count, nowMs) => {
      workers = count;
      for (const task of [...running].slice(workers)) {
        running.delete(task);
        next = Math.min(next, task);
      }
      start(nowMs);
    },
    leftMs: (nowMs) => {
      for (const task of running) clock.look(task, nowMs);
      const free = [...running].map((task) => clock.leftMs(task, nowMs));
      const waiting: number[] = [];
      for (let task = next; task < tasks.length; task++) if (isWaiting(task)) waiting.push(clock.wholeMs(task));
      if (free.length === 0) return waiting.length === 0 ? 0 : Number.POSITIVE_INFINITY;
      return endOfWork(waiting, free);
    },
  };
}
