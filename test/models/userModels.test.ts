import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomStream } from '../../src/base/random.js';
import { startEngine } from '../../src/kernels/engine.js';
import type { DrawKey } from '../../src/layers/drawKey.js';
import { type LoadedModel, loadModel } from '../../src/models/loadModel.js';
import { preprocess } from '../../src/models/preprocess.js';
import { saveModel } from '../../src/models/saveModel.js';
import tf from '../../src/tfjs/tfjs.cjs';
import { constant, fusedNetwork, writeGraph } from '../support/graphFixture.js';

const shape = [8, 8, 3] as const;
const demands = { inputShape: shape, classes: 10 };
const draw: DrawKey = { seed: 1, purpose: 'test', images: [0, 1, 2], draw: 0 };

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rapa-user-models-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function numbers(size: number, key: number): Float32Array {
  const stream = randomStream(3, 'test', key);
  return Float32Array.from({ length: size }, () => stream.float());
}
const images = () => tf.tensor4d(numbers(3 * 8 * 8 * 3, 1), [3, ...shape]);

/** A mixture of the logits, its gradient, and its slope along a direction by central differences in double sums. */
function slopes(model: Pick<LoadedModel, 'logits'>) {
  return tf.tidy(() => {
    const pixels = images();
    const mixture = tf.tensor2d(numbers(30, 2), [3, 10]).sub(0.5);
    const gradient = tf.grad((x) =>
      model
        .logits(x as tf.Tensor4D, draw)
        .mul(mixture)
        .sum(),
    )(pixels);
    return [3, 4, 5, 6].map((key) => {
      const direction = tf.tensor4d(numbers(pixels.size, key), pixels.shape).sub(0.5);
      const at = (step: number) => {
        const logits = model.logits(pixels.add(direction.mul(step)) as tf.Tensor4D, draw).dataSync();
        return [...mixture.dataSync()].reduce((sum, weight, position) => sum + weight * logits[position]!, 0);
      };
      const step = 2 ** -9;
      const analytic = gradient.mul(direction).sum().dataSync()[0]!;
      return { analytic, numeric: (at(step) - at(-step)) / (2 * step) };
    });
  });
}

function expectTrueGradient(model: LoadedModel) {
  const pairs = slopes(model);
  const size = Math.max(...pairs.map(({ numeric }) => Math.abs(numeric)));
  expect(size).toBeGreaterThan(0.05);
  for (const { analytic, numeric } of pairs) expect(Math.abs(analytic - numeric)).toBeLessThan(0.02 * size);
}

