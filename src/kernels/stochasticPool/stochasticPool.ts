import type * as tf from '@tensorflow/tfjs';
export function stochasticPool(
  x: tf.Tensor4D,
  options: { size: number; strides: number; random: tf.Tensor4D | null },
): tf.Tensor4D {
  throw new Error(`not there yet ${x.shape} ${options.size}`);
}
