import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { baselineArchitecture } from '../../src/contract/architecture.js';
import type { Recipe } from '../../src/contract/recipe.js';
import { pixelsToFloat } from '../../src/datasets/pixelsToFloat.js';
import { startEngine } from '../../src/kernels/engine.js';
import { TiledConv2D } from '../../src/layers/tiledConv2D.js';
import { parseRecipe } from '../../src/recipes/parseRecipe.js';
import tf from '../../src/tfjs/tfjs.cjs';
import { createAdversary } from '../../src/training/adversary.js';
import { disturbKernels } from '../../src/training/disturbKernels.js';
import { retractKernel } from '../../src/training/retractKernel.js';
import { buildRecipeModel, runTraining, type TrainingRun } from '../../src/training/runTraining.js';
import { createOptimizer } from '../../src/training/trainingStep.js';
import { randomDataset } from '../support/randomDataset.js';

const recipe: Recipe = {
  name: 'tiny',
  dataset: { name: 'mnist' },
  architecture: { ...baselineArchitecture, channels: [4, 4], kernelSize: 3, tiling: 'random', tiles: [4, 2] },
  pixelScale: 0.25,
  seed: 3,
  startFrom: null,
  epochs: 2,
  batchSize: 7,
  learningRate: 0.05,
  momentum: 0.9,
  tileRateExponent: 0,
  schedule: { kind: 'constant' },
  warmUp: { epochs: 0, divisor: 50 },
  weightDecay: 1e-4,
  augmentation: { mirror: false, brightness: 0, shift: 0 },
  evaluateEveryEpochs: 1,
};
const shape = [8, 8, 1] as const;
const data = {
  train: randomDataset(30, shape, { classes: 3, seed: 1 }),
  test: randomDataset(20, shape, { classes: 3, seed: 2 }),
};
const fgsm = { attack: { kind: 'fgsm', eot: 1 }, epsilon: 0.1, share: 0.5 } as const;

