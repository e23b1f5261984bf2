import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { table } from 'table';
import { UserError } from '../base/errors.js';
import { exitCodes } from '../base/exitCodes.js';
import type { TrainingRecord } from '../contract/trainingRecord.js';
import type { AddCommand } from './command.js';

/** `rapa models`: lists the trained models below a folder with their training and errors. */
export const addModelsCommand: AddCommand = (program, finish) =>
  program
    .command('models')
    .description('list trained models')
    .argument('[folder]', 'folder that contains them', 'models')
    .action((folder: string) => {
      if (!existsSync(folder)) {
        throw new UserError({ where: folder, expected: 'a folder of models', found: 'no such folder' });
      }
      const rows = findModels(folder).map(describeModel);
      const head = ['model', 'data set', 'tiling', 'tiles', 'epochs', 'train error', 'test error', 'confidence'];
      process.stdout.write(rows.length === 0 ? `no model below ${folder}\n` : table([head, ...rows]));
      finish(exitCodes.pass);
    });

function findModels(folder: string): string[] {
  if (existsSync(join(folder, 'model.json'))) return [folder];
  const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders.flatMap((entry) => findModels(join(folder, entry.name))).sort();
}

function describeModel(folder: string): string[] {
  const file = join(folder, 'training.json');
  if (!existsSync(file)) return [folder, '', '', '', '', '', '', ''];
  const { recipe, final } = JSON.parse(readFileSync(file, 'utf8')) as TrainingRecord;
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
