import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { programMatrix } from '../../src/analog/programMatrix.js';
import type { AnalogSpec } from '../../src/contract/analog.js';
import { peripheries } from '../../src/contract/analogPeripheries.js';
import { baselineArchitecture } from '../../src/contract/architecture.js';
import type { ModelReading } from '../../src/contract/modelReading.js';
import { startEngine } from '../../src/kernels/engine.js';
import { buildModel } from '../../src/models/buildModel.js';
import { type LoadedModel, loadModel } from '../../src/models/loadModel.js';
import { saveModel } from '../../src/models/saveModel.js';
import tf from '../../src/tfjs/tfjs.cjs';
import { fusedNetwork, writeGraph } from '../support/graphFixture.js';

const { layers } = tf;
const demands = { inputShape: [8, 8, 3] as const, classes: 10 };
const analog: AnalogSpec = { device: 'pcm', chip: 1, time: 3600, compensation: 'global', rows: 512 };
let folder = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rapa-analog-'));
  await startEngine('wasm');
});
afterAll(() => rmSync(folder, { recursive: true }));

const logitsOf = ({ logits }: LoadedModel) =>
  tf.tidy(() => {
    const x = tf.randomUniform([2, 8, 8, 3], 0, 1, 'float32', 7) as tf.Tensor4D;
    return [...logits(x, { seed: 1, purpose: 'test', images: [0, 1], draw: 0 }).dataSync()];
  });

/** Gradient of a weighted sum of the logits. */
const gradientOf = ({ logits }: LoadedModel) =>
  tf.tidy(() => {
    const x = tf.randomUniform([2, 8, 8, 3], 0, 1, 'float32', 7) as tf.Tensor4D;
    const loss = (pixels: tf.Tensor) =>
      logits(pixels as tf.Tensor4D, { seed: 1, purpose: 'test', images: [0, 1], draw: 0 })
        .mul(tf.range(0, 10))
        .sum();
    return [...tf.grad(loss)(x).dataSync()];
  });

async function savedKeras(
  name: string,
  activation: 'relu' | 'linear' = 'relu',
): Promise<{ readonly path: string; readonly model: tf.LayersModel }> {
  const model = tf.sequential({
    layers: [
      layers.conv2d({ inputShape: [8, 8, 3], filters: 4, kernelSize: 3, activation, name: `${name}-conv` }),
      layers.depthwiseConv2d({ kernelSize: 3, name: `${name}-depthwise` }),
      layers.flatten(),
      layers.dense({ units: 10, biasInitializer: 'randomNormal', name: `${name}-dense` }),
    ],
  });
  await saveModel(model, join(folder, name));
  return { path: join(folder, name), model };
}

