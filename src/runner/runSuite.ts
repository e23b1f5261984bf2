import { UserError, UserErrors } from '../base/errors.js';
import type { Cell, CellFailure, CellRecord } from '../contract/cell.js';
import type { Dataset } from '../contract/dataset.js';
import type { Suite } from '../contract/suite.js';
import { type PlanOptions, planCells } from '../suites/planCells.js';
import type { PlannedWork } from '../suites/planWork.js';
import type { CellCache } from './cellCache.js';
import { type Calibration, type EstimatedWork, estimateWork } from './estimateWork.js';
import { numericsVersion } from './numericsVersion.js';
import { openWorkerPool, type WorkerPool } from './workerPool.js';
import type { Inspection, WorkerStart } from './workerTask.js';

export type ModelInspection = Extract<Inspection, { ok: true }>;

/** Everything known before the first cell is computed. */
export interface RunPlan {
  /** The cells of this run, and of the whole suite when nothing is left out. */
  readonly cells: readonly Cell[];
  readonly cached: ReadonlyMap<string, CellRecord>;
  /** The cells to compute, those together that share work, in the order in which workers take them. */
  readonly tasks: EstimatedWork['tasks'];
  /** The cells of all tasks, in the same order. */
  readonly work: readonly PlannedWork[];
  /** What was measured of the models; empty without calibration. */
  readonly durations: EstimatedWork['durations'];
  readonly inspections: ReadonlyMap<string, ModelInspection>;
  readonly engine: ModelInspection['engine'];
  readonly numerics: string;
}

export interface RunOptions {
  readonly backend: WorkerStart['backend'];
  readonly workers: number;
  readonly cache: CellCache;
  /** Compute every cell anew, whatever the cache holds. */
  readonly fresh: boolean;
  /** Stop after planning. */
  readonly dryRun: boolean;
  readonly calibration: Calibration;
  readonly selection: Pick<PlanOptions, 'limit' | 'grep' | 'shard'>;
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
 * Inspects all models, those that transfer attacks name too, plans the cells, computes those that the cache does not hold and stores each as soon as it is
 * done. Throws `UserErrors` if a model cannot be used; a failing cell never ends the run.
 */
export async function runSuite(suite: Suite, dataset: Dataset, options: RunOptions): Promise<RunOutcome> {
  const pool = openWorkerPool(options.workers, {
    backend: options.backend,
    dataset,
    models: [...suite.models, ...suite.sources],
  });
  try {
    const plan = await makePlan(suite, dataset, { pool, options });
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

async function makePlan(
  suite: Suite,
  dataset: Dataset,
  { pool, options }: { readonly pool: WorkerPool; readonly options: RunOptions },
): Promise<RunPlan> {
  const inspections = await inspectModels(suite, pool);
  const { engine } = [...inspections.values()][0]!;
  const numerics = numericsVersion();
  const modelFacts = <T>(pick: (inspection: ModelInspection) => T) =>
    Object.fromEntries([...inspections].map(([id, inspection]) => [id, pick(inspection)]));
  const cells = planCells(suite, {
    datasetImages: dataset.count,
    classes: dataset.classNames.length,
    datasetSha256: dataset.sha256,
    channelMeans: dataset.channelMeans,
    modelSha256: modelFacts((inspection) => inspection.sha256),
    modelStochastic: modelFacts((inspection) => inspection.facts.stochastic),
    numerics,
    engine: `${engine.backend} ${engine.simd}`,
    ...options.selection,
  });
  const cached = new Map<string, CellRecord>();
  for (const cell of options.fresh ? [] : cells) {
    const record = options.cache.get(cell.key);
    // The same content may stand in another suite under other names.
    if (record !== null) cached.set(cell.key, renameRecord(record, cell));
  }
  const facts = {
    isStochastic: (model: string) => inspections.get(model)!.facts.stochastic,
    classes: dataset.classNames.length,
  };
  const missing = cells.filter((cell) => !cached.has(cell.key));
  const { tasks, durations } = await estimateWork(missing, facts, { pool, ...options });
  return { cells, cached, tasks, work: tasks.flat(), durations, inspections, engine, numerics };
}

function renameRecord(record: CellRecord, { model, attack }: Cell): CellRecord {
  const gallery = record.gallery.map((image) => ({ ...image, model, attack: attack.id }));
  return { ...record, model, attack: attack.id, gallery };
}

async function inspectModels(suite: Suite, pool: WorkerPool): Promise<Map<string, ModelInspection>> {
  const found = await Promise.all(
    [...suite.models, ...suite.sources].map(
      async ({ id }) => [id, await pool.run({ kind: 'inspect', model: id })] as const,
    ),
  );
  // A fault of the engine comes with every model: it is told once.
  const faults = new Map(
    found.flatMap(([, inspection]) => (inspection.ok ? [] : [[JSON.stringify(inspection.fault), inspection.fault]])),
  );
  if (faults.size > 0) throw new UserErrors([...faults.values()].map((fault) => new UserError(fault)));
  return new Map(found.map(([id, inspection]) => [id, inspection as ModelInspection]));
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
