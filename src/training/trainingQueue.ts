import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { errorsOf, isUserFault, UserError, UserErrors } from '../base/errors.js';
import { readJsonDocument } from '../base/jsonDocument.js';
import { stableHash } from '../base/stableHash.js';
import type { Recipe } from '../contract/recipe.js';
import type { TrainingRecord } from '../contract/trainingRecord.js';
import { parseRecipe } from '../recipes/parseRecipe.js';
import { findTrainingRecord, isOfRecipe } from '../recipes/readTrainingRecord.js';
import { readCheckpoint, type TrainingState } from './checkpoint.js';
import { imagesPerEpoch, trainingCost } from './trainingCost.js';
import { type Trainer, trainerOf } from './trainingLock.js';

/** State of a recipe's training. */
export type TrainingStage =
  | { readonly kind: 'finished'; readonly record: TrainingRecord }
  /** A model of that name exists but belongs to another recipe: it is neither overwritten nor counted. */
  | { readonly kind: 'changed' }
  /** training.json in its folder is not a training record. */
  | { readonly kind: 'unreadable'; readonly error: UserError | UserErrors }
  /** The checkpoint cannot be resumed from, being damaged or of another version of the recipe, or a model of unknown origin is in the way. */
  | { readonly kind: 'blocked'; readonly state: string; readonly error: UserError | UserErrors }
  /** `share` of the training is in the checkpoint, rounded down to whole epochs if the number of images is unknown. */
  | { readonly kind: 'begun'; readonly share: number; readonly durationMs: number }
  | { readonly kind: 'waiting' };

/** A recipe of a queue. */
export interface QueuedTraining {
  readonly file: string;
  readonly recipe: Recipe;
  readonly stage: TrainingStage;
  /** The process that trains it now; null if none does. */
  readonly trainer: Trainer | null;
}

/** A recipe and its file. */
type NamedRecipe = Pick<QueuedTraining, 'file' | 'recipe'>;

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
 * first. Files in folders without a `name` are settings for others to extend. Throws `UserErrors` for missing paths, folders
 * without recipes, recipes with faults, and two recipes with the same name.
 */
export function readTrainingQueue(paths: readonly string[]): QueuedTraining[] {
  const { queue, faults } = readReadableQueue(paths);
  if (faults.length > 0) throw new UserErrors(faults);
  return queue;
}

/** The same without what has a fault, and these faults: while a queue is trained, its recipes may be edited. */
export function readReadableQueue(paths: readonly string[]): {
  readonly queue: QueuedTraining[];
  readonly faults: readonly UserError[];
} {
  const faults: UserError[] = [];
  const recipes = new Map<string, Recipe>();
  for (const path of paths) {
    const found = readable(() => recipesAt(path, faults), faults) ?? [];
    for (const { file, recipe } of found) if (!recipes.has(file)) recipes.set(file, recipe);
  }
  const named = [...recipes].map(([file, recipe]) => ({ file, recipe }));
  const repeated = namesakes(named);
  const single = named.filter(({ file }) => !repeated.some((fault) => fault.parts.where === file));
  const queue = single.map(({ file, recipe }) => ({
    file,
    recipe,
    stage: stageOf(recipe),
    trainer: trainerOf(checkpointOf(recipe)),
  }));
  return { queue, faults: [...new Map([...faults, ...repeated].map((fault) => [fault.message, fault])).values()] };
}

/** One fault for each recipe whose name an earlier one has: both would be trained into the same folder. */
export function namesakes(recipes: readonly NamedRecipe[]): UserError[] {
  const files = new Map<string, string>();
  return recipes.flatMap(({ file, recipe }) => {
    const other = files.get(recipe.name);
    if (other === undefined) {
      files.set(recipe.name, file);
      return [];
    }
    const remedy = normalize(other) === normalize(file) ? 'give the file once' : 'rename one of the two';
    const expected = 'a name that no other recipe given with it has';
    return [new UserError({ where: file, expected, found: `'${recipe.name}', the name of ${other}`, remedy })];
  });
}