for (const backend of ['cpu', 'wasm'] as const) {
  describe(`graph models on ${backend}`, () => {
    beforeAll(async () => void (await startEngine(backend)));

    for (const activation of ['none', 'Relu', 'Relu6', 'Elu', 'LeakyRelu', 'Prelu', 'Sigmoid']) {
      it(`have the gradients that finite differences find, with ${activation} fused into a convolution`, async () => {
        const model = await loadModel(writeGraph(join(folder, activation), fusedNetwork(activation)), demands);
        expect(model.reading).toEqual({ format: 'tfjs-graph', outputs: 'probabilities', notes: [] });
        const before = tf.memory().numTensors;
        expectTrueGradient(model);
        expect(tf.memory().numTensors).toBe(before);
        model.dispose();
      });
    }

    it('equal the layers model of the same weights, in logits and gradients', async () => {
      const parts = fusedNetwork('Relu');
      const graph = await loadModel(writeGraph(join(folder, 'equal-graph'), parts), demands);
      const net = equalLayersModel(parts.constants);
      await saveModel(net, join(folder, 'equal-layers'));
      net.dispose();
      const layers = await loadModel(join(folder, 'equal-layers'), demands);
      expect(layers.reading?.format).toBe('tfjs-layers');
      expectClose(logitsOf(graph), logitsOf(layers), 1e-4);
      const gradients = [graph, layers].map((model) => slopes(model).map(({ analytic }) => analytic));
      expectClose(gradients[0]!, gradients[1]!, 1e-3);
      graph.dispose();
      layers.dispose();
    });

    it('give the logits before a softmax, which is taken off also behind an Identity', async () => {
      const bare = await loadModel(writeGraph(join(folder, 'bare'), fusedNetwork('Relu', [])), demands);
      const closed = await loadModel(writeGraph(join(folder, 'closed'), fusedNetwork('Relu')), demands);
      expect(bare.outputs).toBe('logits');
      expect(logitsOf(closed)).toEqual(logitsOf(bare));
      bare.dispose();
      closed.dispose();
    });

    it('whose probabilities cannot be undone are attacked on their logarithms, and that is said', async () => {
      const kept = fusedNetwork('Relu', ['Softmax']);
      const half = { shape: [], values: [1] };
      const nodes = [...kept.nodes, { name: 'scaled', op: 'Mul', input: ['Softmax', 'one'], attr: {} }];
      const path = writeGraph(join(folder, 'kept'), { nodes, constants: { ...kept.constants, one: half } });
      const model = await loadModel(path, demands);
      expect(model.outputs).toBe('logProbabilities');
      const bare = await loadModel(writeGraph(join(folder, 'bare'), fusedNetwork('Relu', [])), demands);
      const expected = tf.tidy(() => [...tf.logSoftmax(bare.logits(images(), draw)).dataSync()]);
      expectClose(logitsOf(model), expected, 1e-4);
      expectTrueGradient(model);
      model.dispose();
      bare.dispose();
    });

    it('of a fixed batch of one are run image by image; of another batch they are refused', async () => {
      const parts = fusedNetwork('Relu');
      const one = await loadModel(writeGraph(join(folder, 'one'), { ...parts, batch: 1 }), demands);
      const any = await loadModel(writeGraph(join(folder, 'any'), parts), demands);
      expect(one.reading?.notes).toEqual(['takes one image at a time']);
      expectClose(logitsOf(one), logitsOf(any), 1e-5);
      expectTrueGradient(one);
      const four = writeGraph(join(folder, 'four'), { ...parts, batch: 4 });
      await expect(loadModel(four, demands)).rejects.toThrow(/a dynamic batch size, or 1[\s\S]*always 4/);
      one.dispose();
      any.dispose();
    });

    it('read with preprocessing equal a model that holds it, in outcomes and gradients', async () => {
      const preprocessing = { channels: 'bgr', mean: [0.3, 0.4, 0.5], std: [0.5, 0.25, 0.4] } as const;
      const path = writeGraph(join(folder, 'plain'), fusedNetwork('Relu'));
      const wrapped = await loadModel(path, demands, { preprocessing });
      const plain = await loadModel(path, demands);
      const inside: Pick<LoadedModel, 'logits'> = {
        logits: (pixels, key) => {
          const bgr = tf.concat(
            [2, 1, 0].map((at) => pixels.slice([0, 0, 0, at], [-1, -1, -1, 1])),
            3,
          );
          return plain.logits(bgr.sub(preprocessing.mean.slice()).div(preprocessing.std.slice()) as tf.Tensor4D, key);
        },
      };
      expect(logitsOf(wrapped)).toEqual(logitsOf(inside));
      const pairs = [wrapped, inside].map((model) => slopes(model).map(({ analytic }) => analytic));
      expectClose(pairs[0]!, pairs[1]!, 1e-5);
      expectTrueGradient(wrapped);
      expect(wrapped.sha256).not.toBe(plain.sha256);
      expect(wrapped.reading?.notes[0]).toBe('preprocessing: bgr, minus [0.3, 0.4, 0.5], over [0.5, 0.25, 0.4]');
      wrapped.dispose();
      plain.dispose();
    });

    it('of more outputs than classes take those that the suite names, in its order, and drop the others', async () => {
      const path = writeGraph(join(folder, 'subset'), fusedNetwork('Relu'));
      const all = await loadModel(path, demands);
      const some = await loadModel(
        path,
        { ...demands, classes: 3 },
        { classes: { outputs: [7, 0, 4], others: 'drop' } },
      );
      const whole = logitsOf(all);
      expect(some.reading?.notes).toEqual(['outputs taken as classes: 7, 0, 4; the others are dropped']);
      expectClose(
        logitsOf(some),
        [0, 1, 2].flatMap((row) => [7, 0, 4].map((at) => whole[10 * row + at]!)),
        1e-6,
      );
      const wrong = loadModel(path, { ...demands, classes: 3 }, { classes: [7, 0, 10] });
      await expect(wrong).rejects.toThrow(/classes[\s\S]*3 outputs from 0 to 9[\s\S]*7, 0, 10/);
      all.dispose();
      some.dispose();
    });

    it('with more outputs than classes keep the other outputs after the listed ones, where they compete', async () => {
      const path = writeGraph(join(folder, 'compete'), fusedNetwork('Relu'));
      const all = await loadModel(path, demands);
      const some = await loadModel(path, { ...demands, classes: 3 }, { classes: [7, 0, 4] });
      const whole = logitsOf(all);
      expect(some.classes).toBe(10);
      expect(some.reading?.notes.join()).toMatch(/7, 0, 4; the others compete: predicting one of them counts as wrong/);
      expectClose(
        logitsOf(some),
        [0, 1, 2].flatMap((row) => [7, 0, 4, 1, 2, 3, 5, 6, 8, 9].map((at) => whole[10 * row + at]!)),
        1e-6,
      );
      expectTrueGradient(some);
      all.dispose();
      some.dispose();
    });

    it('of a single sigmoid have two logits, 0 and its argument', async () => {
      const { nodes, constants } = fusedNetwork('Relu', []);
      const one = { ...constants, dense: constant(8, [48, 1], 0.3), denseBias: constant(9, [1], 0.3) };
      const two = { ...demands, classes: 2 };
      const closed = [...nodes, { name: 'p', op: 'Sigmoid', input: ['logits'], attr: {} }];
      const model = await loadModel(writeGraph(join(folder, 'sigmoid'), { nodes: closed, constants: one }), two);
      expect(model.outputs).toBe('probabilities');
      const found = logitsOf(model);
      expect(found.filter((_, at) => at % 2 === 0)).toEqual([0, 0, 0]);
      expect(new Set(found.filter((_, at) => at % 2 === 1)).size).toBe(3);
      const open = writeGraph(join(folder, 'one'), { nodes, constants: one });
      await expect(loadModel(open, two)).rejects.toThrow(/output of 1[\s\S]*only if it is a sigmoid/);
      model.dispose();
    });

    it('that draw at random by themselves are called stochastic', async () => {
      const parts = fusedNetwork('Relu', []);
      const size = { shape: [1], values: [10], dtype: 'int32' as const };
      const nodes = [
        {
          name: 'noise',
          op: 'RandomUniform',
          input: ['size'],
          attr: { dtype: { type: 'DT_FLOAT' }, seed: { i: '0' } },
        },
        ...parts.nodes,
        { name: 'sum', op: 'AddV2', input: ['logits', 'noise'], attr: {} },
      ];
      const path = writeGraph(join(folder, 'noisy'), {
        nodes: nodes as never,
        constants: { ...parts.constants, size },
      });
      const model = await loadModel(path, demands);
      expect(model.facts.stochastic).toBe(true);
      expect(model.reading?.notes.join()).toMatch(/an unseeded generator/);
      model.dispose();
    });
  });
}

