import { workerData } from 'node:worker_threads';
import { transferSourceNames } from '../attackKinds/transferSources.js';
import { isAllocationFailure } from '../base/allocationFailure.js';
import { boundedMemo } from '../base/boundedMemo.js';
import { ChangedDuringRun, UserError } from '../base/errors.js';
import { takeWideKernels } from '../base/wideKernels.js';
import { measurePasses } from '../cells/measurePasses.js';
import { type CellOptions, runCell } from '../cells/runCell.js';
import { usePlugins } from '../cells/usePlugins.js';
import type { Cell, CellRecord } from '../contract/cell.js';
import type { Dataset } from '../contract/dataset.js';
import type { ModelSpec } from '../contract/suite.js';
import { loadDataset } from '../datasets/loadDataset.js';
import { pixelsToFloat } from '../datasets/pixelsToFloat.js';
import { requirePublished } from '../datasets/publishedCorruptions.js';
import { type EngineInfo, startEngine } from '../kernels/engine.js';
import { checkGradient } from '../models/checkGradient.js';
import { type LoadedModel, loadModel } from '../models/loadModel.js';
import { measureImageBytes } from '../models/measureMemory.js';
import tf from '../tfjs/tfjs.cjs';
import { workerBytes } from './chooseBatch.js';
import { outOfMemoryCode } from './outOfMemory.js';
import { clearCount, countPass, type TaskCount } from './passCounts.js';
import type {
  Checked,
  Computed,
  DataSource,
  Inspection,
  Refusal,
  WorkerAnswer,
  WorkerStart,
  WorkerTask,
} from './workerTask.js';

const start = workerData as WorkerStart;
if (start.wide !== undefined) takeWideKernels(start.wide);
/** Starts with the thread, while the run is planned. */
const engine: Promise<EngineInfo> = openEngine();
engine.catch(() => {}); // each task that awaits it reports its fault
/** Classes without attack: four bytes for each image, model and draw. */
const memo = boundedMemo(8 * 2 ** 20);
/** For the cells of a task: gradient signs of 10,000 images of 32 x 32 x 3 take 31 MB. */
const largestAttackMemo = 64 * 2 ** 20;
let dataset: Promise<Dataset> | null = null;
const models = new Map<string, Promise<LoadedModel>>();
/** Where the passes of the current cells are counted. */
let counting: TaskCount | null = null;
/** Images of a whole batch of the current cell. */
let wholeBatch = 0;

/**
 * A worker's entry point: loads the data set and models on first use; its engine starts with the thread. If memory runs out, the worker
 * ends itself with `outOfMemoryCode`.
 */
export default async function work(task: WorkerTask): Promise<WorkerAnswer<WorkerTask>> {
  try {
    return await answer(task);
  } catch (error) {
    if (isAllocationFailure(error)) process.exit(outOfMemoryCode);
    throw error;
  }
}

async function answer(task: WorkerTask): Promise<WorkerAnswer<WorkerTask>> {
  switch (task.kind) {
    case 'engine':
      return engine;
    case 'inspect':
      return inspect(task.model);
    case 'checkGradient':
      return gradientOf(task);
    case 'measure':
      return measurePasses(await modelOf(task.model), await datasetOf(), task);
    case 'cells':
      return computeCells(task);
  }
}

async function inspect(id: string): Promise<Inspection> {
  try {
    await engine;
    const before = tf.memory().numBytes;
    const model = await modelOf(id);
    const memory = { weightBytes: tf.memory().numBytes - before, imageBytes: await measureImageBytes(model) };
    const { sha256, facts, reading } = model;
    return { ok: true, engine: await engine, sha256, facts, reading: reading!, memory };
  } catch (error) {
    if (error instanceof UserError) return refusal(error);
    throw error;
  }
}

type GradientTask = Extract<WorkerTask, { readonly kind: 'checkGradient' }>;
type CellsTask = Extract<WorkerTask, { readonly kind: 'cells' }>;

