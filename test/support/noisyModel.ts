import { randomStream } from '../../src/base/random.js';
import type { DrawKey } from '../../src/layers/drawKey.js';
import type { LoadedModel } from '../../src/models/loadModel.js';
import tf from '../../src/tfjs/tfjs.cjs';
import { dimensions, shape } from './attackExample.js';

/**
 * A stochastic linear model of two classes: each draw of each image has weights of its own around the same mean, so that
 * the best attack on the expectation is known. Records every draw it is asked for as `purpose/image/draw`. Asked for more
 * classes, it has further ones that only lie lower.
 */
export function noisyModel(
  seed: number,
  spread: number,
  classes = 2,
): LoadedModel & { readonly asked: string[]; readonly mean: Float32Array } {
  const stream = randomStream(seed, 'test', 2);
  const mean = Float32Array.from({ length: dimensions }, () => stream.normal());
  const asked: string[] = [];
  const logits = (pixels: tf.Tensor4D, key: DrawKey) => {
    const images = Array.from(key.images);
    for (const image of images) asked.push(`${key.purpose}/${image}/${key.draw}`);
    const weights = images.flatMap((image) => {
      const own = randomStream(key.seed, key.purpose, 77, image, key.draw);
      return Array.from(mean, (weight) => weight + spread * own.normal());
    });
    return tf.tidy(() => {
      const flat = pixels.reshape([images.length, dimensions]).sub(0.5);
      const score = flat.mul(tf.tensor2d(weights, [images.length, dimensions])).sum(1, true);
      const lower = Array.from({ length: classes - 2 }, (_, index) => score.mul(0.1).sub(10 + index));
      return tf.concat([score, score.neg(), ...lower], 1) as tf.Tensor2D;
    });
  };
  return {
    asked,
    mean,
    sha256: 'noisy',
    facts: { parameters: { convolution: 0, total: dimensions }, tiles: [], scheme: 'random', stochastic: true },
    inputShape: shape,
    classes,
    outputs: 'logits',
    logits,
    dispose: () => {},
  };
}