describe('resize', () => {
  it('interpolates as tfjs does with pixel centres at halves, with a true gradient', () => {
    for (const [height, width] of [
      [13, 11],
      [5, 4],
      [8, 16],
    ] as const) {
      tf.tidy(() => {
        const { shape: resized, apply } = preprocess('m', { resize: { height, width, method: 'bilinear' } }, shape);
        expect(resized).toEqual([height, width, 3]);
        const expected = tf.image.resizeBilinear(images(), [height, width], false, true);
        expectClose([...apply(images()).dataSync()], [...expected.dataSync()], 1e-6);
        const sums = tf
          .grad((x) => apply(x as tf.Tensor4D).sum())(images())
          .sum()
          .dataSync()[0]!;
        expect(sums).toBeCloseTo(3 * height * width * 3, 1);
      });
    }
  });

  it('comes before channels: grey images are repeated, colours become their luma', () => {
    tf.tidy(() => {
      const grey = tf.tensor4d([0, 0.25, 0.5, 1], [1, 2, 2, 1]);
      const coloured = preprocess('m', { channels: 'rgb' }, [2, 2, 1]);
      expect(coloured.shape).toEqual([2, 2, 3]);
      expect([...coloured.apply(grey).dataSync()]).toEqual([0, 0, 0, 0.25, 0.25, 0.25, 0.5, 0.5, 0.5, 1, 1, 1]);
      const luma = preprocess('m', { channels: 'grey', mean: [0.1] }, [1, 1, 3]);
      expect(luma.shape).toEqual([1, 1, 1]);
      const pixel = tf.tensor4d([0.2, 0.4, 0.8], [1, 1, 1, 3]);
      expect(luma.apply(pixel).dataSync()[0]).toBeCloseTo(0.2 * 0.299 + 0.4 * 0.587 + 0.8 * 0.114 - 0.1, 6);
      const slope = tf.grad((x) => luma.apply(x as tf.Tensor4D).sum())(pixel);
      expectClose([...slope.dataSync()], [0.299, 0.587, 0.114], 1e-6);
      expect(() => preprocess('m', { channels: 'grey' }, [2, 2, 4])).toThrow(
        /1 or 3 channels for grey[\s\S]*4 channels/,
      );
    });
  });

  it('and layout and channels are refused if they do not match the images', () => {
    expect(preprocess('m', { layout: 'nchw' }, shape).shape).toEqual([3, 8, 8]);
    expect(() => preprocess('m', { channels: 'bgr' }, [8, 8, 1])).toThrow(/3 channels for bgr[\s\S]*1 channel/);
    expect(() => preprocess('m', { mean: [1, 2] }, shape)).toThrow(/preprocessing.mean[\s\S]*2 numbers/);
  });
});

