import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stableHash } from '../../src/base/stableHash.js';
import { parseRecipe } from '../../src/recipes/parseRecipe.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rapa-recipes-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, value: unknown): string {
  const file = join(folder, name);
  writeFileSync(file, JSON.stringify(value));
  return file;
}

const settings = {
  name: 'settings',
  dataset: { name: 'mnist' },
  architecture: { channels: [4, 4], kernelSize: 3, pooling: 'max' },
  schedule: { kind: 'oneCycle', peakAt: 0.2 },
  augmentation: { mirror: true, brightness: 0.1 },
  epochs: 3,
  batchSize: 10,
  learningRate: 0.02,
};

describe('extends', () => {
  it('inherits values that the recipe does not set, objects key by key, over any number of files', () => {
    write('settings.json', settings);
    const architecture = { tiling: 'random', tiles: [4, 2] };
    write('tiled.json', { extends: 'settings.json', architecture, learningRate: 0.01 });
    const file = write('leaf.json', { extends: 'tiled.json', name: 'leaf', augmentation: { brightness: 0 }, seed: 2 });
    const { extends: _, ...whole } = {
      ...settings,
      extends: '',
      name: 'leaf',
      architecture: { ...settings.architecture, ...architecture },
      augmentation: { mirror: true, brightness: 0 },
      learningRate: 0.01,
      seed: 2,
    };
    expect(parseRecipe(file)).toEqual(parseRecipe(write('whole.json', whole)));
    expect(stableHash(parseRecipe(file))).toBe(stableHash(parseRecipe(write('whole.json', whole))));
  });

  it('replaces a schedule as a whole, and an array too', () => {
    write('settings.json', settings);
    const keys = {
      name: 'a',
      schedule: { kind: 'step', everyEpochs: 1, factor: 0.5 },
      architecture: { channels: [2] },
    };
    const recipe = parseRecipe(write('other.json', { extends: 'settings.json', ...keys }));
    expect(recipe.schedule).toEqual({ kind: 'step', everyEpochs: 1, factor: 0.5 });
    expect(recipe.architecture.channels).toEqual([2]);
  });

  it('never inherits the name', () => {
    write('settings.json', settings);
    expect(() => parseRecipe(write('nameless.json', { extends: 'settings.json' }))).toThrow(/the key "name"/);
  });

  it('takes the path of a data set relative to the file that states it', () => {
    write('folder.json', { ...settings, dataset: { name: 'imageFolder', path: 'pictures' } });
    const recipe = parseRecipe(write('leaf.json', { extends: 'folder.json', name: 'leaf' }));
    expect(recipe.dataset).toEqual({ name: 'imageFolder', path: resolve(folder, 'pictures') });
  });

  it('shows a fault at its place in the file that holds it', () => {
    writeFileSync(join(folder, 'bad.json'), `{ ...`.replace('...', '\n  "epochs": 0 }'));
    const file = write('leaf.json', { ...settings, epochs: undefined, extends: 'bad.json', batchSiz: 3 });
    expect(() => parseRecipe(file)).toThrow(/leaf\.json:1:\d+ \/batchSiz[\s\S]*bad\.json:2:13 \/epochs/);
  });

  it('refuses a recipe that extends itself, one of a circle, and a file that is not there', () => {
    const self = write('self.json', { ...settings, extends: './self.json' });
    expect(() => parseRecipe(self)).toThrow(/self\.json:1:\d+ \/extends[\s\S]*found: +self\.json -> self\.json/);
    write('b.json', { extends: 'c.json' });
    write('c.json', { extends: 'b.json' });
    expect(() => parseRecipe(write('a.json', { ...settings, extends: 'b.json' }))).toThrow(
      /c\.json:1:\d+ \/extends[\s\S]*found: +b\.json -> c\.json -> b\.json/,
    );
    const lost = write('lost.json', { ...settings, extends: 'nowhere.json' });
    expect(() => parseRecipe(lost)).toThrow(/lost\.json:1:\d+ \/extends[\s\S]*nowhere\.json: no such file/);
  });

  it('names the recipe whose base is a folder or no object', () => {
    const folder = write('folder.json', { ...settings, extends: '.' });
    expect(() => parseRecipe(folder)).toThrow(/folder\.json:1:\d+ \/extends[\s\S]*found: +\.: a folder/);
    write('list.json', [1]);
    const list = write('onList.json', { ...settings, extends: 'list.json' });
    expect(() => parseRecipe(list)).toThrow(/onList\.json:1:\d+ \/extends[\s\S]*found: +list\.json: no JSON object/);
  });
});

describe('tiles', () => {
  it('are a square number for tilings that cut the image into parts', () => {
    const architecture = { ...settings.architecture, tiling: 'imagePad', tiles: [3, 1] };
    expect(() => parseRecipe(write('odd.json', { ...settings, architecture }))).toThrow(
      /odd\.json:1:\d+ \/architecture\/tiles[\s\S]*tiles is a square number, such as 4, not 3/,
    );
    expect(
      parseRecipe(write('even.json', { ...settings, architecture: { ...architecture, tiles: [4, 1] } })),
    ).toBeTruthy();
  });
});
