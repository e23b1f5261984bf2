import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repository, runCli } from '../support/runCli.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rapa-paper-'));
});
afterAll(() => rmSync(folder, { recursive: true }));
const run = (...words: string[]) => runCli(words, { cwd: folder });
const model = (name: string) => join(repository, 'models', name);
const isPng = (file: string) => readFileSync(join(folder, file)).subarray(1, 4).toString() === 'PNG';

describe('an output that cannot be written', () => {
  it.each(['similarity', 'theory', 'paper'])('is found by %s before it computes anything', async (command) => {
    writeFileSync(join(folder, 'afile'), '');
    const words = command === 'paper' ? ['--partial'] : [model('mnist/random-16')];
    const { code, stdout, stderr } = await run(command, ...words, '-o', 'afile/out');
    expect([code, stdout, stderr.split('\n')[0]]).toEqual([2, '', 'afile/out']);
  });
});

describe('similarity', () => {
  it('prints S, and writes JSON, the chart and the filters', async () => {
    const { code, stdout } = await run('similarity', model('cifar10/random-16'), '-o', 'out');
    expect(code).toBe(0);
    expect(stdout).toMatch(/conv1 +16 +0\.\d{4}/);
    const { models } = JSON.parse(readFileSync(join(folder, 'out/similarity.json'), 'utf8'));
    expect(models[0].layers.map((layer: { tiles: number }) => layer.tiles)).toEqual([16, 4, 1]);
    expect(models[0].layers[2].similarity).toBeNull();
    expect(isPng('out/similarity.png') && isPng('out/1-random-16-filters.png')).toBe(true);
    const untiled = await run('similarity', model('mnist/baseline'));
    expect(untiled.code).toBe(2);
    expect(untiled.stderr).toContain('one kernel matrix per layer');
  });
});

describe('tilings', () => {
  it('prints or draws every scheme, and refuses tiles that do not fit', async () => {
    const printed = await run('tilings', '--size', '4');
    expect(printed.stdout).toMatch(/alternate +│ 0 2 0 2|alternate +│ 0 1 0 1/);
    expect((await run('tilings', '--draw', 'tilings.png')).code).toBe(0);
    expect(isPng('tilings.png')).toBe(true);
    const odd = await run('tilings', '--tiles', '5');
    expect(odd.code).toBe(2);
    expect(odd.stderr).toContain('square number');
  });
});

describe('runtime', () => {
  it("tells the paper's loads, and proposes a tiling for a model", async () => {
    const alexnet = await run('runtime', 'alexnet', '--json');
    const { layers } = JSON.parse(alexnet.stdout);
    expect(layers.map((layer: { load: number }) => layer.load)).toEqual([178, 183, 169, 169, 169]);
    const own = await run('runtime', model('cifar10/baseline'), '--draw', 'runtime.png');
    expect(own.stdout).toMatch(/Layers pipelined: 102\.4 us to 6\.4 us per image, 16\.00 times as fast\./);
    expect(own.stdout).toContain('tiles: 16, 4, 1.');
    expect(isPng('runtime.png')).toBe(true);
    const few = await run('runtime', 'example', '--tiles', '16,4');
    expect(few.code).toBe(2);
    expect(few.stderr).toContain('2 numbers of tiles for 3 layers');
    expect((await run('runtime', 'nowhere')).code).toBe(2);
  });
});

describe('theory', () => {
  it('checks the regulariser, and confidence on a model', async () => {
    const { code, stdout } = await run('theory', model('mnist/random-16'), '-L', '50', '-o', 'theory');
    expect(code).toBe(0);
    expect(stdout).toContain('mean confidence');
    const { points, models } = JSON.parse(readFileSync(join(folder, 'theory/theory.json'), 'utf8'));
    for (const { average, ofMean, regularizer } of points) expect(average - ofMean).toBeCloseTo(regularizer, 9);
    expect(models[0].points).toHaveLength(7);
    expect(isPng('theory/regularizer.png') && isPng('theory/confidence.png')).toBe(true);
  });
});

describe('paper', () => {
  it('refuses an unfinished queue, and makes a partial page on request', async () => {
    mkdirSync(join(folder, 'recipes/paper'), { recursive: true });
    const recipe = {
      name: 'paper/table1/none',
      dataset: { name: 'mnist' },
      architecture: {},
      epochs: 1,
      batchSize: 9,
      learningRate: 1,
    };
    writeFileSync(join(folder, 'recipes/paper/none.json'), JSON.stringify(recipe));
    const unfinished = await run('paper');
    expect(unfinished.code).toBe(2);
    expect(unfinished.stderr).toMatch(/1 without one[\s\S]*npm run train:paper[\s\S]*--partial/);
    const partial = await run('paper', '--partial');
    expect(partial.code).toBe(0);
    expect(partial.stdout).toContain('2 claims hold, 0 do not, 31 are open.');
    expect(readFileSync(join(folder, 'reports/paper/index.html'), 'utf8')).toContain('not trained yet');
    const noDocs = await run('paper', '--partial', '--docs', 'nowhere.md');
    expect(noDocs.code).toBe(2);
    expect(noDocs.stderr).toMatch(/--docs nowhere\.md[\s\S]*markers[\s\S]*ENOENT/);
    writeFileSync(join(folder, 'plain.md'), 'no markers');
    const noMarkers = await run('paper', '--partial', '--docs', 'plain.md');
    expect(noMarkers.code).toBe(2);
    expect(readFileSync(join(folder, 'plain.md'), 'utf8')).toBe('no markers');
  });
});
