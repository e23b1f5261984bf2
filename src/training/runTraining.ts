import { existsSync, rmSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { UserError } from '../base/errors.js';
import { stableHash } from '../base/stableHash.js';
import { sweepParts } from '../base/sweepParts.js';
import { writeWhole } from '../base/writeWhole.js';
import type { Dataset } from '../contract/dataset.js';
import type { Recipe } from '../contract/recipe.js';
import type { EpochRecord, TrainingRecord } from '../contract/trainingRecord.js';
import { buildModel } from '../models/buildModel.js';
import { instantiateLayersModel } from '../models/instantiateLayersModel.js';
import { readTfjsFiles, type TfjsFiles } from '../models/readTfjsFiles.js';
import { replicateWeights } from '../models/replicateWeights.js';
import { saveModel } from '../models/saveModel.js';
import tf from '../tfjs/tfjs.cjs';
import {
  outputFrom,
  readCheckpoint,
  type TrainingOrigin,
  type TrainingState,
  type TrainingTensors,
  writeCheckpoint,
} from './checkpoint.js';
import { measureErrors } from './measureErrors.js';
import { initialState, type TrainingHooks, train } from './train.js';

export interface TrainingRun {
  /** Model folder, written at the end of training. */
  readonly output: string;
  readonly checkpointFile: string;
  /** If there is a checkpoint, `resume` continues from it, `fresh` discards it, and `ask` is an error. */
  readonly start: 'resume' | 'fresh' | 'ask';
  readonly checkpointEveryMs: number;
  readonly engine: { readonly backend: string; readonly simd: string; readonly fault?: string };
  readonly onStart: (resumed: TrainingState | null) => void;
  readonly hooks: Pick<TrainingHooks, 'onProgress' | 'onEpoch' | 'shouldStop'>;
}

/**
 * Trains a recipe's model with a checkpoint every few minutes and after each epoch, then writes model.json, weights.bin and
 * training.json to the output folder. Partial files that killed processes left there are removed. Returns null if it was
 * stopped; the checkpoint is then kept.
 */
export async function runTraining(
  recipe: Recipe,
  data: { readonly train: Dataset; readonly test: Dataset },
  run: TrainingRun,
): Promise<TrainingRecord | null> {
  const startFiles = recipe.startFrom === null ? null : readTfjsFiles(join('models', recipe.startFrom, 'model.json'));
  const startWeightsSha256 = startFiles?.weightsSha256 ?? null;
  const recipeSha256 = stableHash({ recipe, startWeightsSha256, train: data.train.sha256, test: data.test.sha256 });
  for (const folder of [run.output, dirname(run.checkpointFile)]) sweepParts(folder);
  const resumed = openCheckpoint(run, recipeSha256);
  const model = buildRecipeModel(recipe, data.train);
  if (startFiles !== null) await startFromModel(model, recipe, startFiles);
  run.onStart(resumed?.state ?? null);
  let lastWrite = performance.now();
  const onStep = (state: TrainingState, capture: () => TrainingTensors) => {
    const epochEnded = state.step === 0;
    const stopping = run.hooks.shouldStop();
    if (!epochEnded && !stopping && performance.now() - lastWrite < run.checkpointEveryMs) return;
    writeCheckpoint(run.checkpointFile, state, capture());
    lastWrite = performance.now();
  };
  const { state, tensors } = resumed ?? { state: initialState(recipeSha256), tensors: null };
  const start = { state: { ...state, origin: originOf(recipe, run, state.origin) }, tensors };
  const epochs = await train(model, recipe, { data, start, hooks: { ...run.hooks, onStep } });
  if (epochs === null) return null;
  await saveModel(model, run.output);
  const durationMs = (readCheckpoint(run.checkpointFile)?.state ?? start.state).durationMs;
  const record = describeTraining(recipe, model, { data, epochs, run, startWeightsSha256, durationMs });
  writeWhole(join(run.output, 'training.json'), `${JSON.stringify(record, null, 2)}\n`);
  rmSync(run.checkpointFile, { force: true });
  model.dispose();
  return record;
}

/** What this run was asked to do; resuming into the same folder may replace what the start might. */
function originOf(recipe: Recipe, run: TrainingRun, before: TrainingOrigin | undefined): TrainingOrigin {
  const output = outputFrom(run.checkpointFile, run.output);
  const replaces = run.start === 'fresh' || (before?.replaces === true && before.output === output);
  return { recipe: stableHash(recipe), output, replaces };
}

/** The untrained network of a recipe for a data set. */
export function buildRecipeModel(recipe: Recipe, dataset: Dataset): tf.LayersModel {
  const mean = dataset.channelMeans;
  const normalization = { mean, std: mean.map(() => recipe.pixelScale) };
  const io = { inputShape: dataset.shape, classes: dataset.classNames.length, normalization };
  try {
    return buildModel(recipe.architecture, io, recipe.seed);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UserError({
      where: `recipe '${recipe.name}', architecture`,
      expected: `a network that fits images of ${dataset.shape.join(' x ')}`,
      found: error.message,
      remedy: 'change channels, tiling or tiles',
    });
  }
}

async function startFromModel(model: tf.LayersModel, recipe: Recipe, files: TfjsFiles): Promise<void> {
  const where = `recipe '${recipe.name}', startFrom '${recipe.startFrom}'`;
  const source = await instantiateLayersModel(where, files.topology, files);
  try {
    replicateWeights(source, model);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UserError({
      where,
      expected: 'a model of the same architecture except for its tiles',
      found: error.message,
      remedy: 'name another model, or remove startFrom',
    });
  } finally {
    source.dispose();
  }
}

function openCheckpoint(run: TrainingRun, recipeSha256: string): ReturnType<typeof readCheckpoint> {
  if (run.start === 'fresh' || !existsSync(run.checkpointFile)) return null;
  if (run.start === 'ask') {
    throw new UserError({
      where: run.checkpointFile,
      expected: 'no checkpoint of an earlier training, or --resume or --fresh',
      found: 'a checkpoint',
      remedy: 'add --resume to continue from it, or --fresh to start over',
    });
  }
  const checkpoint = readCheckpoint(run.checkpointFile)!;
  if (checkpoint.state.recipeSha256 === recipeSha256) return checkpoint;
  throw new UserError({
    where: run.checkpointFile,
    expected: 'a checkpoint of this recipe on this data',
    found: 'one of another recipe or of other data',
    remedy: `undo the change, or start over: remove ${run.checkpointFile}, or add --fresh`,
  });
}

function describeTraining(
  recipe: Recipe,
  model: tf.LayersModel,
  {
    data,
    epochs,
    run,
    startWeightsSha256,
    durationMs,
  }: {
    readonly data: { readonly train: Dataset; readonly test: Dataset };
    readonly epochs: readonly EpochRecord[];
    readonly run: TrainingRun;
    readonly startWeightsSha256: string | null;
    readonly durationMs: number;
  },
): TrainingRecord {
  const onTest = measureErrors(model, data.test, { seed: recipe.seed });
  const onTrain = measureErrors(model, data.train, { seed: recipe.seed });
  const evaluated = epochs.flatMap(({ epoch, testError }) => (testError === null ? [] : [{ epoch, testError }]));
  const best = evaluated.reduce((lowest, point) => (point.testError < lowest.testError ? point : lowest));
  return {
    schemaVersion: 1,
    recipe,
    dataset: { name: data.train.name, trainSha256: data.train.sha256, testSha256: data.test.sha256 },
    startWeightsSha256,
    epochs,
    final: { trainError: onTrain.error, testError: onTest.error, testConfidence: onTest.confidence },
    best,
    weightsSha256: readTfjsFiles(join(run.output, 'model.json')).weightsSha256,
    environment: {
      node: process.version,
      tfjs: tf.version_core,
      ...run.engine,
      cpu: cpus()[0]?.model ?? 'unknown',
    },
    durationMs: Math.round(durationMs),
  };
}
