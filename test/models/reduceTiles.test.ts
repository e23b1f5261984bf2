import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Architecture, baselineArchitecture, type TilingName } from '../../src/contract/architecture.js';
import type { Reduction } from '../../src/contract/reductionRecord.js';
import { startEngine } from '../../src/kernels/engine.js';
import { buildModel } from '../../src/models/buildModel.js';
import { instantiateLayersModel } from '../../src/models/instantiateLayersModel.js';
import { loadModel } from '../../src/models/loadModel.js';
import { readTfjsFiles } from '../../src/models/readTfjsFiles.js';
import { reduceTiles, replicatedLayers } from '../../src/models/reduceTiles.js';
import { saveModel } from '../../src/models/saveModel.js';
import { highest, meanOfTiles, takeTiles, tilesByNorm } from '../../src/models/tileSelection.js';
import tf from '../../src/tfjs/tfjs.cjs';
import { countPoolingWins } from '../../src/training/countPoolingWins.js';
import { randomDataset } from '../support/randomDataset.js';

let folder = '';
beforeAll(async () => {
  await startEngine('cpu');
  folder = mkdtempSync(join(tmpdir(), 'rapa-reduce-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const io = { inputShape: [8, 8, 1] as const, classes: 3, normalization: { mean: [0.5], std: [0.25] } };
const architecture: Architecture = { ...baselineArchitecture, channels: [3, 2], kernelSize: 3 };

async function saved(name: string, tiling: TilingName, keys: Partial<Architecture> = {}) {
  const tiles = tiling === 'none' ? [1, 1] : [4, 1];
  const model = buildModel({ ...architecture, tiling, tiles, ...keys }, io, 5);
  const last = model.getLayer('logits');
  const drawn = last.getWeights().map((weight) => tf.randomNormal(weight.shape, 0, 1, 'float32', 3));
  last.setWeights(drawn);
  tf.dispose(drawn);
  await saveModel(model, join(folder, name));
  model.dispose();
  return readTfjsFiles(join(folder, name, 'model.json'));
}

/** Two tiles, one weight a filter, two channels. */
const twoTiles = {
  kernels: Float32Array.of(1, -2, -3, 0.5),
  biases: Float32Array.of(10, 20, 30, 40),
  tiles: 2,
  outputs: 2,
};

describe('the tile that a channel is taken from', () => {
  it('is that of the highest norm, whatever its sign', () => {
    expect([...tilesByNorm(twoTiles)]).toEqual([1, 0]);
  });

  it('brings its bias with it', () => {
    const { kernels, biases } = takeTiles(twoTiles, tilesByNorm(twoTiles));
    expect([[...kernels], [...biases]]).toEqual([
      [-3, -2],
      [30, 20],
    ]);
  });

  it('is the first of equal ones', () => {
    expect([...highest([1, 2, 1, 3], 2)]).toEqual([0, 1]);
  });

  it('gives way to the mean', () => {
    const { kernels, biases } = meanOfTiles(twoTiles);
    expect([[...kernels], [...biases]]).toEqual([
      [-1, -0.75],
      [20, 30],
    ]);
  });
});

describe('reduceTiles', () => {
  it.each(['any', 'norm', 'mean'] as const)(
    'by %s computes what the tiled model does when all its tiles are equal',
    async (by: Reduction) => {
      for (const tiling of ['random', 'randomFixed', 'alternate', 'imageOverlap'] as const) {
        const name = `equal-${tiling}`;
        const files = await saved(name, tiling, { initialisation: 'replicated' });
        const before = tf.memory().numTensors;
        const { model, layers } = await reduceTiles(name, files, { by, wins: new Map() });
        const target = join(folder, `${name}-${by}`);
        await saveModel(model, target);
        model.dispose();
        expect(tf.memory().numTensors).toBe(before);
        expect(layers.map(({ name: layer, tiles }) => [layer, tiles])).toEqual([['conv1', 4]]);
        const demands = { inputShape: io.inputShape, classes: 3 };
        const [tiled, reduced] = [await loadModel(join(folder, name), demands), await loadModel(target, demands)];
        expect(reduced.facts.stochastic).toBe(false);
        expect(reduced.facts.tiles).toEqual([]);
        const x = tf.randomUniform<tf.Rank.R4>([2, 8, 8, 1], 0, 1, 'float32', 7);
        const draw = { seed: 1, purpose: 'clean' as const, images: [0, 1], draw: 0 };
        const [a, b] = [tiled.logits(x, draw), reduced.logits(x, draw)].map((logits) => logits.dataSync());
        expect(Math.max(...a!.map(Math.abs))).toBeGreaterThan(0.01);
        for (const [at, value] of a!.entries()) expect(b![at]).toBeCloseTo(value, 4);
        tiled.dispose();
        reduced.dispose();
      }
    },
  );

  it('takes the filters and biases of the tiles that won', async () => {
    const files = await saved('won', 'random');
    const wins = new Map([['conv1', Int32Array.of(2, 0, 3)]]);
    const { model, layers } = await reduceTiles('won', files, { by: 'wins', wins });
    const source = await instantiateLayersModel('won', files.topology, files);
    const [kernel] = model.getLayer('conv1').getWeights();
    const [kernels] = source.getLayer('conv1').getWeights();
    const at = (tensor: tf.Tensor, tile: number, channel: number) => [
      ...tensor.slice([tile, 0, 0, 0, channel], [1, 3, 3, 1, 1]).dataSync(),
    ];
    for (const [channel, tile] of [2, 0, 3].entries()) {
      expect(at(kernel!, 0, channel)).toEqual(at(kernels!, tile, channel));
    }
    expect(layers[0]!.chosen).toEqual([2, 0, 3]);
    model.dispose();
    source.dispose();
  });

  it.each(['mean', 'norm'] as const)(
    'gives what a suite with "reduce": "%s" reads from the tiled files',
    async (by) => {
      const files = await saved(`read-${by}`, 'random');
      const source = await instantiateLayersModel('read', files.topology, files);
      const kernels = source.getLayer('conv1').getWeights()[0]!;
      const weights = source.getLayer('conv1').getWeights();
      const larger = tf.tidy(() => kernels.add(tf.oneHot([1], 4).reshape([4, 1, 1, 1, 1]).mul(3)));
      source.getLayer('conv1').setWeights([larger, ...weights.slice(1)]);
      await saveModel(source, join(folder, `read-${by}`));
      larger.dispose();
      source.dispose();
      const changed = readTfjsFiles(join(folder, `read-${by}`, 'model.json'));
      const { model } = await reduceTiles('read', changed, { by, wins: new Map() });
      await saveModel(model, join(folder, `written-${by}`));
      model.dispose();
      const demands = { inputShape: io.inputShape, classes: 3 };
      const before = tf.memory().numTensors;
      const read = await loadModel(join(folder, `read-${by}`), demands, { reduce: by });
      const written = await loadModel(join(folder, `written-${by}`), demands);
      const tiled = await loadModel(join(folder, `read-${by}`), demands);
      expect(read.facts).toEqual(written.facts);
      expect(read.facts).toMatchObject({ stochastic: false, tiles: [] });
      expect(new Set([read.sha256, written.sha256, tiled.sha256]).size).toBe(3);
      const x = tf.randomUniform<tf.Rank.R4>([2, 8, 8, 1], 0, 1, 'float32', 7);
      const draw = { seed: 1, purpose: 'clean' as const, images: [0, 1], draw: 0 };
      const [own, saves, draws] = [read, written, tiled].map(({ logits }) => {
        const values = logits(x, draw);
        const data = [...values.dataSync()];
        values.dispose();
        return data;
      });
      expect(own).toEqual(saves);
      expect(own).not.toEqual(draws);
      x.dispose();
      for (const loaded of [read, written, tiled]) loaded.dispose();
      expect(tf.memory().numTensors).toBe(before);
    },
  );

  it('refuses NaN in a tile that would not be chosen, by file and by suite', async () => {
    const files = await saved('nan', 'random');
    const source = await instantiateLayersModel('nan', files.topology, files);
    const layer = source.getLayer('conv1');
    const [kernels, ...others] = layer.getWeights() as [tf.Tensor, ...tf.Tensor[]];
    const values = kernels.dataSync<'float32'>().with(-1, Number.NaN);
    tf.tidy(() => layer.setWeights([tf.tensor(values, kernels.shape), ...others]));
    await saveModel(source, join(folder, 'nan'));
    source.dispose();
    const before = tf.memory().numTensors;
    const message =
      /nan, weight 'conv1\/kernels'\n {2}expected: finite numbers\n {2}found: +NaN at position 107 of 108/;
    const changed = readTfjsFiles(join(folder, 'nan', 'model.json'));
    await expect(reduceTiles('nan', changed, { by: 'norm', wins: new Map() })).rejects.toThrow(message);
    const demands = { inputShape: io.inputShape, classes: 3 };
    await expect(loadModel(join(folder, 'nan'), demands, { reduce: 'norm' })).rejects.toThrow(message);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses a model without tiles', async () => {
    await saved('plain-read', 'none');
    const demands = { inputShape: io.inputShape, classes: 3 };
    await expect(loadModel(join(folder, 'plain-read'), demands, { reduce: 'mean' })).rejects.toThrow(
      /plain-read[\s\S]*one kernel matrix per layer[\s\S]*nothing to reduce or to decompose/,
    );

    const files = await saved('plain', 'none');
    await expect(reduceTiles('plain', files, { by: 'norm', wins: new Map() })).rejects.toThrow(
      /plain[\s\S]*one kernel matrix per layer[\s\S]*nothing to reduce/,
    );
  });
});

describe('countPoolingWins', () => {
  const dataset = randomDataset(60, [8, 8, 1], { classes: 3, seed: 4 });

  async function wins(
    tiling: TilingName,
    change: (biases: Float32Array) => void,
    pooling: Architecture['pooling'] = 'max',
  ) {
    const files = await saved(`wins-${tiling}-${pooling}`, tiling, { pooling, initialisation: 'replicated' });
    const model = await instantiateLayersModel('wins', files.topology, files);
    const layers = replicatedLayers('wins', model);
    const [kernels, biases] = layers[0]!.getWeights();
    const values = biases!.dataSync().slice() as Float32Array;
    change(values);
    tf.tidy(() =>
      layers[0]!.setWeights([kernels!, tf.tensor(values, biases!.shape), ...layers[0]!.getWeights().slice(2)]),
    );
    try {
      return countPoolingWins('wins', model, { layers, dataset, seed: 1 });
    } finally {
      model.dispose();
    }
  }

  it('counts every window once, evenly over equal tiles', async () => {
    const { counts, layer } = (await wins('random', (biases) => biases.fill(5)))[0]!;
    expect(layer).toBe('conv1');
    for (let channel = 0; channel < 3; channel++) {
      const ofTiles = [0, 1, 2, 3].map((tile) => counts[3 * tile + channel]!);
      expect(ofTiles.reduce((a, b) => a + b)).toBe(60 * 16);
      for (const count of ofTiles) expect(Math.abs(count - 240)).toBeLessThan(60);
    }
  });

  it('finds the tile with the highest outputs in a channel, and only it if each window has all tiles', async () => {
    const { counts } = (
      await wins('alternate', (biases) => {
        biases.fill(5);
        biases[3 * 2 + 1] = 50;
      })
    )[0]!;
    expect([...highest(counts, 3)][1]).toBe(2);
    expect(counts[3 * 2 + 1]).toBe(60 * 16);
  });

  it('counts no winner among zeros', async () => {
    const { counts } = (await wins('random', (biases) => biases.fill(-1000)))[0]!;
    expect(Math.max(...counts)).toBe(0);
  });

  it('names the pool that has no winners', async () => {
    await expect(wins('random', () => {}, 'average')).rejects.toThrow(
      /layer 'conv1'[\s\S]*AveragePooling2D[\s\S]*norm/,
    );
  });
});
