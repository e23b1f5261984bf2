import type { DrawKey } from '../layers/drawKey.js';
import tf from '../tfjs/tfjs.cjs';
import { trialDraw, trialImages } from './probeModel.js';

type Forward = (pixels: tf.Tensor4D, draw: DrawKey) => tf.Tensor;

/** Relative to the largest output; rounding differences between batches are smaller. */
const tolerance = 1e-3;

/**
 * Whether a network's output for an image depends on the rest of the batch, e.g. through batch statistics: runs two images
 * together, swapped and separately. A network with unseeded randomness is assumed not to.
 */
export function mixesImages(forward: Forward, shape: readonly [number, number, number]): boolean {
  return tf.tidy(() => {
    const both = trialImages(shape);
    const [first, second] = tf.split(both, 2) as [tf.Tensor4D, tf.Tensor4D];
    const rows = (pixels: tf.Tensor4D, images: readonly number[]) =>
      forward(pixels, { ...trialDraw, images }).dataSync() as Float32Array;
    const together = rows(both, [0, 1]);
    if (differ(together, rows(both, [0, 1]))) return false;
    const [swappedSecond, swappedFirst] = halves(rows(tf.concat([second, first]), [1, 0]));
    const [ownFirst, ownSecond] = halves(together);
    const pairs = [
      [ownFirst, swappedFirst],
      [ownSecond, swappedSecond],
      [ownFirst, rows(first, [0])],
      [ownSecond, rows(second, [1])],
    ] as const;
    return pairs.some(([a, b]) => differ(a, b));
  });
}

function halves(values: Float32Array): readonly [Float32Array, Float32Array] {
  return [values.subarray(0, values.length / 2), values.subarray(values.length / 2)];
}

function differ(a: Float32Array, b: Float32Array): boolean {
  if (a.length !== b.length) return true;
  const scale = a.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return a.some((value, at) => Math.abs(value - b[at]!) > tolerance * scale);
}
