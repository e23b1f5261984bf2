import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repository, runCli } from '../support/runCli.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rapa-reduce-'));
});
afterAll(() => rmSync(folder, { recursive: true }));
const reduce = (model: string, ...words: string[]) =>
  runCli(['reduce', join(repository, 'models', model), ...words], { cwd: folder });

describe('reduce', () => {
  it('writes a plain model with a record of which tile each filter is from', async () => {
    const { code, stdout } = await reduce('mnist/random-16', '--by', 'norm', '-o', 'reduced');
    expect(code).toBe(0);
    expect(stdout).toContain('reduced: conv1 (16 tiles), conv2 (4 tiles), one kernel matrix each by norm');
    const { layers, by, source } = JSON.parse(readFileSync(join(folder, 'reduced/reduction.json'), 'utf8'));
    expect([by, layers.length, layers[0].chosen.length]).toEqual(['norm', 2, 32]);
    expect(join(folder, 'reduced', source.folder)).toBe(join(repository, 'models/mnist/random-16'));
    const size = (place: string) => readFileSync(join(place, 'weights.bin')).length;
    expect(size(join(folder, 'reduced'))).toBe(size(join(repository, 'models/mnist/baseline')));
  });

  it('takes the file of a model as well as its folder', async () => {
    const { code } = await reduce('mnist/random-16/model.json', '-o', 'of-file');
    expect(code).toBe(0);
    const { source } = JSON.parse(readFileSync(join(folder, 'of-file/reduction.json'), 'utf8'));
    expect(join(folder, 'of-file', source.folder)).toBe(join(repository, 'models/mnist/random-16'));
  });

  it('answers an untiled model, a record that is missing and a folder that is taken with 2', async () => {
    const untiled = await reduce('mnist/baseline', '-o', 'none');
    expect(untiled.code).toBe(2);
    expect(untiled.stderr).toMatch(/mnist\/baseline[\s\S]*nothing to reduce/);
    expect(existsSync(join(folder, 'none'))).toBe(false);
    const taken = await reduce('mnist/random-16', '-o', join(repository, 'models/mnist/baseline'));
    expect(taken.code).toBe(2);
    const lost = await reduce('mnist/nowhere', '-o', 'none');
    expect(lost.code).toBe(2);
    writeFileSync(join(folder, 'afile'), '');
    const unwritable = await reduce('mnist/random-16', '-o', 'afile/model');
    expect([unwritable.code, unwritable.stderr.split('\n')[0]]).toEqual([2, 'afile/model']);
    expect((await reduce('mnist/random-16', '--by', 'luck', '-o', 'none')).code).toBe(2);
  });
});
