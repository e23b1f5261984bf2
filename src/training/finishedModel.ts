import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../base/errors.js';
import type { Recipe } from '../contract/recipe.js';
import type { TrainingRecord } from '../contract/trainingRecord.js';
import { findTrainingRecord, isOfRecipe } from '../recipes/readTrainingRecord.js';
import { outputFrom, readCheckpoint } from './checkpoint.js';

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
 * model that the training would replace: only `--fresh` does that, also when what it started is resumed.
 */
export function requireNoFinishedModel(
  recipe: Recipe,
  { output, checkpointFile, resume }: Replaced,
): TrainingRecord | null {
  if (!existsSync(join(output, 'model.json'))) return null;
  const record = findTrainingRecord(output);
  const isOwn = record !== null && isOfRecipe(record, recipe);
  const checkpoint = readCheckpoint(checkpointFile);
  if (checkpoint !== null) {
    const { origin } = checkpoint.state;
    // A model without record, or of this recipe: the training was ended while it wrote its files.
    const isRest = record === null || isOwn;
    const isThere = origin === undefined || origin.output === outputFrom(checkpointFile, output);
    if (isThere && (isRest || origin?.replaces === true)) return null;
  }
  if (resume && isOwn) return record;
  throw new UserError({
    where: output,
    expected: 'no model in this folder, because training would replace it',
    found: record === null ? 'a model' : `the finished model of ${ownerOf(record, recipe)}`,
    remedy: `add --fresh${resume ? ' instead of --resume' : ''} to train again and replace it, or name another folder with --output`,
  });
}

function ownerOf(record: TrainingRecord, recipe: Recipe): string {
  if (isOfRecipe(record, recipe)) return 'this recipe';
  return record.recipe.name === recipe.name ? 'an earlier version of this recipe' : `recipe '${record.recipe.name}'`;
}
