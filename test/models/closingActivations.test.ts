import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomStream } from '../../src/base/random.js';
import { startEngine } from '../../src/kernels/engine.js';
import { ChannelNormalization } from '../../src/layers/channelNormalization.js';
import type { DrawKey } from '../../src/layers/drawKey.js';
import { type LoadedModel, loadModel } from '../../src/models/loadModel.js';
import { saveModel } from '../../src/models/saveModel.js';
import tf from '../../src/tfjs/tfjs.cjs';
import { fusedNetwork, writeGraph } from '../support/graphFixture.js';
import { smallClassifier, writeOnnx } from './support/onnxFixture.js';

const demands = { inputShape: [8, 8, 3] as const, classes: 10 };
const draw: DrawKey = { seed: 0, purpose: 'test', images: [0, 1, 2], draw: 0 };
const { layers } = tf;
const stream = randomStream(5, 'test', 1);
const pixels = Float32Array.from({ length: 3 * 192 }, () => stream.float());
let folder = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rapa-closing-'));
  await startEngine('wasm');
});
afterAll(() => rmSync(folder, { recursive: true }));

const features = () => [
  layers.conv2d({ inputShape: [8, 8, 3], filters: 4, kernelSize: 3, strides: 2, activation: 'relu' }),
  layers.flatten(),
];
const head = (activation?: 'softmax' | 'sigmoid' | 'tanh') =>
  layers.dense({ units: 10, ...(activation === undefined ? {} : { activation }) });
const stack = (parts: tf.layers.Layer[]) => tf.sequential({ layers: parts });

/** A network that ends in one way, all of the same weights, saved and read. Weights are large: probabilities saturate. */
async function read(name: string, net: tf.LayersModel): Promise<LoadedModel> {
  const weights = randomStream(6, 'test', 1);
  net.setWeights(
    net.weights.map(({ name, shape }) => {
      const values = Array.from({ length: tf.util.sizeFromShape(shape as number[]) }, () => 3 * weights.normal());
      return tf.tensor(name.includes('variance') ? values.map(Math.abs) : values, shape as number[]);
    }),
  );
  await saveModel(net, join(folder, name));
  return loadModel(join(folder, name), demands);
}

const logitsOf = ({ logits }: LoadedModel) =>
  tf.tidy(() => [...logits(tf.tensor4d(pixels, [3, 8, 8, 3]), draw).dataSync()]);

/** Of the sum of logits, whose gradient is not zero where probabilities' is. */
const slopeOf = ({ logits }: LoadedModel) =>
  tf.tidy(() => {
    const x = tf.tensor4d(pixels, [3, 8, 8, 3]);
    return [
      ...tf
        .grad((images) => logits(images as tf.Tensor4D, draw).sum())(x)
        .dataSync(),
    ];
  });

describe('closing activations are removed, so that logits and gradients are those of the network without them', () => {
  it.each<[string, () => tf.LayersModel]>([
    ['a sigmoid inside a nested model', () => stack([stack([...features(), head('sigmoid')])])],
    ['a softmax two models deep', () => stack([stack([stack([...features(), head('softmax')])])])],
    [
      'two models in a model, as Teachable Machine has them',
      () => stack([stack(features()), stack([layers.dense({ inputShape: [36], units: 10, activation: 'softmax' })])]),
    ],
    ['a Reshape after it', () => stack([...features(), head('softmax'), layers.reshape({ targetShape: [1, 10] })])],
    [
      'a Flatten after it',
      () =>
        stack([
          ...features(),
          head(),
          layers.reshape({ targetShape: [1, 10] }),
          layers.softmax({ axis: -1 }),
          layers.flatten(),
        ]),
    ],
    ['two of them', () => stack([...features(), head('sigmoid'), layers.softmax()])],
    [
      'a softmax layer and an activation',
      () => stack([...features(), head('softmax'), layers.activation({ activation: 'softmax' })]),
    ],
  ])('%s', async (name, net) => {
    const bare = await read('bare', stack([...features(), head()]));
    const closed = await read(name.replaceAll(/\W/g, '-'), net());
    expect(closed.outputs).toBe('probabilities');
    expect(logitsOf(closed)).toEqual(logitsOf(bare));
    expect(slopeOf(closed)).toEqual(slopeOf(bare));
    expect(Math.max(...logitsOf(bare).map(Math.abs))).toBeGreaterThan(20);
    expect(closed.reading!.notes).toEqual([]);
  });
});

