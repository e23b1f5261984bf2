import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { stableHash } from '../../src/base/stableHash.js';
import type { Recipe } from '../../src/contract/recipe.js';
import { parseRecipe } from '../../src/recipes/parseRecipe.js';
import { type TrainingOrigin, writeCheckpoint } from '../../src/training/checkpoint.js';
import { requireNoFinishedModel } from '../../src/training/finishedModel.js';
import { repository } from '../support/runCli.js';

const shipped = join(repository, 'models/mnist/baseline');
const recipe = parseRecipe(join(repository, 'recipes/mnist/baseline.json'));
const longer = { ...recipe, epochs: recipe.epochs + 1 };
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rapa-finished-'));
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  rmSync(join(folder, 'a.checkpoint'), { force: true });
  mkdirSync(join(folder, 'models'), { recursive: true });
  for (const file of ['model.json', 'training.json']) cpSync(join(shipped, file), join(folder, 'models', file));
});

const check = (of: Recipe, resume = true) =>
  requireNoFinishedModel(of, {
    output: join(folder, 'models'),
    checkpointFile: join(folder, 'a.checkpoint'),
    resume,
  });
function interrupted(of: Recipe, origin?: Omit<TrainingOrigin, 'recipe'>): void {
  const state = { recipeSha256: '', epoch: 1, step: 0, lossSum: 0, errors: 0, history: [], durationMs: 1 };
  const whole = origin === undefined ? state : { ...state, origin: { ...origin, recipe: stableHash(of) } };
  writeCheckpoint(join(folder, 'a.checkpoint'), whole, []);
}

it('keeps a finished model without a checkpoint, and resuming it only reads its record', () => {
  expect(check(recipe)!.recipe.name).toBe('mnist/baseline');
  expect(() => check(recipe, false)).toThrow(/the finished model of this recipe[\s\S]*add --fresh to train/);
  expect(() => check(longer)).toThrow(/an earlier version of this recipe[\s\S]*--fresh instead of --resume/);
});

it('lets a training into the same folder go on that was started with --fresh, or that was writing its model', () => {
  interrupted(longer, { output: 'models', replaces: true });
  expect(check(longer)).toBeNull();
  interrupted(recipe, { output: 'models', replaces: false });
  expect(check(recipe)).toBeNull();
  rmSync(join(folder, 'models/training.json'));
  expect(check(recipe)).toBeNull();
});

it('keeps a finished model beside the checkpoint of another training', () => {
  interrupted(longer, { output: 'models', replaces: false });
  expect(() => check(longer)).toThrow(/an earlier version/);
  interrupted(longer, { output: 'other', replaces: true });
  expect(() => check(longer)).toThrow(/an earlier version/);
  expect(check(recipe)!.recipe.name).toBe('mnist/baseline');
  rmSync(join(folder, 'models/training.json'));
  expect(() => check(longer)).toThrow(/found: +a model\n/);
});

it('reads checkpoints without a note of their folder, which may only finish a model of the same recipe', () => {
  interrupted(recipe);
  expect(check(recipe)).toBeNull();
  interrupted(longer);
  expect(() => check(longer)).toThrow(/an earlier version/);
});
