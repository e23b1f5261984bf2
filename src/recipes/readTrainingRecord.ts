import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../base/errors.js';
import { readRecord } from '../base/readRecord.js';
import { stableHash } from '../base/stableHash.js';
import type { Recipe } from '../contract/recipe.js';
import type { TrainingRecord } from '../contract/trainingRecord.js';
import { recipeDefaults } from './parseRecipe.js';

/**
 * Reads and checks training.json of a model folder. Throws `UserError` if there is none, `UserErrors` with line and column if it is
 * not a training record.
 */
export function readTrainingRecord(folder: string): TrainingRecord {
  const record = findTrainingRecord(folder);
  if (record !== null) return record;
  throw new UserError({
    where: join(folder, 'training.json'),
    expected: 'a training record, which names the training images',
    found: 'no such file',
    remedy: 'name a model trained by `rapa train`',
  });
}

/** The same; null if there is none. */
export function findTrainingRecord(folder: string): TrainingRecord | null {
  const file = join(folder, 'training.json');
  if (!existsSync(file)) return null;
  const remedy = 'restore the file, or remove it and train the network again with --fresh';
  return readRecord(file, { kind: 'training', what: 'a training record', remedy });
}

/** Whether a record belongs to exactly this recipe. Records of older versions lack keys that came later; they stand for their defaults. */
export function isOfRecipe(record: TrainingRecord, recipe: Recipe): boolean {
  return stableHash({ ...recipeDefaults, ...record.recipe }) === stableHash(recipe);
}