describe('networks with layers of this harness', () => {
  const own = () => {
    const layer = tf.layers.inputLayer({ inputShape: [8, 8, 3] });
    return [layer, new ChannelNormalization({ mean: [0, 0, 0], std: [1, 1, 1] })];
  };
  const convolutions = () => [
    layers.conv2d({ filters: 4, kernelSize: 3, strides: 2, activation: 'relu' }),
    layers.flatten(),
  ];

  it.each<[string, () => tf.layers.Layer[]]>([
    ['a softmax before a Reshape', () => [head('softmax'), layers.reshape({ targetShape: [1, 10] })]],
    ['a softmax before a Dropout', () => [head(), layers.softmax(), layers.dropout({ rate: 0.5 })]],
    ['a softmax twice', () => [head('softmax'), layers.softmax()]],
    [
      'a sigmoid in a nested model',
      () => [stack([layers.dense({ inputShape: [36], units: 10, activation: 'sigmoid' })])],
    ],
  ])('lose the same closing functions: %s', async (name, end) => {
    const bare = await read('own-bare', stack([...own(), ...convolutions(), head()]));
    const closed = await read(`own-${name.replaceAll(' ', '-')}`, stack([...own(), ...convolutions(), ...end()]));
    expect(closed.outputs).toBe('probabilities');
    expect(logitsOf(closed)).toEqual(logitsOf(bare));
    expect(slopeOf(closed)).toEqual(slopeOf(bare));
  });

  it('have the same notes on bounded outputs', async () => {
    const { reading } = await read('own-tanh', stack([...own(), ...convolutions(), head('tanh')]));
    expect(reading!.notes).toEqual([expect.stringMatching(/^ends in tanh, which is bounded/)]);
  });
});

describe('bounded outputs are noted', () => {
  const note = expect.stringMatching(/^ends in \w+, which is bounded and is not taken off: gradients vanish/);

  it('of a layers model, also where a softmax behind it was taken off', async () => {
    const tanh = await read('tanh', stack([...features(), head('tanh')]));
    expect(tanh.reading!.notes).toEqual([note]);
    const both = await read('tanh-softmax', stack([...features(), head('tanh'), layers.softmax()]));
    expect([both.outputs, both.reading!.notes]).toEqual(['probabilities', [note]]);
  });

  it('of a graph and of an ONNX file', async () => {
    const graph = await loadModel(writeGraph(join(folder, 'graph'), fusedNetwork('Relu', ['Tanh'])), demands);
    expect(graph.reading!.notes).toEqual([note]);
    const tanh = { op: 'Tanh', inputs: ['y'], outputs: ['z'] };
    const bounded = { ...smallClassifier, nodes: [...smallClassifier.nodes, tanh], outputs: ['z'] };
    const onnx = await loadModel(writeOnnx(join(folder, 'tanh.onnx'), bounded), demands);
    expect(onnx.reading!.notes).toEqual([note]);
  });

  it('of a bounded function that is scaled and shifted afterwards, in every format', async () => {
    const scaledNote = expect.stringMatching(/^ends in (S|s)igmoid, scaled and shifted, which is bounded/);
    const sigmoid = await read('sigmoid-bn', stack([...features(), head('sigmoid'), layers.batchNormalization()]));
    expect(sigmoid.reading!.notes).toEqual([scaledNote]);
    const network = fusedNetwork('Relu', ['Sigmoid']);
    const { name } = network.nodes.at(-1)!;
    const nodes = [...network.nodes, { name: 'scaled', op: 'Mul', input: [name, 'ten'] }];
    const constants = { ...network.constants, ten: { shape: [], values: [10] } };
    const graph = await loadModel(writeGraph(join(folder, 'scaled'), { ...network, nodes, constants }), demands);
    expect(graph.reading!.notes).toEqual([scaledNote]);
    const more = [
      { op: 'Sigmoid', inputs: ['y'], outputs: ['s'] },
      { op: 'Mul', inputs: ['s', 'ten'], outputs: ['z'] },
    ];
    const scaled = {
      ...smallClassifier,
      nodes: [...smallClassifier.nodes, ...more],
      tensors: { ...smallClassifier.tensors, ten: { dims: [1], floats: [10] } },
      outputs: ['z'],
    };
    const file = writeOnnx(join(folder, 'scaled.onnx'), scaled);
    expect((await loadModel(file, demands)).reading!.notes).toEqual([scaledNote]);
  });

  it('but not of a network with hidden functions that are bounded', async () => {
    const hidden = layers.dense({ units: 10, activation: 'sigmoid' });
    expect((await read('hidden', stack([...features(), hidden, head()]))).reading!.notes).toEqual([]);
  });
});
