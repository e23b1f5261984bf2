import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Architecture, baselineArchitecture } from '../../src/contract/architecture.js';
import { startEngine } from '../../src/kernels/engine.js';
import type { DrawKey } from '../../src/layers/drawKey.js';
import { buildModel } from '../../src/models/buildModel.js';
import { joinLayers } from '../../src/models/joinLayers.js';
import tf from '../../src/tfjs/tfjs.cjs';

const io = { inputShape: [14, 14, 1], classes: 4, normalization: { mean: [0.1], std: [0.3] } } as const;
const small: Architecture = {
  ...baselineArchitecture,
  channels: [5, 6],
  tiles: [4, 1],
  kernelSize: 3,
  tiling: 'random',
};
const draw: DrawKey = { seed: 1, purpose: 'test', images: [0, 1, 2], draw: 0 };

let x: tf.Tensor4D;
beforeAll(async () => {
  await startEngine('wasm');
  x = tf.randomUniform([3, 14, 14, 1], 0, 1, 'float32', 3);
});
afterAll(() => x.dispose());

function logitsAndGradient(model: tf.LayersModel): number[] {
  return tf.tidy(() => {
    const logits = (pixels: tf.Tensor) => model.apply(pixels, { draw, training: false } as never) as tf.Tensor;
    return [...logits(x).dataSync(), ...tf.grad(logits)(x).dataSync()];
  });
}

/** Logits are zero as long as the last layer's weights are. */
function withRandomLogits(model: tf.LayersModel): tf.LayersModel {
  const last = model.layers.at(-1)!;
  tf.tidy(() => last.setWeights(last.getWeights().map(({ shape }) => tf.randomNormal(shape, 0, 1, 'float32', 5))));
  return model;
}

describe('joining layers', () => {
  it('leaves logits and gradients as they are to the last bit, with one layer for three', () => {
    const model = withRandomLogits(buildModel(small, io, 1));
    const joined = joinLayers(model);
    expect(joined.model.layers.length).toBe(model.layers.length - 4);
    const values = logitsAndGradient(model);
    expect(new Set(values).size).toBeGreaterThan(100);
    expect(logitsAndGradient(joined.model)).toEqual(values);
    joined.dispose();
    expect(logitsAndGradient(model)).toEqual(values);
    model.dispose();
  });

  it('runs on the weights that the model has at the time', () => {
    const model = buildModel(small, io, 1);
    const joined = joinLayers(model);
    const before = logitsAndGradient(joined.model);
    withRandomLogits(model);
    expect(logitsAndGradient(joined.model)).not.toEqual(before);
    expect(logitsAndGradient(joined.model)).toEqual(logitsAndGradient(model));
    joined.dispose();
    model.dispose();
  });

  it('can be done again, also to a model of shared layers that is no chain itself', () => {
    const model = buildModel(small, io, 1);
    const first = joinLayers(model);
    const second = joinLayers(model);
    expect(second.model.layers.length).toBe(model.layers.length - 4);
    first.dispose();
    second.dispose();
    const features = model.layers.at(-2)!.getOutputAt(0) as tf.SymbolicTensor;
    const last = model.layers.at(-1)!;
    const sum = tf.layers.add().apply([last.apply(features), model.outputs[0]!] as tf.SymbolicTensor[]);
    const twice = tf.model({ inputs: model.inputs, outputs: sum as tf.SymbolicTensor });
    expect(joinLayers(twice).model).toBe(twice);
    expect(joinLayers(model).model).not.toBe(model);
  });

  it('frees all it made', () => {
    const before = tf.memory().numTensors;
    const model = buildModel(small, io, 1);
    const joined = joinLayers(model);
    logitsAndGradient(joined.model);
    joined.dispose();
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('joins a pooling only if it takes 2 x 2 windows of the normalised images themselves', () => {
    for (const change of [{ pooling: 'mixed' }, { pooling: 'stochastic' }] as const) {
      const model = buildModel({ ...small, ...change }, io, 1);
      const joined = joinLayers(model);
      // The last pooling is an average in any case.
      expect(joined.model.layers.length).toBe(model.layers.length - 2);
      joined.dispose();
      model.dispose();
    }
    for (const change of [{ responseNormalization: null }, { tiling: 'imagePad' }] as const) {
      const plain = buildModel({ ...small, ...change, tiles: [4, 4] }, io, 1);
      expect(joinLayers(plain).model).toBe(plain);
      plain.dispose();
    }
  });

  it('gives a model back that is no chain of layers', () => {
    const chain = buildModel(small, io, 1);
    const side = tf.layers.dense({ units: 4 }).apply(chain.layers.at(-2)!.output) as tf.SymbolicTensor;
    const sum = tf.layers.add().apply([chain.outputs[0]!, side]) as tf.SymbolicTensor;
    const model = tf.model({ inputs: chain.inputs, outputs: sum });
    expect(joinLayers(model).model).toBe(model);
    model.dispose(); // the chain's layers are its own
  });
});
