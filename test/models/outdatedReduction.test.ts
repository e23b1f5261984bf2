import { cpSync, mkdirSync, mkdtempSync, readFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { UserErrors } from '../../src/base/errors.js';
import { outdatedReduction } from '../../src/models/outdatedReduction.js';
import { readTfjsFiles } from '../../src/models/readTfjsFiles.js';
import { repository } from '../support/runCli.js';

/** A folder with a tiled model and a record of a reduction of it. */
function reduction(change: object = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'rapa-outdated-'));
  const tiled = join(folder, 'tiled');
  cpSync(join(repository, 'models/mnist/random-16'), tiled, { recursive: true });
  const { weightsSha256 } = readTfjsFiles(join(tiled, 'model.json'));
  const layers = [{ name: 'conv1', tiles: 16, chosen: null }];
  const record = { schemaVersion: 1, by: 'mean', source: { folder: '../tiled', weightsSha256 }, layers, ...change };
  mkdirSync(join(folder, 'reduced'));
  writeFileSync(join(folder, 'reduced/reduction.json'), JSON.stringify(record));
  return { tiled, reduced: join(folder, 'reduced') };
}

describe('outdatedReduction', () => {
  it('names the tiled model once it holds other weights', () => {
    const { tiled, reduced } = reduction();
    expect(outdatedReduction(reduced)).toBeNull();
    cpSync(join(repository, 'models/mnist/baseline'), tiled, { recursive: true });
    expect(outdatedReduction(reduced)).toEqual({ source: tiled, by: 'mean' });
  });

  it('knows nothing of other models, or where the tiled one is not at hand', () => {
    expect(outdatedReduction(join(repository, 'models/mnist/baseline'))).toBeNull();
    const source = { folder: '../nowhere', weightsSha256: 'a'.repeat(64) };
    expect(outdatedReduction(reduction({ source }).reduced)).toBeNull();
  });

  it('finds weights under any name, and names the record where the tiled model is damaged', () => {
    const { tiled, reduced } = reduction({ source: { folder: '../tiled', weightsSha256: 'a'.repeat(64) } });
    const description = readFileSync(join(tiled, 'model.json'), 'utf8');
    writeFileSync(join(tiled, 'model.json'), description.replaceAll('weights.bin', 'group1-shard1of1.bin'));
    expect(outdatedReduction(reduced)).toBeNull();
    renameSync(join(tiled, 'weights.bin'), join(tiled, 'group1-shard1of1.bin'));
    expect(outdatedReduction(reduced)).toEqual({ source: tiled, by: 'mean' });
    truncateSync(join(tiled, 'group1-shard1of1.bin'), 1000);
    expect(() => outdatedReduction(reduced)).toThrow(/reduction\.json[\s\S]*1000 bytes[\s\S]*reduce it again/);
  });

  it('refuses a record that is another document, each fault at its place', () => {
    const { reduced } = reduction({ by: 'luck', layers: [{ name: 'conv1', tiles: 1, chosen: [0.5] }] });
    const messages = () => {
      try {
        outdatedReduction(reduced);
      } catch (error) {
        return (error as UserErrors).errors.map(({ message }) => message);
      }
      return [];
    };
    const found = messages().join('\n');
    for (const place of ['/by', '/layers/0/tiles', '/layers/0/chosen/0']) expect(found).toContain(place);
    writeFileSync(join(reduced, 'reduction.json'), '{"schemaVersion": 1, ');
    expect(() => outdatedReduction(reduced)).toThrow(join(reduced, 'reduction.json'));
  });

  it('finds the reductions of the repository current, and their records valid', () => {
    for (const name of ['random-by-any', 'random-by-wins']) {
      const folder = join(repository, 'models/paper/reduced', name);
      expect(JSON.parse(readFileSync(join(folder, 'reduction.json'), 'utf8')).schemaVersion).toBe(1);
      expect(outdatedReduction(folder), name).toBeNull();
    }
  });
});
