import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { relativePath } from '../base/relativePath.js';
import type { TrainingRecord } from '../contract/trainingRecord.js';
import { parseRecipe } from '../recipes/parseRecipe.js';
import { isOfRecipe, readTrainingRecord } from '../recipes/readTrainingRecord.js';

/** Training records of the paper's networks. */
export interface PaperTrainings {
  /** By the name of the recipe, e.g. `paper/table1/random`. */
  readonly trainings: ReadonlyMap<string, TrainingRecord>;
  /** Records that were found and left out, with the reason, one sentence each. */
  readonly leftOut: readonly string[];
}

/** Folders of models and recipes: those of the queue, and those of SVHN, whose images not everybody may use. */
const groups = ['paper', 'paper-svhn'];

/**
 * Reads every training.json below `models`/paper and `models`/paper-svhn. Left out are records in a folder of another name than their recipe's, and those of
 * another version of the recipe than the file below `recipes`. Throws `UserError` for files that cannot be read.
 */
export function readPaperTrainings({
  models,
  recipes,
}: {
  readonly models: string;
  readonly recipes: string;
}): PaperTrainings {
  const trainings = new Map<string, TrainingRecord>();
  const leftOut: string[] = [];
  for (const place of groups.flatMap((group) => trainedFolders(join(models, group)))) {
    const record = readTrainingRecord(place);
    const fault = faultOf(record, { name: relativePath(models, place), recipes });
    if (fault === null) trainings.set(record.recipe.name, record);
    else leftOut.push(`${join(place, 'training.json')} is left out: ${fault}.`);
  }
  return { trainings, leftOut };
}

function trainedFolders(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return files
    .filter((name) => name.split(sep).at(-1) === 'training.json')
    .sort()
    .map((file) => dirname(join(folder, file)));
}

function faultOf(
  record: TrainingRecord,
  { name, recipes }: { readonly name: string; readonly recipes: string },
): string | null {
  if (record.recipe.name !== name)
    return `it is the record of ${record.recipe.name}, which belongs into another folder`;
  const file = join(recipes, `${name}.json`);
  if (!existsSync(file) || isOfRecipe(record, parseRecipe(file))) return null;
  return `the network was trained by another version of ${file}; train it again: rapa train ${file} --fresh`;
}
