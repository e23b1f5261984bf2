import tf from '../tfjs/tfjs.cjs';
import { type ResizeOptions, resizeMatrix } from './resizeMatrix.js';

/** Resizes images [B, height, width, C] by two matrix products. The caller owns the result (under `tf.tidy`). */
export function resizeImages(
  x: tf.Tensor4D,
  [height, width]: readonly [number, number],
  options: ResizeOptions,
): tf.Tensor4D {
  const [batch, rows, columns, channels] = x.shape;
  const side = (from: number, to: number) => tf.tensor2d(resizeMatrix(from, to, options), [to, from]);
  // These two are smooth: they change images even at their own size.
  const skips = options.method !== 'gaussian' && options.method !== 'mitchellcubic';
  const tall =
    rows === height && skips
      ? x
      : tf
          .matMul(side(rows, height), x.transpose([1, 0, 2, 3]).reshape([rows, -1]))
          .reshape([height, batch, columns, channels])
          .transpose<tf.Tensor4D>([1, 0, 2, 3]);
  if (columns === width && skips) return tall;
  const wide = tf.matMul(side(columns, width), tall.transpose([2, 0, 1, 3]).reshape([columns, -1]));
  return wide.reshape<tf.Tensor4D>([width, batch, height, channels]).transpose([1, 2, 0, 3]);
}
