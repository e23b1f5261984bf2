import { join } from 'node:path';
import { UserError } from '../base/errors.js';
import { exitCodes } from '../base/exitCodes.js';
import type { Recipe } from '../contract/recipe.js';
import { holdOutLast } from '../datasets/holdOutLast.js';
import { loadDataset } from '../datasets/loadDataset.js';
import { resolveDataDir } from '../datasets/resolveDataDir.js';
import type { EngineInfo } from '../kernels/engine.js';
import type { TrainingState } from '../training/checkpoint.js';
import { parseRecipe } from '../training/parseRecipe.js';
import type { EpochRecord, TrainingRecord } from '../training/trainingRecord.js';
import type { AddCommand } from './command.js';
import { backendOption, dataDirOption } from './options.js';
import { createProgress, type Progress } from './progress.js';
import { trainTogether } from './trainTogether.js';

interface TrainFlags {
  readonly resume?: true;
  readonly fresh?: true;
  readonly backend: 'auto' | EngineInfo['backend'];
  readonly dataDir?: string;
  readonly output?: string;
  readonly checkpoint?: string;
  readonly quiet?: true;
}

/** `rapa train`: trains a model as a recipe says, with checkpoints; Ctrl-C stops it so that --resume goes on. */
export const addTrainCommand: AddCommand = (program, finish) =>
  program
    .command('train')
    .description('train a model from a recipe')
    .argument('<recipe...>', 'recipe files, e.g. recipes/mnist/baseline.json; several are trained at the same time')
    .option('--resume', 'go on from the checkpoint, or start if there is none')
    .option('--fresh', 'start over, dropping any checkpoint')
    .option('-o, --output <folder>', 'model folder to write (default: models/<name of the recipe>)')
    .option('--checkpoint <file>', 'where to keep the checkpoint (default: .rapa/training/<name>.checkpoint)')
    .addOption(backendOption())
    .addOption(dataDirOption())
    .option('--quiet', 'print nothing but errors')
    .action(async (files: string[], flags: TrainFlags) => {
      if (files.length > 1) {
        finish(await trainSeveral(files, flags));
        return;
      }
      const file = files[0]!;
      const recipe = parseRecipe(file);
      const record = await trainRecipe(recipe, flags);
      if (record === null) {
        const flag = flags.checkpoint === undefined ? '' : ` --checkpoint ${flags.checkpoint}`;
        process.stderr.write(
          `\nInterrupted; the checkpoint is kept. Go on with: npm run train -- ${file} --resume${flag}\n`,
        );
        finish(exitCodes.interrupted);
        return;
      }
      if (flags.quiet !== true) printOutcome(record, outputFolder(recipe, flags));
      finish(exitCodes.pass);
    });

/** Reads all recipes before any training starts, then trains them side by side. */
function trainSeveral(files: readonly string[], flags: TrainFlags): Promise<number> {
  if ((flags.output ?? flags.checkpoint) !== undefined) {
    throw new UserError({
      where: '--output, --checkpoint',
      expected: 'one recipe, whose model or checkpoint they place',
      found: `${files.length} recipes`,
      remedy: 'leave the flag out, or train one recipe at a time',
    });
  }
  for (const file of files) parseRecipe(file);
  return trainTogether(
    files,
    process.argv.slice(3).filter((word) => !files.includes(word)),
  );
}

function outputFolder(recipe: Recipe, flags: TrainFlags): string {
  return flags.output ?? join('models', recipe.name);
}

async function trainRecipe(recipe: Recipe, flags: TrainFlags): Promise<TrainingRecord | null> {
  const dataDir = resolveDataDir(flags.dataDir);
  const load = (split: 'train' | 'test') => loadDataset({ ...recipe.dataset, split }, { dataDir });
  const train = await load('train');
  const data = recipe.holdOut === undefined ? { train, test: await load('test') } : holdOutLast(train, recipe.holdOut);
  // tfjs is loaded only here: every other command starts without it.
  const { startEngine } = await import('../kernels/engine.js');
  const { runTraining } = await import('../training/runTraining.js');
  const engine = await startEngine(flags.backend);
  const quiet = flags.quiet === true;
  let progress: Progress | null = null;
  let stopped = false;
  const stop = () => {
    stopped = true;
  };
  process.once('SIGINT', stop);
  try {
    return await runTraining(recipe, data, {
      output: outputFolder(recipe, flags),
      checkpointFile: flags.checkpoint ?? join('.rapa', 'training', `${recipe.name}.checkpoint`),
      start: flags.fresh ? 'fresh' : flags.resume ? 'resume' : 'ask',
      checkpointEveryMs: 3 * 60_000,
      engine,
      onStart: (resumed) => {
        if (!quiet) process.stderr.write(startLine(recipe, engine, resumed));
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
          if (!quiet) process.stderr.write(`${epochLine(record, recipe.epochs)}\n`);
        },
      },
    });
  } finally {
    (progress as Progress | null)?.stop();
    process.removeListener('SIGINT', stop);
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

function printOutcome(record: TrainingRecord, folder: string): void {
  const { trainError, testError, testConfidence } = record.final;
  process.stdout.write(
    `${folder}: test error ${percent(testError)} (best epoch ${record.best.epoch}: ${percent(record.best.testError)}), ` +
      `train error ${percent(trainError)}, mean confidence ${percent(testConfidence)}, ` +
      `${(record.durationMs / 60_000).toFixed(1)} min\n`,
  );
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}
