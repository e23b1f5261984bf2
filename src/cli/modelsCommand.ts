import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../base/errors.js';
import { exitCodes } from '../base/exitCodes.js';
import { findTrainingRecord } from '../recipes/readTrainingRecord.js';
import { getModel } from '../setup/getModel.js';
import { modelsNamed, shippedFolder, shippedModels } from '../setup/shippedModels.js';
import type { AddCommand } from './command.js';
import { printText, tableText } from './terminal.js';
import { commandText } from './typedCommand.js';

/**
 * `rapa models`: lists the trained models below a folder with their training and errors; `list` and `get` show and fetch those
 * of the project.
 */
export const addModelsCommand: AddCommand = (program, finish) => {
  const models = program
    .command('models')
    .description('list trained models; `models list` and `models get` show and fetch those of the project')
    .argument('[folder]', 'folder that contains them', 'models')
    .action((folder: string) => {
      if (!existsSync(folder)) {
        throw new UserError({ where: folder, expected: 'a folder of models', found: 'no such folder' });
      }
      const rows = findModels(folder).map(describeModel);
      const head = ['model', 'data set', 'tiling', 'tiles', 'epochs', 'train error', 'test error', 'confidence'];
      printText(rows.length === 0 ? `no model below ${folder}\n` : tableText(head, rows, { words: 4, names: 1 }));
      finish(exitCodes.pass);
    });
  addListCommand(models, finish);
  addGetCommand(models, finish);
  return models;
};

const addListCommand: AddCommand = (models, finish) =>
  models
    .command('list')
    .description('list the models of the project')
    .action(() => {
      const rows = Object.entries(shippedModels()).map(([name, files]) => [
        name,
        `${(Object.values(files).reduce((sum, { bytes }) => sum + bytes, 0) / 1e6).toFixed(1)} MB`,
        existsSync(join(shippedFolder, name, 'model.json'))
          ? join(shippedFolder, name)
          : commandText(['models', 'get', name]),
      ]);
      printText(tableText(['model', 'size', 'where'], rows, { words: 3, names: 1 }));
      finish(exitCodes.pass);
    });

const addGetCommand: AddCommand = (models, finish) =>
  models
    .command('get')
    .description('fetch a model of the project: one, those of a data set, or all')
    .argument('<name>', 'for example mnist/random-128, cifar10 or all')
    .option('--from <place>', 'folder or URL of the models (default: the installed package rapa-models)')
    .option('-o, --output <folder>', 'folder to write to', 'models')
    .action(async (name: string, { from, output }: { readonly from?: string; readonly output: string }) => {
      const names = modelsNamed(name);
      if (names.length === 0) {
        const known = Object.keys(shippedModels()).join(', ');
        throw new UserError({ where: 'models get', expected: `all, cifar10, mnist, ${known}`, found: name });
      }
      const log = (line: string) => printText(`${line}\n`, process.stderr);
      for (const each of names) await getModel(each, { from, output, log });
      finish(exitCodes.pass);
    });

function findModels(folder: string): string[] {
  if (existsSync(join(folder, 'model.json'))) return [folder];
  const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders.flatMap((entry) => findModels(join(folder, entry.name))).sort();
}

function describeModel(folder: string): string[] {
  const record = findTrainingRecord(folder);
  if (record === null) return [folder, '', '', '', '', '', '', ''];
  const { recipe, final } = record;
  const percent = (share: number) => `${(100 * share).toFixed(2)} %`;
  return [
    folder,
    recipe.dataset.name,
    recipe.architecture.tiling,
    recipe.architecture.tiles.join(', '),
    String(recipe.epochs),
    percent(final.trainError),
    percent(final.testError),
    percent(final.testConfidence),
  ];
}