describe('models that cannot be evaluated are refused with the reason', () => {
  beforeAll(async () => void (await startEngine('wasm')));
  const parts = fusedNetwork('Relu');
  const refused = (name: string, nodes: readonly unknown[], constants = parts.constants) =>
    expect(loadModel(writeGraph(join(folder, name), { nodes: nodes as never, constants }), demands)).rejects;

  it('unknown ops and control flow by name', async () => {
    const last = { name: 'end', op: 'FrobnicateV2', input: ['logits'], attr: {} };
    await refused('unknown', [...parts.nodes.slice(0, -2), last]).toThrow(/ops that tfjs supports[\s\S]*FrobnicateV2/);
    const loop = { ...last, op: 'StatelessWhile' };
    await refused('loop', [...parts.nodes.slice(0, -2), loop]).toThrow(/control flow[\s\S]*StatelessWhile/);
  });

  it('cut off weights, missing shards, NaN, another format than stated', async () => {
    const path = writeGraph(join(folder, 'broken'), parts);
    await expect(loadModel(path, demands, { format: 'tfjs-layers' })).rejects.toThrow(/found: +tfjs-graph/);
    truncateSync(join(path, 'weights.bin'), 100);
    await expect(loadModel(path, demands)).rejects.toThrow(/expected: \d+ bytes[\s\S]*100 bytes/);
    rmSync(join(path, 'weights.bin'));
    await expect(loadModel(path, demands)).rejects.toThrow(/weights.bin[\s\S]*no such file/);
    const bias = { shape: [6], values: [0, 0, Number.NaN, 0, 0, 0] };
    await refused('nan', parts.nodes, { ...parts.constants, bias }).toThrow(/weight 'bias'[\s\S]*NaN at position 2/);
  });

  it('a class count or an input that does not fit, and a binary output', async () => {
    const path = writeGraph(join(folder, 'whole'), parts);
    await expect(loadModel(path, { ...demands, classes: 7 })).rejects.toThrow(/7 classes[\s\S]*output of 10/);
    await expect(loadModel(path, { ...demands, inputShape: [9, 9, 3] })).rejects.toThrow(/9 x 9 x 3[\s\S]*8 x 8 x 3/);
    const constants = { ...parts.constants, dense: constant(8, [48, 1], 0.3), denseBias: constant(9, [1], 0.3) };
    const nodes = [...parts.nodes.slice(0, -2), { name: 'p', op: 'Sigmoid', input: ['logits'], attr: {} }];
    await refused('binary', nodes, constants).toThrow(/10 classes[\s\S]*output of 2/);
  });

  it('an op whose gradient tfjs does not have', async () => {
    const constants = {
      ...parts.constants,
      boxes: { shape: [1, 4], values: [0, 0, 1, 1] },
      box: { shape: [1], values: [0], dtype: 'int32' as const },
      size: { shape: [2], values: [8, 8], dtype: 'int32' as const },
    };
    const crop = { name: 'crop', op: 'CropAndResize', input: ['x', 'boxes', 'box', 'size'], attr: {} };
    const nodes = parts.nodes.map((node) =>
      node.name === 'conv' ? { ...node, input: ['crop', ...node.input!.slice(1)] } : node,
    );
    await refused('cropped', [crop, ...nodes], constants).toThrow(/on the wasm backend[\s\S]*CropAndResize/);
  });

  it('a SavedModel, with the command that converts it', async () => {
    const path = join(folder, 'saved');
    mkdirSync(path);
    writeFileSync(join(path, 'saved_model.pb'), '');
    await expect(loadModel(path, demands)).rejects.toThrow(
      /SavedModel[\s\S]*tensorflowjs_converter --input_format=tf_saved_model/,
    );
  });
});

