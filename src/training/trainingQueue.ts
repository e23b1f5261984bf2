import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { isUserFault, UserError, type UserErrors } from '../base/errors.js';
import { readJsonDocument } from '../base/jsonDocument.js';
import type { Recipe } from '../contract/recipe.js';
import type { TrainingRecord } from '../contract/trainingRecord.js';
import { parseRecipe } from '../recipes/parseRecipe.js';
import { findTrainingRecord, isOfRecipe } from '../recipes/readTrainingRecord.js';
import { readCheckpoint } from './checkpoint.js';
import { imagesPerEpoch, trainingCost } from './trainingCost.js';

/** State of a recipe's training. */
export type TrainingStage =
  | { readonly kind: 'finished'; readonly record: TrainingRecord }
  /** A model of that name exists but belongs to another recipe: it is neither overwritten nor counted. */
  | { readonly kind: 'changed' }
  /** training.json in its folder is not a training record. */
  | { readonly kind: 'unreadable'; readonly error: UserError | UserErrors }
  /** `share` of the training is in the checkpoint, rounded down to whole epochs if the number of images is unknown. */
  | { readonly kind: 'begun'; readonly share: number; readonly durationMs: number }
  | { readonly kind: 'waiting' };

/** A recipe of a queue. */
export interface QueuedTraining {
  readonly file: string;
  readonly recipe: Recipe;
  readonly stage: TrainingStage;
}

/** Model folder of a recipe. */
export function modelFolder(recipe: Recipe): string {
  return join('models', recipe.name);
}

/** A recipe's checkpoint file. */
export function checkpointOf(recipe: Recipe): string {
  return join('.rapa', 'training', `${recipe.name}.checkpoint`);
}

/**
 * The recipes of files and folders in training order: that of `paths`, and within a folder (recursive) the longest training
 * first. Files in folders without a `name` are settings for others to extend. Throws `UserError` for missing paths, folders
 * without recipes, and two recipes with the same name.
 */
export function readTrainingQueue(paths: readonly string[]): QueuedTraining[] {
  const files = new Set<string>();
  for (const path of paths) for (const file of recipeFiles(path)) files.add(normalize(file));
  const queue = [...files].map((file) => {
    const recipe = parseRecipe(file);
    return { file, recipe, stage: stageOf(recipe) };
  });
  refuseSameName(queue);
  return queue;
}

function recipeFiles(path: string): string[] {
  if (!existsSync(path)) {
    throw new UserError({ where: path, expected: 'a recipe or a folder of recipes', found: 'no such file or folder' });
  }
  if (!statSync(path).isDirectory()) return [path];
  const files = (readdirSync(path, { recursive: true }) as string[])
    .filter((name) => name.endsWith('.json'))
    .map((name) => join(path, name))
    .filter(hasName);
  if (files.length === 0) {
    throw new UserError({ where: path, expected: 'recipes, as JSON files with a name', found: 'none in the folder' });
  }
  const costs = new Map(files.map((file) => [file, trainingCost(parseRecipe(file))]));
  return files.sort((a, b) => costs.get(b)! - costs.get(a)! || (a < b ? -1 : 1));
}

function hasName(file: string): boolean {
  const { value } = readJsonDocument(file, 'a recipe');
  return typeof value === 'object' && value !== null && 'name' in value;
}

function refuseSameName(queue: readonly QueuedTraining[]): void {
  const files = new Map<string, string>();
  for (const { file, recipe } of queue) {
    const other = files.get(recipe.name);
    if (other !== undefined) {
      throw new UserError({
        where: file,
        expected: 'a name that no other recipe of the queue has',
        found: `'${recipe.name}', the name of ${other}`,
        remedy: 'rename one of the two',
      });
    }
    files.set(recipe.name, file);
  }
}

function stageOf(recipe: Recipe): TrainingStage {
  let record: TrainingRecord | null;
  try {
    record = findTrainingRecord(modelFolder(recipe));
  } catch (error) {
    if (isUserFault(error)) return { kind: 'unreadable', error };
    throw error;
  }
  if (record !== null) return isOfRecipe(record, recipe) ? { kind: 'finished', record } : { kind: 'changed' };
  const checkpoint = readCheckpoint(checkpointOf(recipe));
  if (checkpoint === null) return { kind: 'waiting' };
  const { epoch, step, durationMs } = checkpoint.state;
  const images = imagesPerEpoch(recipe);
  const ofEpoch = images === undefined ? 0 : step / Math.ceil(images / recipe.batchSize);
  return { kind: 'begun', share: (epoch + ofEpoch) / recipe.epochs, durationMs };
}
