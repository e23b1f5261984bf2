import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { PgdSpec } from '../../src/attackKinds/pgd.js';
import { pgd } from '../../src/attacks/pgd.js';
import { randomStream } from '../../src/base/random.js';
import { predictions } from '../../src/cells/classify.js';
import { loadDataset } from '../../src/datasets/loadDataset.js';
import { pixelsToFloat } from '../../src/datasets/pixelsToFloat.js';
import { startEngine } from '../../src/kernels/engine.js';
import { type LoadedModel, loadModel } from '../../src/models/loadModel.js';
import tf from '../../src/tfjs/tfjs.cjs';
import { attackSpec } from '../support/attackExample.js';

const images = Array.from({ length: 40 }, (_, image) => image);
const epsilon = 0.15;
let model: LoadedModel;
let values: Float32Array;
let labels: Int32Array;

beforeAll(async () => {
  await startEngine('wasm');
  const dataset = await loadDataset({ name: 'mnist', split: 'test' }, { dataDir: undefined });
  values = pixelsToFloat(dataset, [0, images.length]);
  labels = Int32Array.from(dataset.labels.subarray(0, images.length));
  const path = fileURLToPath(new URL('../../models/mnist/baseline', import.meta.url));
  model = await loadModel(path, { inputShape: dataset.shape, classes: dataset.classNames.length });
});

/** Images that PGD leaves classified correctly on the network with another end. */
function standing(end: (logits: tf.Tensor2D) => tf.Tensor): number {
  const ended: LoadedModel = {
    ...model,
    logits: (pixels, draw) => tf.tidy(() => end(model.logits(pixels, draw)) as tf.Tensor2D),
  };
  const spec = attackSpec({ kind: 'pgd', steps: 10, restarts: 1 }) as PgdSpec;
  return tf.tidy(() => {
    const pixels = tf.tensor4d(values, [images.length, ...model.inputShape]);
    const moved = pgd(spec, ended, { pixels, labels, images, seed: 1 }).perturb(
      new Float32Array(images.length).fill(epsilon),
    );
    const { classes } = predictions(ended, moved, { seed: 1, purpose: 'adversarial', images, draw: 0 });
    return [...classes].filter((label, image) => label === labels[image]).length;
  });
}

describe('an end that saturates in single precision does not make a network look robust', () => {
  const stream = randomStream(3, 'test', 3);
  const mixing = Float32Array.from({ length: 100 }, (_, at) => (at % 11 === 0 ? 10 : 0) + stream.normal());
  const dense = (values: tf.Tensor) => values.matMul(tf.tensor2d(mixing, [10, 10]));

  it.each<[string, (logits: tf.Tensor2D) => tf.Tensor]>([
    ['logits times 20', (z) => z.mul(20)],
    ['logits times 1,000', (z) => z.mul(1000)],
    ['logits times 1e30', (z) => z.mul(1e30)],
    ['a softmax times 100', (z) => tf.softmax(z.mul(3)).mul(100)],
    ['a sigmoid and a dense layer', (z) => dense(tf.sigmoid(z.mul(3)))],
    ['a tanh and a dense layer', (z) => dense(tf.tanh(z.mul(2)))],
  ])('%s', (_, end) => {
    const bare = standing((z) => z);
    expect(bare).toBeLessThanOrEqual(4);
    expect(standing(end)).toBeLessThanOrEqual(bare + 2);
  });
});
