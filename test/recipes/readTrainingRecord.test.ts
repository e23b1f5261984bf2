import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserErrors } from '../../src/base/errors.js';
import { parseRecipe } from '../../src/recipes/parseRecipe.js';
import { findTrainingRecord, isOfRecipe, readTrainingRecord } from '../../src/recipes/readTrainingRecord.js';
import { repository } from '../support/runCli.js';

const models = join(repository, 'models');
const trained = (readdirSync(models, { recursive: true }) as string[])
  .filter((file) => basename(file) === 'training.json')
  .map((file) => dirname(join(models, file)));

/** The messages for a record of this text. */
function messages(text: string): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'rapa-record-'));
  writeFileSync(join(folder, 'training.json'), text);
  try {
    readTrainingRecord(folder);
  } catch (error) {
    const errors = error instanceof UserErrors ? error.errors : [error as Error];
    return errors.map(({ message }) => message.replace(folder, ''));
  }
  return [];
}

describe('training records', () => {
  it('of every model of the repository are read', () => {
    expect(trained.length).toBeGreaterThan(30);
    for (const folder of trained) expect(readTrainingRecord(folder).schemaVersion, folder).toBe(1);
  });

  it('belong to the recipes of today, also those from before a key was there', () => {
    const foreign = trained.filter((folder) => {
      const record = readTrainingRecord(folder);
      const file = join(repository, 'recipes', `${record.recipe.name}.json`);
      return existsSync(file) && !isOfRecipe(record, parseRecipe(file));
    });
    expect(foreign).toEqual([]);
    const [folder] = trained.filter((each) => each.endsWith('mnist/baseline'));
    const recipe = parseRecipe(join(repository, 'recipes/mnist/baseline.json'));
    expect(isOfRecipe(readTrainingRecord(folder!), { ...recipe, tileRateExponent: 1 })).toBe(false);
  });

  it('are none where no model was trained', () => {
    const folder = mkdtempSync(join(tmpdir(), 'rapa-record-'));
    expect(findTrainingRecord(folder)).toBeNull();
    expect(() => readTrainingRecord(folder)).toThrow(join(folder, 'training.json'));
  });

  it('that are no records are refused, each fault at its place', () => {
    const text = readFileSync(join(trained[0]!, 'training.json'), 'utf8');
    expect(messages(text)).toEqual([]);
    for (const cut of ['', 'null', '[]', text.slice(0, 300)]) {
      expect(messages(cut).join('\n'), cut).toContain('training.json');
    }
    const record = JSON.parse(text);
    const changed = {
      ...record,
      recipe: { ...record.recipe, architecture: { ...record.recipe.architecture, tiles: 16 } },
      final: { ...record.final, testError: '20 %' },
    };
    expect(messages(JSON.stringify({ ...record, epoch: 1 })).join()).toMatch(/\/epoch[\s\S]*remedy: +remove it/);
    const found = messages(JSON.stringify(changed, null, 2));
    expect(found).toHaveLength(2);
    expect(found[0]).toMatch(/training\.json:\d+:\d+ \/recipe\/architecture\/tiles/);
    expect(found[1]).toMatch(/training\.json:\d+:\d+ \/final\/testError/);
  });
});
