import { type ObservedWork, observedRates } from './observedRates.js';
import { endOfWork } from './orderCells.js';

/** Forecasts, during a run, how long it will go on. Times are ms on the caller's clock. */
export interface RunForecast {
  /** A cell, by its place among those of all tasks, is done; `durationMs` is what it took a worker, null if it failed. */
  finish(index: number, seen: { readonly nowMs: number; readonly durationMs: number | null }): void;
  /** Time until the last cell is done. */
  leftMs(nowMs: number): number;
}

/** Share of its time so far that a cell which is overdue is taken to need still. */
const overrun = 0.15;

/** A forecast of tasks, each of some cells, which `workers` workers take in the given order, all at work from `startMs` on. */
export function runForecast(
  tasks: readonly (readonly ObservedWork[])[],
  { workers, startMs }: { readonly workers: number; readonly startMs: number },
): RunForecast {
  const rates = observedRates();
  const cells = tasks.flat();
  const taskOf = tasks.flatMap((task, index) => task.map(() => index));
  const left = tasks.map((task) => task.length);
  const running = new Map<number, number>();
  const waiting = () => [...tasks.keys()].filter((index) => left[index]! > 0 && !running.has(index));
  const start = (nowMs: number) => {
    for (const index of waiting().slice(0, workers - running.size)) running.set(index, nowMs);
  };
  start(startMs);
  const expected = (index: number) => tasks[index]!.reduce((sum, cell) => sum + cell.expectedMs * rates.ratio(cell), 0);
  return {
    finish: (index, { nowMs, durationMs }) => {
      if (durationMs !== null) rates.observe(cells[index]!, durationMs);
      const task = taskOf[index]!;
      left[task]!--;
      // Workers may take tasks slightly out of order: a task that has ended is no longer waited for.
      if (left[task] === 0) running.delete(task);
      start(nowMs);
    },
    leftMs: (nowMs) => {
      const free = [...running].map(([index, since]) => {
        const goneMs = nowMs - since;
        return Math.max(expected(index) - goneMs, overrun * goneMs);
      });
      if (free.length === 0) return 0;
      return endOfWork(waiting().map(expected), free);
    },
  };
}
