import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRecordCache } from '../../src/runner/cellCache.js';
import { type CheckRecord, imagesOfTrial, knownChecks } from '../../src/runner/gradientChecks.js';
import { passedCheck as check } from '../support/gradientCheckExample.js';

const engine = { backend: 'wasm', simd: 'SIMD' } as const;
const dataset = { sha256: 'data', count: 100 };
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rapa-checks-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const known = (data = dataset, fresh = false) => knownChecks(openRecordCache<CheckRecord>(folder), data, { fresh });

describe('checks of gradients in the cache', () => {
  it('are found again for the same model, data and engine, and for no other', () => {
    expect(known().get('m', engine)).toBeNull();
    known().put('m', engine, check);
    expect(known().get('m', engine)).toEqual(check);
    expect(known(dataset, true).get('m', engine)).toBeNull();
    expect(known().get('n', engine)).toBeNull();
    expect(known().get('m', { ...engine, simd: 'relaxed SIMD' })).toBeNull();
    expect(known({ ...dataset, sha256: 'other' }).get('m', engine)).toBeNull();
    expect(known({ ...dataset, count: 50 }).get('m', engine)).toBeNull();
  });

  it('that are damaged are none', () => {
    const [file] = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'));
    writeFileSync(join(folder, file!), 'x');
    expect(known().get('m', engine)).toBeNull();
  });
});

describe('imagesOfTrial', () => {
  it('spreads at most four images over the data set', () => {
    expect(imagesOfTrial({ count: 2000 })).toEqual([0, 500, 1000, 1500]);
    expect(imagesOfTrial({ count: 2 })).toEqual([0, 1]);
  });
});
