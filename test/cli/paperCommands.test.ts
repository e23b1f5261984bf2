import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changedBy, writeChanged } from '../support/changedModel.js';
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

  it('says why a layer has no S: one tile, or constant filters', async () => {
    writeChanged(
      join(folder, 'zeros'),
      changedBy((_, values) => values.fill(0)),
    );
    const { code, stdout } = await run('similarity', 'zeros/model.json', '-o', 'zeros');
    expect(code).toBe(0);
    expect(stdout).toMatch(/conv1 +16 +constant filters\n.*conv2 +4 +constant filters\n.*conv3 +1 +one tile/);
    const { models } = JSON.parse(readFileSync(join(folder, 'zeros/similarity.json'), 'utf8'));
    expect(models[0].layers).toEqual([
      { layer: 'conv1', tiles: 16, similarity: null, why: 'constant filters' },
      { layer: 'conv2', tiles: 4, similarity: null, why: 'constant filters' },
      { layer: 'conv3', tiles: 1, similarity: null, why: 'one tile' },
    ]);
    expect(isPng('zeros/1-zeros-filters.png')).toBe(true);
  });
});

describe('commands that read weights', () => {
  it('refuse NaN in the same words', async () => {
    const store = changedBy((name, values) => (name === 'conv1/kernels' ? values.with(3, Number.NaN) : values));
    writeChanged(join(folder, 'nan'), store, { record: true });
    for (const words of [
      ['reduce', 'nan', '-o', 'reduced'],
      ['similarity', 'nan'],
      ['runtime', 'nan'],
      ['theory', 'nan', '-L', '5'],
    ]) {
      const { code, stderr } = await run(...words);
      expect([words[0], code]).toEqual([words[0], 2]);
      expect(stderr).toMatch(
        /nan, weight 'conv1\/kernels'\n {2}expected: finite numbers\n {2}found: +NaN at position 3/,
      );
    }
    expect(existsSync(join(folder, 'reduced'))).toBe(false);
  });

  it('say what they expect instead of another path, without a suite', async () => {
    writeFileSync(join(folder, 'other.onnx'), 'x');
    for (const command of [['reduce', '-o', 'reduced'], ['similarity']]) {
      const { code, stderr } = await run(...command, 'other.onnx');
      expect(code).toBe(2);
      expect(stderr).toMatch(/^other\.onnx\n {2}expected: a tfjs model: a folder with model\.json, or this file\n/);
      expect(stderr).not.toContain('suite');
    }
    expect((await run('runtime', 'nowhere')).stderr).toMatch(/remedy: +correct the path of the model$/m);
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

  it('draws up to its largest side, and refuses larger ones before any work', async () => {
    expect((await run('tilings', '--size', '256', '--draw', 'large.png')).code).toBe(0);
    expect(isPng('large.png')).toBe(true);
    for (const size of ['257', '3000', '100000']) {
      const { code, stderr } = await run('tilings', '--size', size, '--draw', 'larger.png');
      expect(code).toBe(2);
      expect(stderr).toContain(`expected a whole number from 1 to 256, found '${size}'`);
    }
    expect(existsSync(join(folder, 'larger.png'))).toBe(false);
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
    expect(own.stdout).toMatch(/us on one array +tiles +patches per tile +us on the tiles\n/);
  });

  it.each([
    ['--tiles', '0x10,4e0,1', 'whole numbers of at least 1, separated by commas, e.g. 16,4,1'],
    ['--tiles', '16,4,', 'whole numbers of at least 1, separated by commas, e.g. 16,4,1'],
    ['--tiles', '16,0,1', 'whole numbers of at least 1, separated by commas, e.g. 16,4,1'],
    ['--image', '1e2,32,3', 'height, width and channels of at least 1, e.g. 224,224,3'],
    ['--image', '32,32', 'height, width and channels of at least 1, e.g. 224,224,3'],
  ])('refuses %s %s', async (flag, value, expected) => {
    const { code, stdout, stderr } = await run('runtime', 'example', flag, value);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`argument '${value}' is invalid. expected ${expected}, found '${value}'.`);
  });

  it.each([
    ['.', 'a folder'],
    ['time.jpg', 'a name that ends in .jpg'],
    ['time', 'a name without .png'],
  ])('refuses to draw to %s before it prints anything, as tilings does', async (place, found) => {
    for (const words of [['runtime', 'example'], ['tilings']]) {
      const { code, stdout, stderr } = await run(...words, '--draw', place);
      const rest = `  expected: a file whose name ends in .png\n  found:    ${found}\n  remedy:   name such a file, e.g. picture.png\n`;
      expect([code, stdout, stderr]).toEqual([2, '', `${place}\n${rest}`]);
    }
  });

  it('refuses an image size of a network that has its own, and tells times by the product in JSON', async () => {
    const { code, stderr } = await run('runtime', 'example', '--image', '64,64,3');
    expect(code).toBe(2);
    expect(stderr).toMatch(/^--image\n {2}expected: no image size: example has its own/);
    const { stdout } = await run('runtime', 'example', '--json', '--product-ns', '200');
    expect(JSON.parse(stdout)).toMatchObject({
      productNs: 200,
      serial: { before: 1344, after: 192 },
      serialUs: { before: 268.8, after: 38.4 },
      pipelinedUs: { before: 204.8, after: 12.8 },
    });
    expect(JSON.parse(stdout).leftOut).toBeUndefined();
  });

  it('says what it leaves out of a model', async () => {
    const left = 'dense layers or other matrix products';
    const { stdout } = await run('runtime', model('mnist/baseline'));
    expect(stdout).toContain(`Left out, as not 2D convolutions: ${left}.`);
    expect(JSON.parse((await run('runtime', model('mnist/baseline'), '--json')).stdout).leftOut).toEqual([left]);
  });
});

describe('theory', () => {
  it('checks the regulariser, and confidence on a model', async () => {
    const { code, stdout } = await run('theory', model('mnist/random-16'), '-L', '50', '-o', 'theory');
    expect(code).toBe(0);
    expect(stdout).toMatch(/random-16, 50 test images\n[\s\S]*mean confidence/);
    expect(stdout).not.toMatch(/[-−]0\.0+ /);
    const { seed, points, models } = JSON.parse(readFileSync(join(folder, 'theory/theory.json'), 'utf8'));
    for (const { average, ofMean, regularizer } of points) expect(average - ofMean).toBeCloseTo(regularizer, 9);
    expect([seed, models[0].images]).toEqual([1, 50]);
    expect(models[0].points).toHaveLength(7);
    expect(isPng('theory/regularizer.png') && isPng('theory/confidence.png')).toBe(true);
  });

  it('checks every model before it measures the first', async () => {
    const words = ['theory', model('mnist/random-16'), model('mnist/baseline'), '-L', '50', '-o', 'refused'];
    const { code, stdout, stderr } = await run(...words);
    expect(code).toBe(2);
    expect(stderr).toContain('one kernel matrix per layer');
    expect(stdout).not.toContain('mean confidence');
    expect(existsSync(join(folder, 'refused'))).toBe(false);
  });
});

describe('paper', () => {
  it('refuses a folder without the recipes, where a page would have no results', async () => {
    for (const words of [[], ['--partial']]) {
      const { code, stdout, stderr } = await run('paper', ...words, '-o', 'elsewhere');
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(/^recipes\/paper\n.*\n {2}found: {4}no such folder\n {2}remedy: {3}run the command in/);
    }
    expect(existsSync(join(folder, 'elsewhere'))).toBe(false);
  });

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
    expect(partial.stdout).toContain('35 claims: 2 × holds, 0 × does not hold, 33 × open.');
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
