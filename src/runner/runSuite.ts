import { UserError } from '../base/errors.js';
import type { CellFailure, CellRecord } from '../contract/cell.js';
import type { Dataset } from '../contract/dataset.js';
import type { Suite } from '../contract/suite.js';
import type { PlannedWork } from '../schedule/planWork.js';
import { type PlanningOptions, planRun, type RunPlan } from './planRun.js';
import { openWorkerPool, type WorkerPool } from './workerPool.js';
import type { WorkerStart } from './workerTask.js';

export interface RunOptions extends PlanningOptions {
  readonly backend: WorkerStart['backend'];
  /** Stop after planning. */
  readonly dryRun: boolean;
  readonly signal: AbortSignal;
  readonly onPlan: (plan: RunPlan) => void;
  readonly onCell: (work: PlannedWork, outcome: CellRecord | CellFailure) => void;
}

/** What a run leaves: records of all cells that are done, failures of those that could not be done. */
export interface RunOutcome {
  readonly plan: RunPlan;
  readonly records: readonly CellRecord[];
  readonly failures: readonly CellFailure[];
  readonly interrupted: boolean;
}

/**
 * Plans the cells, computes those that the cache does not hold and stores each as soon as it is done. Throws `UserErrors` if
 * a model cannot be used; a failing cell never ends the run.
 */
export async function runSuite(suite: Suite, dataset: Dataset, options: RunOptions): Promise<RunOutcome> {
  const pool = openWorkerPool(options.workers, {
    backend: options.backend,
    dataset,
    models: [...suite.models, ...suite.sources],
  });
  try {
    const plan = await planRun(suite, dataset, { pool, options });
    options.onPlan(plan);
    const records: CellRecord[] = [...plan.cached.values()];
    const failures: CellFailure[] = [];
    const tasks = options.dryRun ? [] : plan.tasks;
    const work = Promise.all(tasks.map((task) => computeTask(task, pool, { options, records, failures })));
    await Promise.race([work, abortion(options.signal)]);
    return { plan, records, failures, interrupted: options.signal.aborted };
  } finally {
    await pool.close();
  }
}

interface Sink {
  readonly options: RunOptions;
  readonly records: CellRecord[];
  readonly failures: CellFailure[];
}

/** Computes cells that share their work; if that fails, each by itself, so that none fails for another. */
async function computeTask(task: readonly PlannedWork[], pool: WorkerPool, sink: Sink): Promise<void> {
  const { options, records, failures } = sink;
  try {
    const computed = await pool.run({ kind: 'cells', cells: task.map(({ cell }) => cell) });
    if (options.signal.aborted) return;
    for (const [index, record] of computed.entries()) {
      options.cache.put(record);
      records.push(record);
      options.onCell(task[index]!, record);
    }
  } catch (error) {
    if (options.signal.aborted) return;
    if (error instanceof UserError) throw error;
    if (task.length > 1) {
      for (const work of task) await computeTask([work], pool, sink);
      return;
    }
    const [work] = task as [PlannedWork];
    const { cell } = work;
    const failure = { model: cell.model, attack: cell.attack.id, images: cell.images, error: (error as Error).message };
    failures.push(failure);
    options.onCell(work, failure);
  }
}

function abortion(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