let folder = '';
beforeAll(async () => {
  await startEngine('cpu');
  folder = mkdtempSync(join(tmpdir(), 'rapa-methods-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function batchOf(images: readonly number[], epoch = 0) {
  const pixels = pixelsToFloat(data.train, [0, data.train.count]);
  return {
    pixels: Float32Array.from(images.flatMap((image) => [...pixels.subarray(64 * image, 64 * (image + 1))])),
    shape: [images.length, ...shape] as const,
    labels: Int32Array.from(images, (image) => data.train.labels[image]!),
    options: {
      training: true,
      draw: { seed: 3, purpose: 'training' as const, images: Int32Array.from(images), draw: epoch },
    },
  };
}

/** A network that has learned a little, so that its gradients are not 0. */
function model() {
  const network = buildRecipeModel(recipe, data.train);
  const optimizer = createOptimizer(network, recipe);
  for (let step = 0; step < 3; step++) optimizer.step(batchOf([0, 1, 2, 3, 4, 5, 6]), 0.1);
  optimizer.dispose();
  return network;
}

describe('adversarial training', () => {
  it('replaces the share of the batch by images at epsilon with higher loss, and keeps the rest', () => {
    const plain = { ...recipe, architecture: { ...recipe.architecture, tiling: 'none' as const, tiles: [1, 1] } };
    const network = buildRecipeModel(plain, data.train);
    const optimizer = createOptimizer(network, plain);
    for (let step = 0; step < 5; step++) optimizer.step(batchOf([0, 1, 2, 3, 4, 5, 6, 7]), 0.05);
    const adversary = createAdversary(network, fgsm);
    const tensors = tf.memory().numTensors;
    const clean = batchOf([0, 1, 2, 3, 4, 5, 6, 7]);
    const hardened = adversary.harden(clean);
    expect(tf.memory().numTensors).toBe(tensors);
    expect([...hardened.pixels.subarray(4 * 64)]).toEqual([...clean.pixels.subarray(4 * 64)]);
    for (let at = 0; at < 4 * 64; at++) {
      const moved = hardened.pixels[at]! - clean.pixels[at]!;
      const atTheEdge = hardened.pixels[at] === 0 || hardened.pixels[at] === 1;
      if (!atTheEdge) expect(Math.abs(moved) < 1e-6 || Math.abs(Math.abs(moved) - 0.1) < 1e-6).toBe(true);
    }
    const loss = (pixels: Float32Array) =>
      tf.tidy(() => {
        const logits = network.apply(tf.tensor4d(pixels.slice(0, 4 * 64), [4, ...shape])) as tf.Tensor2D;
        const truth = tf.oneHot(tf.tensor1d(clean.labels.slice(0, 4), 'int32'), 3);
        return tf.losses.softmaxCrossEntropy(truth, logits).dataSync()[0]!;
      });
    expect(loss(hardened.pixels)).toBeGreaterThan(loss(clean.pixels) + 0.01);
    adversary.dispose();
    optimizer.dispose();
    network.dispose();
  });

  it('makes an example that depends on the image and the epoch, not on its place in the batch', () => {
    const network = model();
    const adversary = createAdversary(network, { ...fgsm, share: 1 });
    const first = adversary.harden(batchOf([4, 9, 2])).pixels;
    const turned = adversary.harden(batchOf([2, 4, 9])).pixels;
    expect([...first.subarray(0, 64)]).toEqual([...turned.subarray(64, 128)]);
    expect([...first]).not.toEqual([...adversary.harden(batchOf([4, 9, 2], 1)).pixels]);
    adversary.dispose();
    network.dispose();
  });

  it('takes at least one image', () => {
    const network = model();
    const adversary = createAdversary(network, { ...fgsm, share: 0.01 });
    const clean = batchOf([0, 1, 2]);
    const { pixels } = adversary.harden(clean);
    expect([...pixels.subarray(0, 64)]).not.toEqual([...clean.pixels.subarray(0, 64)]);
    expect([...pixels.subarray(64)]).toEqual([...clean.pixels.subarray(64)]);
    adversary.dispose();
    network.dispose();
  });
});

describe('retractKernel', () => {
  it('is (1 + beta) K - beta K K^T K, tile by tile', () => {
    const kernel = tf.tensor([1, 2, 3, 4, 0.5, 0, 0, 2], [2, 1, 1, 2, 2]);
    // Tile 1: K = [[1, 2], [3, 4]], K^T K = [[10, 14], [14, 20]], K K^T K = [[38, 54], [86, 122]].
    const { values, tensors } = tf.tidy(() => {
      const before = tf.memory().numTensors;
      const values = [...retractKernel(kernel, { beta: 0.01, scale: 1 }).dataSync()];
      return { values, tensors: tf.memory().numTensors - before };
    });
    const expected = [0.63, 1.48, 2.17, 2.82, 0.505 - 0.00125, 0, 0, 2.02 - 0.08];
    for (const [at, value] of values.entries()) expect(value).toBeCloseTo(expected[at]!, 5);
    expect(tensors).toBe(1);
    kernel.dispose();
  });

  it('draws the singular values of every kernel matrix to the scale', () => {
    for (const scale of [1, 0.2]) {
      let kernel: tf.Tensor = tf.randomNormal([3, 3, 3, 2, 4], 0, 0.3 * scale, 'float32', 5);
      for (let step = 0; step < 200; step++) {
        const next = retractKernel(kernel, { beta: 0.1, scale });
        kernel.dispose();
        kernel = next;
      }
      const products = tf.tidy(() => {
        const matrices = kernel.reshape<tf.Tensor3D>([3, 18, 4]);
        return tf.matMul(matrices, matrices, true, false).arraySync() as number[][][];
      });
      for (const product of products) {
        for (const [row, values] of product.entries()) {
          for (const [column, value] of values.entries()) {
            expect(value / scale ** 2).toBeCloseTo(row === column ? 1 : 0, 3);
          }
        }
      }
      kernel.dispose();
    }
  });
});

describe('disturbKernels', () => {
  it('adds noise relative to the largest weight of each tile, keyed by the mini-batch, and takes it off again exactly', () => {
    const values = Float32Array.from({ length: 20_000 }, (_, at) => (at < 10_000 ? Math.sin(at) : 3 * Math.cos(at)));
    const variable = tf.tidy(() => tf.tensor(values, [2, 1, 1, 100, 100]).variable(true, 'conv1/kernels'));
    const key = (images: readonly number[], draw = 0) => ({ seed: 3, purpose: 'training' as const, images, draw });
    const before = tf.memory().numTensors;
    const noiseAt = (images: readonly number[], draw?: number) => {
      const restore = disturbKernels([{ variable, tiled: true }], { weight: 0.05 }, key(images, draw));
      const noise = Float32Array.from(variable.dataSync(), (value, at) => value - values[at]!);
      restore();
      expect([...variable.dataSync()]).toEqual([...values]);
      return noise;
    };
    const noise = noiseAt([7, 8]);
    for (const [tile, largest] of [1, 3].entries()) {
      const own = noise.subarray(10_000 * tile, 10_000 * (tile + 1));
      const mean = own.reduce((sum, value) => sum + value, 0) / own.length;
      const deviation = Math.sqrt(own.reduce((sum, value) => sum + value ** 2, 0) / own.length);
      expect(Math.abs(mean)).toBeLessThan((5 * 0.05 * largest) / 100);
      expect(deviation / (0.05 * largest)).toBeCloseTo(1, 1);
    }
    expect(noiseAt([7, 9])).toEqual(noise);
    expect(noiseAt([8, 7])).not.toEqual(noise);
    expect(noiseAt([7, 8], 1)).not.toEqual(noise);
    expect(tf.memory().numTensors).toBe(before);
    variable.dispose();
  });

  it('changes the gradients of a step, not the weights that the step starts from', () => {
    const noisy: Recipe = { ...recipe, analogNoise: { weight: 0.1 } };
    const weightsAfter = (used: Recipe, rate: number) => {
      const network = buildRecipeModel(used, data.train);
      const optimizer = createOptimizer(network, used);
      optimizer.step(batchOf([0, 1, 2]), 0.1);
      const start = network.getWeights().map((weight) => [...weight.dataSync()]);
      optimizer.step(batchOf([3, 4, 5]), rate);
      const end = network.getWeights().map((weight) => [...weight.dataSync()]);
      optimizer.dispose();
      network.dispose();
      return { start, end };
    };
    const still = weightsAfter(noisy, 0);
    expect(still.end).toEqual(still.start);
    expect(weightsAfter(noisy, 0.1).end).not.toEqual(weightsAfter(recipe, 0.1).end);
  });
});

describe('training with both', () => {
  function runOf(name: string, stopAfter = Number.POSITIVE_INFINITY): TrainingRun {
    let steps = 0;
    return {
      output: join(folder, name),
      checkpointFile: join(folder, `${name}.checkpoint`),
      start: 'resume',
      checkpointEveryMs: 0,
      engine: { backend: 'cpu', simd: 'none' },
      onStart: () => {},
      hooks: {
        onProgress: () => {
          steps++;
        },
        onEpoch: () => {},
        shouldStop: () => steps >= stopAfter,
      },
    };
  }

  it('gives the same weights when stopped and resumed, and others than without', async () => {
    const weights = (name: string) => readFileSync(join(folder, name, 'weights.bin'));
    const pgd = { kind: 'pgd', norm: 'linf', steps: 2, relativeStepSize: 1, restarts: 1, eot: 2 } as const;
    const both: Recipe = {
      ...recipe,
      adversarial: { attack: pgd, epsilon: 0.05, share: 0.5 },
      parseval: { beta: 0.01, scale: 1 },
    };
    await runTraining(both, data, runOf('whole'));
    expect(await runTraining(both, data, runOf('stopped', 3))).toBeNull();
    expect(existsSync(join(folder, 'stopped'))).toBe(false);
    await runTraining(both, data, runOf('stopped'));
    expect(weights('stopped')).toEqual(weights('whole'));
    await runTraining({ ...both, adversarial: undefined } as unknown as Recipe, data, runOf('clean'));
    await runTraining({ ...both, parseval: undefined } as unknown as Recipe, data, runOf('free'));
    expect(weights('clean')).not.toEqual(weights('whole'));
    expect(weights('free')).not.toEqual(weights('whole'));
  });

  it('keeps the kernels near orthonormal under Parseval regularisation, and the fully connected layer free', () => {
    const parseval: Recipe = { ...recipe, parseval: { beta: 0.3, scale: 1 } };
    const network = buildRecipeModel(parseval, data.train);
    const optimizer = createOptimizer(network, parseval);
    for (let step = 0; step < 40; step++) optimizer.step(batchOf([0, 1, 2, 3, 4, 5, 6]), 0.01);
    for (const layer of network.layers.filter((each) => each instanceof TiledConv2D)) {
      const kernel = layer.getWeights()[0]!;
      const [tiles, side, , inputs, outputs] = kernel.shape as [number, number, number, number, number];
      const off = tf.tidy(() => {
        const matrices = kernel.reshape<tf.Tensor3D>([tiles, side * side * inputs, outputs]);
        return tf.matMul(matrices, matrices, true, false).sub(tf.eye(outputs)).abs().max().dataSync()[0]!;
      });
      expect(off).toBeLessThan(0.2);
    }
    optimizer.dispose();
    network.dispose();
  });
});

describe('recipe keys', () => {
  const minimal = {
    name: 'a',
    dataset: { name: 'mnist' },
    architecture: {},
    epochs: 1,
    batchSize: 10,
    learningRate: 0.1,
  };
  const parse = (keys: object) => {
    const file = join(folder, 'recipe.json');
    writeFileSync(file, JSON.stringify({ ...minimal, ...keys }));
    return parseRecipe(file);
  };

  it("fill in the attack's defaults, and stay absent where they are not written", () => {
    const { adversarial, parseval } = parse({
      adversarial: { attack: { kind: 'pgd', steps: 5 }, epsilon: '2/255' },
      parseval: { beta: 0.001 },
    });
    expect(adversarial).toEqual({
      attack: { kind: 'pgd', norm: 'linf', steps: 5, relativeStepSize: 0.5, restarts: 1, eot: 1 },
      epsilon: 2 / 255,
      share: 0.5,
    });
    expect(parseval).toEqual({ beta: 0.001, scale: 1 });
    expect(Object.keys(parse({}))).not.toContain('adversarial');
    expect(Object.keys(parse({}))).not.toContain('parseval');
    expect(parse({ analogNoise: { weight: 0.06 } }).analogNoise).toEqual({ weight: 0.06 });
    expect(Object.keys(parse({}))).not.toContain('analogNoise');
  });

  it('refuse attacks that there are not, shares and epsilons out of range', () => {
    const adversarial = { attack: { kind: 'fgsm' }, epsilon: '2/255', share: 0.5 };
    const cases: [object, RegExp][] = [
      [{ adversarial: { ...adversarial, attack: { kind: 'fgms' } } }, /adversarial\/attack[\s\S]*fgsm/],
      [{ adversarial: { ...adversarial, share: 0 } }, /adversarial\/share/],
      [{ adversarial: { ...adversarial, epsilon: '9/8' } }, /adversarial\/epsilon[\s\S]*above 0 and at most 1/],
      [{ adversarial: { ...adversarial, epsilon: 0 } }, /adversarial\/epsilon/],
      [{ adversarial: { attack: { kind: 'fgsm' } } }, /the key "epsilon"/],
      [{ parseval: { beta: 2 } }, /parseval\/beta/],
      [{ analogNoise: { weight: 0 } }, /analogNoise\/weight/],
      [{ analogNoise: {} }, /the key "weight"/],
      [{ parseval: {} }, /the key "beta"/],
    ];
    for (const [keys, message] of cases) expect(() => parse(keys)).toThrow(message);
  });
});
