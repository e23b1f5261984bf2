import type { Cell, CellRecord } from '../contract/cell.js';
import type { Dataset } from '../contract/dataset.js';
import type { Suite } from '../contract/suite.js';
import { inspectPublishedCorruptions } from '../datasets/publishedCorruptions.js';
import type { BudgetFacts } from '../planning/cellBudget.js';
import { type PlanOptions, planCells } from '../planning/planCells.js';
import type { PlannedWork } from '../schedule/planWork.js';
import type { CellCache, RecordCache } from './cellCache.js';
import { type Calibration, type EstimatedWork, estimateWork } from './estimateWork.js';
import { type CheckRecord, imagesOfTrial, knownChecks } from './gradientChecks.js';
import { inspectModels, type ModelInspection } from './inspectModels.js';
import { numericsVersion } from './numericsVersion.js';
import { planBatches } from './planBatches.js';
import type { WorkerPool } from './workerPool.js';

/** The complete plan of a run before the first cell is computed. */
export interface RunPlan {
  /** The cells of this run, and those of the whole suite. */
  readonly cells: readonly Cell[];
  readonly cached: ReadonlyMap<string, CellRecord>;
  /** The cells to compute, grouped by shared work, in the order in which workers take them. */
  readonly tasks: EstimatedWork['tasks'];
  /** Hash of each published corruption. */
  readonly corruptionSha256: Readonly<Record<string, string>>;
  /** The cells of all tasks, in the same order. */
  readonly work: readonly PlannedWork[];
  /** Measured durations of the models; empty without calibration. */
  readonly durations: EstimatedWork['durations'];
  readonly inspections: ReadonlyMap<string, ModelInspection>;
  /** Batch size of each model. */
  readonly batches: ReadonlyMap<string, number>;
  readonly engine: ModelInspection['engine'];
  readonly numerics: string;
  readonly facts: BudgetFacts;
}

/** Inputs of a plan other than suite, data set and models. */
export interface PlanningOptions {
  readonly workers: number;
  /** Memory limit of each worker; unlimited if omitted. */
  readonly memoryBytes?: number;
  readonly cache: CellCache;
  /** Cache of gradient checks; without it every check is repeated. */
  readonly checks?: RecordCache<CheckRecord>;
  /** Recompute every cell, ignoring the cache. */
  readonly fresh: boolean;
  readonly calibration: Calibration;
  readonly selection: Pick<PlanOptions, 'limit' | 'grep' | 'shard'>;
}

/**
 * Inspects all models, those that transfer attacks name too, plans the cells and looks up which of them the cache holds. Throws
 * `UserErrors` if a model cannot be used, or not within the memory that workers may take.
 */
export async function planRun(
  suite: Suite,
  dataset: Dataset,
  { pool, options }: { readonly pool: WorkerPool; readonly options: PlanningOptions },
): Promise<RunPlan> {
  const models = [...suite.models, ...suite.sources];
  const { memoryBytes = Number.POSITIVE_INFINITY } = options;
  const numerics = numericsVersion(); // while the workers start
  const known = options.checks === undefined ? {} : { known: knownChecks(options.checks, dataset, options) };
  const inspections = await inspectModels(models, pool, { images: imagesOfTrial(dataset), memoryBytes, ...known });
  const batches = planBatches(models, inspections, memoryBytes);
  const { engine } = [...inspections.values()][0]!;
  const { cells, corruptionSha256 } = await cellsOfSuite(suite, dataset, {
    inspections,
    numerics,
    selection: options.selection,
  });
  const cached = new Map<string, CellRecord>();
  for (const cell of options.fresh ? [] : cells) {
    const record = options.cache.get(cell.key);
    // Another suite may have the same content with other names.
    if (record !== null) cached.set(cell.key, renameRecord(record, cell));
  }
  const facts = {
    isStochastic: (model: string) => inspections.get(model)!.facts.stochastic,
    classes: dataset.classNames.length,
  };
  // Cells that differ only in names, such as an attack with and without known draws on a deterministic model, are computed once.
  const missing = [...new Map(cells.filter(({ key }) => !cached.has(key)).map((cell) => [cell.key, cell])).values()];
  const { tasks, durations } = await estimateWork(missing, facts, { pool, batches, ...options });
  const work = tasks.flat();
  return { cells, cached, tasks, work, durations, inspections, batches, engine, numerics, facts, corruptionSha256 };
}

/**
 * The cells of a suite whose models have been inspected. Throws `UserError` for what only data set and models together show, such as an
 * attack that needs more classes, or published corruptions that are missing.
 */
export async function cellsOfSuite(
  suite: Suite,
  dataset: Dataset,
  {
    inspections,
    numerics,
    selection,
  }: {
    readonly inspections: ReadonlyMap<string, ModelInspection>;
    readonly numerics: string;
    readonly selection: PlanningOptions['selection'];
  },
): Promise<{ readonly cells: Cell[]; readonly corruptionSha256: Readonly<Record<string, string>> }> {
  const { engine } = [...inspections.values()][0]!;
  const modelFacts = <T>(pick: (inspection: ModelInspection) => T) =>
    Object.fromEntries([...inspections].map(([id, inspection]) => [id, pick(inspection)]));
  const corruptionSha256 = await publishedHashes(suite, dataset);
  const cells = planCells(suite, {
    corruptionSha256,
    datasetImages: dataset.count,
    classes: dataset.classNames.length,
    datasetSha256: dataset.sha256,
    channelMeans: dataset.channelMeans,
    modelSha256: modelFacts((inspection) => inspection.sha256),
    modelStochastic: modelFacts((inspection) => inspection.facts.stochastic),
    numerics,
    engine: `${engine.backend} ${engine.simd}`,
    ...selection,
  });
  return { cells, corruptionSha256 };
}

/** Hashes of the published corruptions in the suite, after checking them. */
async function publishedHashes({ attacks }: Suite, dataset: Dataset): Promise<Readonly<Record<string, string>>> {
  const names = attacks.flatMap((attack) =>
    attack.kind === 'corruption' && attack.source === 'published' ? [attack.corruption] : [],
  );
  return names.length === 0 ? {} : inspectPublishedCorruptions(dataset, [...new Set(names)]);
}

function renameRecord(record: CellRecord, { model, attack }: Cell): CellRecord {
  const gallery = record.gallery.map((image) => ({ ...image, model, attack: attack.id }));
  return { ...record, model, attack: attack.id, gallery };
}
