import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../base/errors.js';
import type { Recipe } from '../contract/recipe.js';
import type { TrainingRecord } from '../contract/trainingRecord.js';
import { findTrainingRecord, isOfRecipe } from '../recipes/readTrainingRecord.js';

/** What a training would replace. */
interface Replaced {
  /** The folder to write. */
  readonly output: string;
  readonly checkpointFile: string;
  /** `--resume` was given. */
  readonly resume: boolean;
}

/**
 * The record of the training if `resume` finds it finished, null if there is work left. Throws `UserError` if the folder holds a
 * model that the training would replace: only `--fresh` does that. A checkpoint beside a model of this name was asked for earlier.
 */
export function requireNoFinishedModel(
  recipe: Recipe,
  { output, checkpointFile, resume }: Replaced,
): TrainingRecord | null {
  if (!existsSync(join(output, 'model.json'))) return null;
  const record = findTrainingRecord(output);
  if (existsSync(checkpointFile) && (record === null || record.recipe.name === recipe.name)) return null;
  if (resume && record !== null && isOfRecipe(record, recipe)) return record;
  throw new UserError({
    where: output,
    expected: 'no model in this folder, because training would replace it',
    found: record === null ? 'a model' : `the finished model of ${ownerOf(record, recipe)}`,
    remedy: 'add --fresh to train again and replace it, or name another folder with --output',
  });
}

function ownerOf(record: TrainingRecord, recipe: Recipe): string {
  if (isOfRecipe(record, recipe)) return 'this recipe';
  return record.recipe.name === recipe.name ? 'an earlier version of this recipe' : `recipe '${record.recipe.name}'`;
}
