import * as tf from '@tensorflow/tfjs';

/**
 * Sign of every value, sign(0) = 0, exact for the smallest number. tfjs-backend-wasm's own `sign` gives 0 below 1e-7, and
 * the gradients of confidently classified images are smaller than that: they would pass for robust.
 */
export function signOf<T extends tf.Tensor>(x: T): T {
  return tf.tidy(() => tf.greater(x, 0).toFloat().sub(tf.less(x, 0).toFloat()) as T);
}