/** The recipes of a file or a folder that can be read; the faults of the others are added to `faults`. */
function recipesAt(path: string, faults: UserError[]): NamedRecipe[] {
  if (!existsSync(path)) {
    const remedy = 'check the path; it is relative to the working folder';
    throw new UserError({
      where: path,
      expected: 'a recipe or a folder of recipes',
      found: 'no such file or folder',
      remedy,
    });
  }
  const read = (file: string) => ({ file: normalize(file), recipe: parseRecipe(file) });
  if (!statSync(path).isDirectory()) return [read(path)];
  const files = (readdirSync(path, { recursive: true }) as string[])
    .filter((name) => name.endsWith('.json'))
    .map((name) => join(path, name))
    .filter((file) => readable(() => hasName(file), faults) ?? true);
  if (files.length === 0) {
    const remedy = 'name a folder of recipes, e.g. recipes/mnist';
    throw new UserError({
      where: path,
      expected: 'recipes, as JSON files with a name',
      found: 'none in the folder',
      remedy,
    });
  }
  return files
    .flatMap((file) => readable(() => read(file), faults) ?? [])
    .map((each) => ({ ...each, cost: trainingCost(each.recipe) }))
    .sort((a, b) => b.cost - a.cost || (a.file < b.file ? -1 : 1));
}

/** The value, or null if a fault of the user, which is added to `faults`, prevents it. */
function readable<Value>(compute: () => Value, faults: UserError[]): Value | null {
  try {
    return compute();
  } catch (error) {
    if (!isUserFault(error)) throw error;
    faults.push(...errorsOf(error));
    return null;
  }
}

function hasName(file: string): boolean {
  const { value } = readJsonDocument(file, 'a recipe');
  return typeof value === 'object' && value !== null && 'name' in value;
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
  return stageOfCheckpoint(recipe);
}

function stageOfCheckpoint(recipe: Recipe): TrainingStage {
  const file = checkpointOf(recipe);
  let checkpoint: ReturnType<typeof readCheckpoint>;
  try {
    checkpoint = readCheckpoint(file);
  } catch (error) {
    if (isUserFault(error)) return { kind: 'blocked', state: 'unreadable checkpoint', error };
    throw error;
  }
  if (checkpoint === null) return stageWithoutCheckpoint(recipe);
  if (!isOf(recipe, checkpoint.state)) {
    const error = new UserError({
      where: file,
      expected: `a checkpoint of recipe '${recipe.name}' as it is now`,
      found: 'one of another version of it',
      remedy: `undo the change of the recipe, or remove ${file} to train it from the start`,
    });
    return { kind: 'blocked', state: 'checkpoint of another recipe', error };
  }
  const { epoch, step, durationMs } = checkpoint.state;
  const images = imagesPerEpoch(recipe);
  const ofEpoch = images === undefined ? 0 : step / Math.ceil(images / recipe.batchSize);
  return { kind: 'begun', share: (epoch + ofEpoch) / recipe.epochs, durationMs };
}

function stageWithoutCheckpoint(recipe: Recipe): TrainingStage {
  const folder = modelFolder(recipe);
  if (!existsSync(join(folder, 'model.json'))) return { kind: 'waiting' };
  const error = new UserError({
    where: folder,
    expected: 'no model, or one with the training.json of its training',
    found: 'a model without it',
    remedy: `restore training.json, or move ${folder} away to train it from the start`,
  });
  return { kind: 'blocked', state: 'model without a record', error };
}

/** Checkpoints of older versions only tell when they have more epochs than the recipe. */
function isOf(recipe: Recipe, { origin, epoch, step }: TrainingState): boolean {
  return origin === undefined ? epoch + Math.sign(step) <= recipe.epochs : origin.recipe === stableHash(recipe);
}
