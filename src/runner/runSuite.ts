import { transferSourceNames } from '../attackKinds/transferSources.js';
import { Interrupted, UserError } from '../base/errors.js';
import type { Cell, CellFailure, CellRecord } from '../contract/cell.js';
import type { Dataset } from '../contract/dataset.js';
import type { Suite } from '../contract/suite.js';
import type { PlannedWork } from '../schedule/planWork.js';
import { OutOfMemory, withShrinkingBatch } from './outOfMemory.js';
import { type PlanningOptions, planRun, type RunPlan } from './planRun.js';
import type { OpenPool, WorkerPool } from './workerPool.js';

export interface RunOptions extends PlanningOptions {
  readonly openPool: OpenPool;
  /** Stop after planning. */
  readonly dryRun: boolean;
  readonly signal: AbortSignal;
  readonly onPlan: (plan: RunPlan) => void;
  readonly onCell: (work: PlannedWork, outcome: CellRecord | CellFailure) => void;
}

/** The outcome of a run: records of the finished cells and failures of the others. */
export interface RunOutcome {
  readonly plan: RunPlan;
  readonly records: readonly CellRecord[];
  readonly failures: readonly CellFailure[];
  readonly interrupted: boolean;
}

/**
 * Plans the cells, computes those that are not cached and stores each when done. Throws `UserErrors` if a model cannot be used,
 * `UserError` if a model or the data set changes during the run. A failing cell never ends the run. Rejects with `Interrupted` if
 * the signal arrives before the plan exists.
 */
export async function runSuite(suite: Suite, dataset: Dataset, options: RunOptions): Promise<RunOutcome> {
  const pool = options.openPool({ dataset, models: [...suite.models, ...suite.sources] });
  try {
    const plan = await Promise.race([planRun(suite, dataset, { pool, options }), interruption(options.signal)]);
    options.onPlan(plan);
    const records: CellRecord[] = [...plan.cached.values()];
    const failures: CellFailure[] = [];
    const tasks = options.dryRun ? [] : plan.tasks;
    const sink: Sink = { plan, options, records, failures, ended: false, batches: new Map(plan.batches) };
    const work = Promise.all(tasks.map((task) => computeTask(task, pool, sink)));
    await Promise.race([work, abortion(options.signal)]);
    return { plan, records, failures, interrupted: options.signal.aborted };
  } finally {
    await pool.close();
  }
}

interface Sink {
  readonly plan: RunPlan;
  readonly options: RunOptions;
  readonly records: CellRecord[];
  readonly failures: CellFailure[];
  /** The run is over; later events are not reported. */
  ended: boolean;
  /** Batch size by model; reduced after running out of memory. */
  readonly batches: Map<string, number>;
}

/** Computes cells with shared work; if that fails, each cell separately, so that one cell cannot fail another. */
async function computeTask(task: readonly PlannedWork[], pool: WorkerPool, sink: Sink): Promise<void> {
  const { plan, options, records, failures } = sink;
  const cells = task.map(({ cell }) => cell);
  try {
    const modelSha256 = plannedModels(cells, plan);
    const computed = await withShrinkingBatch(batchOf(modelSha256, sink), (batchSize) => {
      for (const id of Object.keys(modelSha256)) sink.batches.set(id, Math.min(sink.batches.get(id)!, batchSize));
      return pool.run({
        kind: 'cells',
        cells,
        modelSha256,
        corruptionSha256: plannedCorruptions(cells, plan),
        batchSize,
      });
    });
    if (isOver(sink)) return;
    if (!computed.ok) throw new UserError(computed.fault);
    for (const [index, record] of computed.records.entries()) {
      options.cache.put(record, plan.numerics);
      records.push(record);
      options.onCell(task[index]!, record);
    }
  } catch (error) {
    if (isOver(sink)) return;
    if (error instanceof UserError) {
      sink.ended = true;
      throw error;
    }
    if (task.length > 1) {
      for (const work of task) await computeTask([work], pool, sink);
      return;
    }
    const [work] = task as [PlannedWork];
    const { cell } = work;
    const failure = { model: cell.model, attack: cell.attack.id, images: cell.images, error: messageOf(error) };
    failures.push(failure);
    options.onCell(work, failure);
  }
}

/** Batch size that fits all models of a cell. */
function batchOf(models: Readonly<Record<string, string>>, { batches }: Sink): number {
  return Math.min(...Object.keys(models).map((id) => batches.get(id)!));
}

function messageOf(error: unknown): string {
  if (!(error instanceof OutOfMemory)) return (error as Error).message;
  return 'a worker had no memory even for one image at a time: raise --memory or take fewer --workers';
}

function isOver({ options, ended }: Sink): boolean {
  return ended || options.signal.aborted;
}

/** Hashes of the cells' published corruptions when the run was planned. */
function plannedCorruptions(cells: readonly Cell[], { corruptionSha256 }: RunPlan): Record<string, string> {
  const names = cells.flatMap(({ attack }) =>
    attack.kind === 'corruption' && attack.source === 'published' ? [attack.corruption] : [],
  );
  return Object.fromEntries(names.map((name) => [name, corruptionSha256[name]!]));
}

/** Hashes of the cells' models when the run was planned. */
function plannedModels(cells: readonly Cell[], { inspections }: RunPlan): Record<string, string> {
  const names = cells.flatMap(({ model, attack }) => [model, ...transferSourceNames(attack)]);
  return Object.fromEntries(names.map((name) => [name, inspections.get(name)!.sha256]));
}

async function interruption(signal: AbortSignal): Promise<never> {
  await abortion(signal);
  throw new Interrupted();
}

function abortion(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