function logitsOf(model: Pick<LoadedModel, 'logits'>): number[] {
  return tf.tidy(() => [...model.logits(images(), draw).dataSync()]);
}

function expectClose(found: readonly number[], expected: readonly number[], tolerance: number): void {
  expect(found.length).toBe(expected.length);
  for (const [at, value] of found.entries()) expect(Math.abs(value - expected[at]!)).toBeLessThan(tolerance);
}

function equalLayersModel(constants: ReturnType<typeof fusedNetwork>['constants']): tf.LayersModel {
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({ inputShape: [...shape], filters: 6, kernelSize: 3, padding: 'same', activation: 'relu' }),
      tf.layers.depthwiseConv2d({ kernelSize: 3, strides: 2, padding: 'same', depthMultiplier: 2 }),
      tf.layers.reLU({ maxValue: 6 }),
      tf.layers.batchNormalization({ epsilon: 0.001 }),
      tf.layers.averagePooling2d({ poolSize: 2 }),
      tf.layers.dropout({ rate: 0.5 }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 10, activation: 'softmax' }),
    ],
  });
  const order = [
    'kernel',
    'bias',
    'depthwise',
    'depthwiseBias',
    'scale',
    'shift',
    'dense',
    'denseBias',
    'mean',
    'variance',
  ];
  const tensors = order.map((name) => tf.tensor([...constants[name]!.values], [...constants[name]!.shape]));
  model.setWeights(tensors);
  for (const tensor of tensors) tensor.dispose();
  return model;
}
