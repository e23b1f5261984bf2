import type { CellFailure, CellRecord } from '../contract/cell.js';
import type { PassCounts } from '../runner/passCounts.js';
import type { RunPlan } from '../runner/planRun.js';
import { passesDone } from '../schedule/passesDone.js';
import type { PlannedWork } from '../schedule/planWork.js';
import { runForecast } from '../schedule/runForecast.js';
import { taskShares } from '../schedule/taskShares.js';
import { createProgress, type ProgressStyle } from './progress.js';

/** The progress of a run, in passes. */
export interface RunProgress {
  finish(work: PlannedWork, outcome: CellRecord | CellFailure): void;
  /** So many threads compute from now on. */
  setThreads(threads: number): void;
  stop(): void;
}

interface RunProgressOptions {
  /** What the threads have made of each task. */
  readonly counts: PassCounts;
  /** Threads that compute at the start. */
  readonly threads: number;
  readonly quiet: boolean;
  readonly style: ProgressStyle;
}

const refreshMs = 1000;
/** Finished cells are shown at most so often: with 10,000 cells an estimate takes milliseconds. */
const shortestMs = 100;

/**
 * Shows the finished share of a run's passes (a backward pass counts as two forward passes) and the time left, estimated from
 * budgets and corrected by the passes that workers make.
 */
export function createRunProgress(
  { tasks, work }: RunPlan,
  { counts, threads, quiet, style }: RunProgressOptions,
): RunProgress {
  const total = work.reduce((sum, { weight }) => sum + weight, 0);
  const progress = createProgress(total, { unit: 'passes', quiet, style });
  const shareOf = taskShares(tasks, counts);
  const forecast = runForecast(tasks, { workers: threads, startMs: performance.now(), shareOf });
  const positions = new Map(work.map((own, index) => [own, index]));
  let shownMs = 0;
  const passes = passesDone(tasks, shareOf);
  let cells = 0;
  let latest = '';
  const show = () => {
    shownMs = performance.now();
    const note = `${cells}/${work.length} cells${latest === '' ? '' : `, ${latest}`}`;
    progress.update(Math.floor(passes.weight()), note, forecast.leftMs(shownMs));
  };
  const refresh = setInterval(show, refreshMs);
  return {
    finish: (own, outcome) => {
      passes.finish(own);
      cells++;
      latest = `${own.model} / ${own.attack}`;
      const durationMs = 'durationMs' in outcome ? outcome.durationMs : null;
      const nowMs = performance.now();
      forecast.finish(positions.get(own)!, { nowMs, durationMs });
      if (cells === work.length || nowMs - shownMs >= shortestMs) show();
    },
    setThreads: (count) => forecast.setWorkers(count, performance.now()),
    stop: () => {
      clearInterval(refresh);
      progress.stop();
    },
  };
}
