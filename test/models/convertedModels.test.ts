import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { startEngine } from '../../src/kernels/engine.js';
import type { DrawKey } from '../../src/layers/drawKey.js';
import { loadModel } from '../../src/models/loadModel.js';
import tf from '../../src/tfjs/tfjs.cjs';

/** A Keras network in the files that tensorflowjs_converter wrote of it, and what TensorFlow computes of it: see make.py. */
const folder = new URL('./converted/', import.meta.url).pathname;
const keras = JSON.parse(readFileSync(`${folder}/keras.json`, 'utf8')) as {
  readonly probabilities: number[][];
  readonly gradient: number[];
};
const count = 3;
const pixels = Float32Array.from({ length: count * 784 }, (_, i) => ((37 * i) % 256) / 255);
const draw: DrawKey = { seed: 1, purpose: 'test', images: [0, 1, 2], draw: 0 };

function greatestDifference(found: ArrayLike<number>, expected: readonly number[]): number {
  expect(found.length).toBe(expected.length);
  return expected.reduce((most, value, i) => Math.max(most, Math.abs(value - found[i]!)), 0);
}

describe.each(['wasm', 'cpu'] as const)('a converted Keras model on %s', (backend) => {
  it.each([
    ['layers', 'tfjs-layers'],
    ['graph', 'tfjs-graph'],
  ])("has TensorFlow's probabilities and gradients: %s", async (name, format) => {
    await startEngine(backend);
    const model = await loadModel(`${folder}/${name}`, { inputShape: [28, 28, 1], classes: 10 });
    expect(model.reading).toMatchObject({ format, outputs: 'probabilities' });
    const x = tf.tensor4d(pixels, [count, 28, 28, 1]);
    const logProbabilities = (images: tf.Tensor) => tf.logSoftmax(model.logits(images as tf.Tensor4D, draw));
    const truth = tf.eye(10).slice([0, 0], [count, 10]);
    const gradient = tf
      .grad((images) => logProbabilities(images).mul(truth).sum())(x)
      .dataSync();
    expect(greatestDifference(logProbabilities(x).exp().dataSync(), keras.probabilities.flat())).toBeLessThan(1e-5);
    const scale = Math.max(...keras.gradient.map(Math.abs));
    expect(greatestDifference(gradient, keras.gradient)).toBeLessThan(1e-4 * scale);
    model.dispose();
  });
});
