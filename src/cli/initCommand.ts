import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Option } from 'commander';
import { UserError } from '../base/errors.js';
import { exitCodes } from '../base/exitCodes.js';
import { packageRoot } from '../base/packagePlaces.js';
import { relativePath } from '../base/relativePath.js';
import { writeWhole } from '../base/writeWhole.js';
import type { DatasetName } from '../contract/suite.js';
import type { AddCommand } from './command.js';
import { printText } from './terminal.js';
import { commandText } from './typedCommand.js';

const ownFolder = fileURLToPath(packageRoot);
const shippedModel = join(ownFolder, 'models', 'mnist', 'baseline');

/** Data sets that need no path. */
const datasets = ['mnist', 'cifar10', 'cifar100', 'svhn'] as const satisfies readonly DatasetName[];

interface InitFlags {
  readonly model?: string;
  readonly dataset: (typeof datasets)[number];
}

/** `rapa init`: writes a suite that runs as it is, on a shipped model or on the user's. */
export const addInitCommand: AddCommand = (program, finish) =>
  program
    .command('init')
    .description('write a starter suite that runs as it is')
    .argument('[file]', 'where to write it', join('suites', 'my-suite.json'))
    .option('--model <path>', 'your model: a folder with model.json, or an .onnx file (default: a shipped MNIST model)')
    .addOption(
      new Option('--dataset <name>', 'the data set that the model was trained for').choices(datasets).default('mnist'),
    )
    .action((file: string, { model = shippedModel, dataset }: InitFlags) => {
      if (existsSync(file)) {
        throw new UserError({ where: file, expected: 'no such file yet', found: 'one', remedy: 'name another file' });
      }
      if (!existsSync(model)) {
        throw new UserError({
          where: '--model',
          expected: 'a folder with model.json, or an .onnx file',
          found: `nothing at ${model}`,
          remedy: 'check the path',
        });
      }
      writeWhole(file, `${JSON.stringify(starterSuite(file, { model, dataset }), null, 2)}\n`);
      printText(`${file} written. Run it:\n  ${commandText(['eval', file])}\n`);
      if (!isShipped(model)) printText(keepCommand(file));
      finish(exitCodes.pass);
    });

const isShipped = (model: string) => model === shippedModel;

/** Nothing is known of a user's model, so its own first run is what later runs are held to. */
const keepCommand = (file: string) =>
  `Then make its results the baseline that later runs must not fall below:\n  ${commandText(['eval', file, '--update-baseline'])}\n`;

/** FGSM over a range of strengths; for the shipped model with an assertion that it meets. Paths are relative to the suite. */
function starterSuite(file: string, { model, dataset }: Required<InitFlags>): object {
  const from = dirname(resolve(file));
  const shown = (path: string) => relativePath(from, resolve(path));
  const id = isShipped(model) ? 'baseline' : basename(resolve(model)).replace(/\.onnx$/, '');
  return {
    $schema: shown(join(ownFolder, 'schemas', 'suite.schema.json')),
    name: basename(file).replace(/\.json$/, ''),
    dataset: { name: dataset, split: 'test' },
    models: [{ id, path: shown(model) }],
    attacks: [{ id: 'fgsm', kind: 'fgsm', snrDb: [40, 33, 27, 21, 18, 15, 12, 9, 6, 3, 0] }],
    evaluation: { draws: 1, vote: 1, seed: 1 },
    ...(isShipped(model) && { assertions: [metAssertion(id)] }),
  };
}

const metAssertion = (id: string) => ({
  select: { model: id, attack: 'fgsm', snrDb: 21 },
  metric: 'relativeAccuracy',
  min: 0.9,
});
