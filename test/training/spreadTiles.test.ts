import { beforeAll, describe, expect, it } from 'vitest';
import { baselineArchitecture } from '../../src/contract/architecture.js';
import { startEngine } from '../../src/kernels/engine.js';
import { buildModel } from '../../src/models/buildModel.js';
import tf from '../../src/tfjs/tfjs.cjs';
import { measureErrors } from '../../src/training/measureErrors.js';
import { spreadTiles } from '../../src/training/spreadTiles.js';
import { randomDataset } from '../support/randomDataset.js';

beforeAll(() => startEngine('cpu'));

describe('spreadTiles', () => {
  const io = { inputShape: [8, 8, 1] as const, classes: 3, normalization: { mean: [0.5], std: [0.25] } };
  const dataset = randomDataset(40, [8, 8, 1], { classes: 3, seed: 1 });
  function network(tiles: number[]) {
    const keys = { channels: [4, 3], kernelSize: 3, tiling: tiles[0] === 1 ? ('none' as const) : ('random' as const) };
    const model = buildModel({ ...baselineArchitecture, ...keys, tiles }, io, 2);
    const logits = model.getLayer('logits');
    const drawn = logits.getWeights().map((weight) => tf.randomNormal(weight.shape, 0, 1, 'float32', 5));
    logits.setWeights(drawn);
    tf.dispose(drawn);
    return model;
  }

  it('measures the model itself at 1, the mean of its tiles at 0, and leaves its weights and no tensors', () => {
    const model = network([4, 2]);
    const before = model.getWeights().map((weight) => [...weight.dataSync()]);
    const tensors = tf.memory().numTensors;
    const points = spreadTiles('m', model, { spreads: [0, 1, 3], dataset, count: 40, seed: 1 });
    expect(tf.memory().numTensors).toBe(tensors);
    expect(model.getWeights().map((weight) => [...weight.dataSync()])).toEqual(before);
    expect(points[1]!.confidence).toBeCloseTo(measureErrors(model, dataset, { seed: 1 }).confidence, 6);
    const other = spreadTiles('m', model, { spreads: [0], dataset, count: 40, seed: 9 });
    expect(other[0]!.confidence).toBeCloseTo(points[0]!.confidence, 6); // equal tiles: no draw matters
    expect(points[2]!.confidence).not.toBeCloseTo(points[0]!.confidence, 3);
    model.dispose();
  });

  it('refuses a model without tiles', () => {
    const model = network([1, 1]);
    const options = { spreads: [1], dataset, count: 5, seed: 1 };
    expect(() => spreadTiles('plain', model, options)).toThrow(/plain[\s\S]*one kernel matrix/);
    model.dispose();
  });
});