describe('a model on analog arrays', () => {
  it('computes with the kernel matrices that the chip has; biases and depthwise kernels stay', async () => {
    const { path, model } = await savedKeras('chip');
    const found = logitsOf(await loadModel(path, demands, { analog }));
    tf.tidy(() => {
      for (const [layer, outputs] of [
        ['chip-conv', 4],
        ['chip-dense', 10],
      ] as const) {
        const [kernel, bias] = model.getLayer(layer).getWeights() as [tf.Tensor, tf.Tensor];
        const values = programMatrix({ values: kernel.dataSync() as Float32Array, outputs, layer, tile: 0 }, analog);
        model.getLayer(layer).setWeights([tf.tensor(values, kernel.shape), bias]);
      }
    });
    await saveModel(model, join(folder, 'by-hand'));
    const expected = logitsOf(await loadModel(join(folder, 'by-hand'), demands));
    for (const [at, value] of found.entries()) expect(value).toBeCloseTo(expected[at]!, 4);
    const digital = logitsOf(await loadModel(path, demands));
    expect(Math.max(...found.map((value, at) => Math.abs(value - digital[at]!)))).toBeGreaterThan(1e-3);
  });

  it('is the digital model to rounding on ideal devices', async () => {
    const { path } = await savedKeras('ideal');
    const ideal = logitsOf(await loadModel(path, demands, { analog: { ...analog, device: 'ideal' } }));
    const digital = logitsOf(await loadModel(path, demands));
    for (const [at, value] of ideal.entries()) expect(value).toBeCloseTo(digital[at]!, 4);
  });

  it('has another hash for each chip and time, and says on what it runs', async () => {
    const { path } = await savedKeras('hash');
    const read = async (changes: Partial<AnalogSpec>) =>
      loadModel(path, demands, { analog: { ...analog, ...changes } });
    const models = [await loadModel(path, demands), await read({}), await read({ chip: 2 }), await read({ time: 0 })];
    expect(new Set(models.map(({ sha256 }) => sha256)).size).toBe(4);
    expect(models[1]!.reading!.notes[0]).toBe(
      'kernel matrices on analog arrays of at most 512 inputs: pcm, chip 1, 3,600 s after programming, drift compensated by one factor an array; biases and other layers are digital; converters are ideal',
    );
  });

  it('gives each tile of a tiled network its own programming noise', async () => {
    const io = { inputShape: [8, 8, 3] as const, classes: 10, normalization: { mean: [0, 0, 0], std: [1, 1, 1] } };
    const built = buildModel(
      { ...baselineArchitecture, channels: [3, 2], kernelSize: 3, tiling: 'random', tiles: [4, 1] },
      io,
      5,
    );
    // All tiles alike: digital draws make no difference, programming noise does.
    const tiled = built.layers.find((layer) => layer.getWeights()[0]?.rank === 5)!;
    tf.tidy(() => {
      const [kernels, biases] = tiled.getWeights() as [tf.Tensor, tf.Tensor];
      const [first] = tf.split(kernels, 4, 0) as [tf.Tensor];
      tiled.setWeights([tf.concat([first, first, first, first], 0), tf.zerosLike(biases)]);
      const last = built.layers.at(-1)!;
      last.setWeights(last.getWeights().map(({ shape }) => tf.randomNormal(shape, 0, 1, 'float32', 5)));
    });
    await saveModel(built, join(folder, 'tiled'));
    const spread = ({ logits }: LoadedModel) =>
      tf.tidy(() => {
        const x = tf.randomUniform([1, 8, 8, 3], 0, 1, 'float32', 7) as tf.Tensor4D;
        const run = (draw: number) => logits(x, { seed: 1, purpose: 'test', images: [0], draw });
        return Math.max(...run(0).sub(run(1)).abs().dataSync());
      });
    expect(spread(await loadModel(join(folder, 'tiled'), demands))).toBeLessThan(1e-4);
    expect(spread(await loadModel(join(folder, 'tiled'), demands, { analog }))).toBeGreaterThan(1e-3);
  });

  it('is the digital model to rounding with arrays that convert exactly and without noise', async () => {
    const { path } = await savedKeras('exact');
    const exact = { ...peripheries.none, outputBound: 1000 };
    const ideal = { ...analog, device: 'ideal', rows: 30, converters: exact } as const;
    const arrays = await loadModel(path, demands, { analog: ideal });
    const digital = await loadModel(path, demands);
    const found = logitsOf(arrays);
    for (const [at, value] of logitsOf(digital).entries()) expect(found[at]).toBeCloseTo(value, 4);
    expect(arrays.facts.stochastic).toBe(false);
    expect(arrays.reading!.notes[0]).toBe('split, with digital sums: exact-dense over 3 arrays of 21 or 22 inputs');
    const [own, other] = [arrays, digital].map((model) => gradientOf(model));
    for (const [at, value] of other!.entries()) expect(own![at]).toBeCloseTo(value, 4);
  });

  it('answers each draw with noise of its own, and an image the same in any batch', async () => {
    const { path } = await savedKeras('noise');
    const model = await loadModel(path, demands, { analog: { ...analog, converters: peripheries.plain } });
    expect(model.facts.stochastic).toBe(true);
    tf.tidy(() => {
      const x = tf.randomUniform([3, 8, 8, 3], 0, 1, 'float32', 7) as tf.Tensor4D;
      const run = (images: readonly number[], draw: number) =>
        model.logits(tf.gather(x, [...images]), { seed: 1, purpose: 'test', images, draw }).arraySync();
      const [all, alone, other] = [run([0, 1, 2], 0), run([1], 0), run([1], 1)];
      expect(alone[0]).toEqual(all[1]);
      expect(other[0]).not.toEqual(all[1]);
      expect(run([0, 1, 2], 0)).toEqual(all);
    });
    expect(model.reading!.notes.at(-1)).toContain(
      'inputs of 7 bits, scaled by the largest of each vector, outputs of 9 bits, up to 12 full products, read again beyond, noise of each pass 0.06 of a full product',
    );
  });

  it('differentiates with the weights of the chip, or with those of the files', async () => {
    const { path } = await savedKeras('slopes', 'linear');
    const noiseless = { ...analog, converters: { ...peripheries.none, outputBound: 1000 } };
    const gradient = async (reading: ModelReading) => gradientOf(await loadModel(path, demands, reading));
    const chip = await gradient({ analog: noiseless });
    const weights = await gradient({ analog });
    const file = await gradient({ analog: { ...noiseless, gradient: 'digital' } });
    const digital = await gradient({});
    const distance = (a: readonly number[], b: readonly number[]) =>
      Math.hypot(...a.map((value, at) => value - b[at]!));
    expect(distance(chip, weights)).toBeLessThan(1e-4 * Math.hypot(...weights));
    expect(distance(file, digital)).toBeLessThan(1e-4 * Math.hypot(...digital));
    expect(distance(chip, digital)).toBeGreaterThan(0.01 * Math.hypot(...digital));
  });

  it('computes tiled networks on arrays, and layers with a constant range', async () => {
    const io = { inputShape: [8, 8, 3] as const, classes: 10, normalization: { mean: [0, 0, 0], std: [1, 1, 1] } };
    const built = buildModel(
      { ...baselineArchitecture, channels: [3, 2], kernelSize: 3, tiling: 'imagePad', tiles: [4, 1] },
      io,
      5,
    );
    await saveModel(built, join(folder, 'pad'));
    const converters = {
      ...peripheries.hwa,
      outputNoise: 0,
      weightNoise: 0,
      inputBits: 16,
      outputBits: 16,
      outputBound: 50,
    };
    const wide = { ...analog, device: 'ideal', converters: { ...converters, inputRange: 40 } } as const;
    const digital = logitsOf(await loadModel(join(folder, 'pad'), demands));
    const found = logitsOf(await loadModel(join(folder, 'pad'), demands, { analog: wide }));
    for (const [at, value] of digital.entries()) expect(found[at]).toBeCloseTo(value, 1);
    const some = { ...analog, converters: { ...converters, inputRange: { conv1: 3 } } };
    await expect(loadModel(join(folder, 'pad'), demands, { analog: some })).rejects.toThrow(
      /an input range of the analog layer/,
    );
  });

  it('refuses convolutions that arrays do not compute', async () => {
    const model = tf.sequential({
      layers: [
        layers.conv2d({ inputShape: [8, 8, 3], filters: 4, kernelSize: 3, dilationRate: 2, name: 'dilated' }),
        layers.flatten(),
        layers.dense({ units: 10 }),
      ],
    });
    await saveModel(model, join(folder, 'dilated'));
    const noisy = { ...analog, converters: peripheries.plain };
    await expect(loadModel(join(folder, 'dilated'), demands, { analog: noisy })).rejects.toThrow(/a dilation/);
  });

  it('frees everything', async () => {
    const { path } = await savedKeras('free');
    const before = tf.memory().numTensors;
    const model = await loadModel(path, demands, { analog: { ...analog, converters: peripheries.plain } });
    logitsOf(model);
    gradientOf(model);
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('is refused where layers are not told apart, and where none has a kernel matrix', async () => {
    const graph = writeGraph(join(folder, 'graph'), fusedNetwork('Relu'));
    await expect(loadModel(graph, demands, { analog })).rejects.toThrow(/a model in the format tfjs-graph/);
    const none = tf.sequential({
      layers: [
        layers.depthwiseConv2d({ inputShape: [8, 8, 3], kernelSize: 8, depthMultiplier: 4 }),
        layers.flatten(),
        layers.reshape({ targetShape: [12] }),
      ],
    });
    await saveModel(none, join(folder, 'none'));
    await expect(loadModel(join(folder, 'none'), demands, { analog })).rejects.toThrow(/none among its layers/);
  });
});
