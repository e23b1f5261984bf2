import type { CellFailure, CellRecord } from '../contract/cell.js';
import type { RunPlan } from '../runner/planRun.js';
import type { PlannedWork } from '../schedule/planWork.js';
import { runForecast } from '../schedule/runForecast.js';
import { createProgress, type ProgressStyle } from './progress.js';

/** The progress of a run, in passes. */
export interface RunProgress {
  finish(work: PlannedWork, outcome: CellRecord | CellFailure): void;
  stop(): void;
}

interface RunProgressOptions {
  readonly workers: number;
  readonly quiet: boolean;
  readonly style: ProgressStyle;
}

const refreshMs = 1000;

/**
 * Shows the finished share of a run's passes (a backward pass counts as two forward passes) and the time left, estimated from
 * budgets and corrected by the rates of finished cells.
 */
export function createRunProgress(
  { tasks, work }: RunPlan,
  { workers, quiet, style }: RunProgressOptions,
): RunProgress {
  const total = work.reduce((sum, { weight }) => sum + weight, 0);
  const progress = createProgress(total, { unit: 'passes', quiet, style });
  const forecast = runForecast(tasks, { workers, startMs: performance.now() });
  let done = 0;
  let cells = 0;
  let latest = '';
  const show = () => {
    const note = `${cells}/${work.length} cells${latest === '' ? '' : `, ${latest}`}`;
    progress.update(done, note, forecast.leftMs(performance.now()));
  };
  const refresh = setInterval(show, refreshMs);
  return {
    finish: (own, outcome) => {
      done += own.weight;
      cells++;
      latest = `${own.model} / ${own.attack}`;
      const durationMs = 'durationMs' in outcome ? outcome.durationMs : null;
      forecast.finish(work.indexOf(own), { nowMs: performance.now(), durationMs });
      show();
    },
    stop: () => {
      clearInterval(refresh);
      progress.stop();
    },
  };
}
