import type { Cell } from '../contract/cell.js';
import type { PassDurations } from '../contract/passes.js';
import type { BudgetFacts } from '../planning/cellBudget.js';
import { type PlannedWork, plannedMs, planWork } from '../schedule/planWork.js';
import { calibrate, type Measuring } from './calibrate.js';

/** Whether to measure the models first for a better estimate: always, or only for long runs. */
export type Calibration = 'always' | 'longRuns' | 'never';

/** Runs expected to take longer are calibrated. */
const longRunMs = 30_000;

/** Work in run order, and measured durations of the models; empty without calibration. */
export interface EstimatedWork {
  readonly tasks: readonly (readonly PlannedWork[])[];
  readonly durations: ReadonlyMap<string, PassDurations>;
}

/** Orders cells by cost, assumed or calibrated. */
export async function estimateWork(
  cells: readonly Cell[],
  facts: BudgetFacts,
  options: Measuring & { readonly calibration: Calibration },
): Promise<EstimatedWork> {
  const { workers, calibration } = options;
  const tasks = planWork(cells, { facts, durations: new Map() });
  const isWorthIt = calibration === 'always' || plannedMs(tasks, workers) >= longRunMs;
  if (calibration === 'never' || !isWorthIt) return { tasks, durations: new Map() };
  const models = [...new Set(tasks.flat().flatMap(({ budget }) => [...budget.passes.keys()]))];
  const durations = await calibrate(models, options);
  return { tasks: planWork(cells, { facts, durations }), durations };
}
