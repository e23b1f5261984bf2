import { dirname } from 'node:path';
import type { BackendChoice } from '../base/backends.js';
import type { Recipe } from '../contract/recipe.js';
import type { EpochRecord, TrainingRecord } from '../contract/trainingRecord.js';
import { holdOutLast } from '../datasets/holdOutLast.js';
import { loadDataset } from '../datasets/loadDataset.js';
import { resolveDataDir } from '../datasets/resolveDataDir.js';
import type { EngineInfo } from '../kernels/engine.js';
import { refuseFolder, type TrainingState } from '../training/checkpoint.js';
import { requireNoFinishedModel } from '../training/finishedModel.js';
import type { TrainingRun } from '../training/runTraining.js';
import { lockTraining } from '../training/trainingLock.js';
import { checkpointOf, modelFolder } from '../training/trainingQueue.js';
import { ensureCreatable } from './ensureWritable.js';
import { createProgress, type Progress } from './progress.js';
import { onStopSignal } from './stopSignals.js';
import { printText } from './terminal.js';

/** The flags of `rapa train` from commander. */
export interface TrainFlags {
  readonly queue?: readonly string[];
  readonly status?: true;
  readonly jobs: number;
  readonly resume?: true;
  readonly fresh?: true;
  readonly backend: BackendChoice;
  readonly dataDir?: string;
  readonly output?: string;
  readonly checkpoint?: string;
  readonly quiet?: true;
  /** A queue started this process. */
  readonly queued?: true;
}

/** Output model folder of a training. */
export function outputFolder(recipe: Recipe, flags: TrainFlags): string {
  return flags.output ?? modelFolder(recipe);
}

/**
 * Trains one recipe with progress on stderr; with `--resume`, a finished training is only read. Null if Ctrl-C stopped it; training
 * can then resume from the checkpoint. Throws `UserError` if it would replace a model without `--fresh`, if it could not write it, or if
 * another process trains onto the same checkpoint.
 */
export async function trainRecipe(recipe: Recipe, flags: TrainFlags): Promise<TrainingRecord | null> {
  const places = { output: outputFolder(recipe, flags), checkpointFile: flags.checkpoint ?? checkpointOf(recipe) };
  const finished = () =>
    flags.fresh ? null : requireNoFinishedModel(recipe, { ...places, resume: flags.resume === true });
  const before = finished();
  if (before !== null) return before;
  for (const folder of [places.output, dirname(places.checkpointFile)]) ensureCreatable(folder);
  refuseFolder(places.checkpointFile);
  const unlock = lockTraining(places.checkpointFile);
  try {
    // Another process may have finished it since.
    return finished() ?? (await trainLocked(recipe, flags, places));
  } finally {
    unlock();
  }
}

async function trainLocked(
  recipe: Recipe,
  flags: TrainFlags,
  places: Pick<TrainingRun, 'output' | 'checkpointFile'>,
): Promise<TrainingRecord | null> {
  const dataDir = resolveDataDir(flags.dataDir);
  const load = (split: 'train' | 'test') => loadDataset({ ...recipe.dataset, split }, { dataDir });
  const train = await load('train');
  const data = recipe.holdOut === undefined ? { train, test: await load('test') } : holdOutLast(train, recipe.holdOut);
  // tfjs is loaded lazily, so that other commands start without it.
  const { startEngine } = await import('../kernels/engine.js');
  const { runTraining } = await import('../training/runTraining.js');
  const engine = await startEngine(flags.backend);
  const quiet = flags.quiet === true;
  let progress: Progress | null = null;
  let stopped = false;
  const release = onStopSignal(() => {
    stopped = true;
  });
  try {
    return await runTraining(recipe, data, {
      ...places,
      start: flags.fresh ? 'fresh' : flags.resume ? 'resume' : 'ask',
      checkpointEveryMs: 3 * 60_000,
      engine,
      onStart: (resumed) => {
        if (!quiet) printText(startLine(recipe, engine, resumed), process.stderr);
        const doneBefore = resumed === null ? 0 : resumed.epoch * data.train.count + resumed.step * recipe.batchSize;
        progress = createProgress(recipe.epochs * data.train.count, { unit: 'images', quiet, doneBefore });
      },
      hooks: {
        shouldStop: () => stopped,
        onProgress: ({ epoch, images, imagesPerEpoch, runningLoss, runningError }) =>
          progress?.update(
            (epoch - 1) * imagesPerEpoch + images,
            `epoch ${epoch}/${recipe.epochs}, loss ${runningLoss.toFixed(3)}, error ${percent(runningError)}`,
          ),
        onEpoch: (record) => {
          if (!quiet) printText(`${epochLine(record, recipe.epochs)}\n`, process.stderr);
        },
      },
    });
  } finally {
    (progress as Progress | null)?.stop();
    release();
  }
}

function startLine(recipe: Recipe, engine: EngineInfo, resumed: TrainingState | null): string {
  const from = resumed === null ? 'from the start' : `from epoch ${resumed.epoch + 1}, step ${resumed.step + 1}`;
  return `Training ${recipe.name}, ${recipe.epochs} epochs, on ${engine.backend} (${engine.simd}), ${from}.\n`;
}

function epochLine(
  { epoch, learningRate, trainLoss, runningTrainError, testError }: EpochRecord,
  epochs: number,
): string {
  const test = testError === null ? '' : `, test error ${percent(testError)}`;
  const rate = learningRate.toPrecision(2);
  return `epoch ${epoch}/${epochs}: rate ${rate}, loss ${trainLoss.toFixed(4)}, train error ${percent(runningTrainError)}${test}`;
}

/** One line about a finished training. */
export function printOutcome(record: TrainingRecord, folder: string): void {
  const { trainError, testError, testConfidence } = record.final;
  printText(
    `${folder}: test error ${percent(testError)} (best epoch ${record.best.epoch}: ${percent(record.best.testError)}), ` +
      `train error ${percent(trainError)}, mean confidence ${percent(testConfidence)}, ` +
      `${(record.durationMs / 60_000).toFixed(1)} min\n`,
  );
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}
