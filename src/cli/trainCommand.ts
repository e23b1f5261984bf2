import { availableParallelism } from 'node:os';
import { type Command, Option } from 'commander';
import { UserError, UserErrors } from '../base/errors.js';
import { exitCodes } from '../base/exitCodes.js';
import { parseRecipe } from '../recipes/parseRecipe.js';
import { namesakes, readTrainingQueue } from '../training/trainingQueue.js';
import type { AddCommand } from './command.js';
import { wholeNumber } from './flags.js';
import { backendOption, dataDirOption } from './options.js';
import { queueTable } from './queueTable.js';
import { printText } from './terminal.js';
import { trainQueue, unreadableRecords, unusableCheckpoints } from './trainQueue.js';
import { outputFolder, printOutcome, type TrainFlags, trainRecipe } from './trainRecipe.js';
import { trainTogether } from './trainTogether.js';
import { typedCommand } from './typedCommand.js';

/** `rapa train`: trains a recipe's model with checkpoints; after Ctrl-C, --resume continues. */
export const addTrainCommand: AddCommand = (program, finish) =>
  program
    .command('train')
    .description('train a model from a recipe')
    .argument('[recipe...]', 'recipe files, e.g. recipes/mnist/baseline.json; several are trained at the same time')
    .option(
      '--queue <paths...>',
      'train every recipe in these files and folders that has no model yet, in order; can be resumed',
    )
    .option('--status', 'with --queue: only print what is done and what is left')
    .option(
      '-j, --jobs <n>',
      'with --queue: number of trainings at the same time',
      wholeNumber(1),
      availableParallelism(),
    )
    .option('--resume', 'continue from the checkpoint, or start if there is none; a finished model is kept')
    .option('--fresh', 'start over: discard any checkpoint and replace a finished model')
    .option('-o, --output <folder>', 'model folder to write (default: models/<name of the recipe>)')
    .option('--checkpoint <file>', 'checkpoint file (default: .rapa/training/<name>.checkpoint)')
    .addOption(backendOption())
    .addOption(dataDirOption())
    .option('--quiet', 'print nothing but errors')
    .addOption(new Option('--queued', 'the training is one of a queue').hideHelp())
    .action(async (files: string[], flags: TrainFlags, command: Command) => {
      checkUsage(files, flags);
      if (flags.queue === undefined && command.getOptionValueSource('jobs') === 'cli') {
        throw usage('--jobs', '--queue with it', 'no queue', 'remove the flag; several recipes use every core');
      }
      if (flags.queue !== undefined) {
        finish(await runQueue(flags.queue, flags));
        return;
      }
      if (files.length > 1) {
        finish(await trainSeveral(files, flags));
        return;
      }
      const file = files[0]!;
      const recipe = parseRecipe(file);
      const record = await trainRecipe(recipe, flags);
      if (record === null) {
        // A queue says itself how it is resumed.
        if (!flags.queued)
          process.stderr.write(
            `\nInterrupted; the checkpoint is kept. Resume with: ${typedCommand({ without: ['--fresh'], with: ['--resume'] })}\n`,
          );
        finish(exitCodes.interrupted);
        return;
      }
      if (flags.quiet !== true) printOutcome(record, outputFolder(recipe, flags));
      finish(exitCodes.pass);
    });

function checkUsage(files: readonly string[], flags: TrainFlags): void {
  if (flags.resume && flags.fresh) {
    throw usage('--resume, --fresh', 'one of the two', 'both', 'remove --fresh to continue, or --resume to start over');
  }
  if (flags.queue === undefined) {
    if (flags.status) throw usage('--status', '--queue with it', 'no queue', 'add --queue <folder>');
    if (files.length === 0)
      throw usage('train', 'a recipe, or --queue with a folder of recipes', 'neither', 'name a file of recipes/');
    return;
  }
  if (files.length > 0) {
    throw usage(
      '--queue',
      'all recipes and folders after the flag',
      `${files.join(', ')} before it`,
      'move them behind --queue',
    );
  }
  const misplaced = (['resume', 'fresh', 'output', 'checkpoint'] as const).filter((key) => flags[key] !== undefined);
  if (misplaced.length > 0) {
    const found = misplaced.map((key) => `--${key}`).join(', ');
    throw usage(
      '--queue',
      'flags that apply to every recipe; a queue resumes from checkpoints automatically',
      found,
      'remove them',
    );
  }
}

function usage(where: string, expected: string, found: string, remedy: string): UserError {
  return new UserError({ where, expected, found, remedy });
}

async function runQueue(paths: readonly string[], flags: TrainFlags): Promise<number> {
  if (!flags.status) {
    const passedOn = ['--backend', flags.backend, ...(flags.quiet ? ['--quiet'] : [])];
    const dataDir = flags.dataDir === undefined ? [] : ['--data-dir', flags.dataDir];
    return trainQueue(paths, { jobs: flags.jobs, flags: [...passedOn, ...dataDir] });
  }
  const queue = readTrainingQueue(paths);
  printText(queueTable(queue));
  const faults = [...unreadableRecords(queue), ...unusableCheckpoints(queue)];
  if (faults.length > 0) throw new UserErrors(faults);
  return exitCodes.pass;
}

/** Reads all recipes before any training starts, then trains them in parallel. */
function trainSeveral(files: readonly string[], flags: TrainFlags): Promise<number> {
  if ((flags.output ?? flags.checkpoint) !== undefined) {
    throw new UserError({
      where: '--output, --checkpoint',
      expected: 'one recipe, whose model or checkpoint path they set',
      found: `${files.length} recipes`,
      remedy: 'remove the flag, or train one recipe at a time',
    });
  }
  const repeated = namesakes(files.map((file) => ({ file, recipe: parseRecipe(file) })));
  if (repeated.length > 0) throw new UserErrors(repeated);
  return trainTogether(
    files,
    process.argv.slice(3).filter((word) => !files.includes(word)),
  );
}