async function computeCells({ cells, modelSha256, corruptionSha256, batchSize, count }: CellsTask): Promise<Computed> {
  counting = count ?? null;
  if (count !== undefined) clearCount(count);
  try {
    for (const [id, sha256] of Object.entries(modelSha256)) await requirePlanned(id, sha256);
    await requirePublished(await datasetOf(), corruptionSha256);
    const records: CellRecord[] = [];
    // What lives as long as a task is freed late, so a single cell keeps nothing.
    const attackMemo = boundedMemo(cells.length > 1 ? largestAttackMemo : 0);
    for (const cell of cells) {
      wholeBatch = Math.min(batchSize, cell.images[1] - cell.images[0]);
      records.push(await computeCell(cell, { batchSize, attackMemo }));
    }
    await requirePublished(await datasetOf(), corruptionSha256);
    return { ok: true, records };
  } catch (error) {
    if (error instanceof ChangedDuringRun) return refusal(error);
    throw error;
  } finally {
    counting = null;
  }
}

function refusal({ parts }: UserError): Refusal {
  return { ok: false, fault: { ...parts } };
}

/** Another worker may have read the files before they changed; one run must not mix two models. */
async function requirePlanned(id: string, sha256: string): Promise<void> {
  const fault = (found: string) =>
    new ChangedDuringRun({
      where: specOf(id).path,
      expected: `the model that the run was planned with (SHA-256 ${sha256.slice(0, 12)}...)`,
      found,
      remedy: 'do not change models during a run, and start it again',
    });
  let found: string;
  try {
    found = (await modelOf(id)).sha256;
  } catch (error) {
    if (error instanceof ChangedDuringRun) throw error;
    if (error instanceof UserError) throw fault(`one that cannot be read: ${error.parts.found}`);
    throw error;
  }
  if (found !== sha256)
    throw fault(`a different one (SHA-256 ${found.slice(0, 12)}...): it was changed during the run`);
}

async function gradientOf({ model: id, images, batchSize }: GradientTask): Promise<Checked> {
  try {
    const { logits, unrepeatable } = await modelOf(id);
    if (unrepeatable) return { ok: true, check: null };
    const data = await datasetOf();
    const pixels = pixelsToFloat(data, Int32Array.from(images));
    return { ok: true, check: checkGradient(specOf(id).path, logits, { pixels, shape: data.shape, batchSize }) };
  } catch (error) {
    if (error instanceof UserError) return refusal(error);
    throw error;
  }
}

async function computeCell(
  cell: Cell,
  shared: Required<Pick<CellOptions, 'batchSize' | 'attackMemo'>>,
): Promise<CellRecord> {
  const names = transferSourceNames(cell.attack);
  const loaded = await Promise.all(names.map(async (name) => [name, await modelOf(name)] as const));
  return runCell(cell, await modelOf(cell.model), await datasetOf(), { sources: new Map(loaded), memo, ...shared });
}

async function openEngine(): Promise<EngineInfo> {
  const info = await startEngine(start.backend, start.memoryBytes && start.memoryBytes - workerBytes);
  await usePlugins(start.plugins ?? []);
  return info;
}

async function modelOf(id: string): Promise<LoadedModel> {
  await engine;
  const { shape, classNames } = await datasetOf();
  const spec = specOf(id);
  const { memoryBytes } = start;
  const demands = {
    inputShape: shape,
    classes: classNames.length,
    ...(memoryBytes === undefined ? {} : { memoryBytes }),
  };
  const loading = models.get(id) ?? loadModel(spec.path, demands, spec).then(countingPasses);
  models.set(id, loading);
  return loading;
}

function countingPasses(model: LoadedModel): LoadedModel {
  const logits: LoadedModel['logits'] = (pixels, draw) => {
    if (counting !== null) countPass(counting, pixels.shape[0], wholeBatch);
    return model.logits(pixels, draw);
  };
  return { ...model, logits };
}

function specOf(id: string): ModelSpec {
  return start.models.find((model) => model.id === id)!;
}

function datasetOf(): Promise<Dataset> {
  dataset ??= openData(start.data);
  return dataset;
}

async function openData(data: DataSource): Promise<Dataset> {
  if (data.kind === 'shared') return data.dataset;
  const { spec, dataDir, sha256 } = data;
  const read = await loadDataset(spec, { dataDir });
  if (read.sha256 === sha256) return read;
  throw new ChangedDuringRun({
    where: `${spec.name} ${spec.split}`,
    expected: `the data set that the run was planned with (SHA-256 ${sha256.slice(0, 12)}...)`,
    found: `a different one (SHA-256 ${read.sha256.slice(0, 12)}...)`,
    remedy: 'give every worker the same files',
  });
}
