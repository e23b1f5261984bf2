import * as tf from '@tensorflow/tfjs';

/**
 * a_c max + (1 - a_c) avg over windows of `size` x `size`, without padding: [B, H, W, C] -> [B, h, w, C]. `mixture`
 * [C] holds a_c in (0, 1) (paper, section 3: mixed pooling). Differentiable in both.
 */
export function mixedPool(
  x: tf.Tensor4D,
  mixture: tf.Tensor1D,
  { size, strides }: { readonly size: number; readonly strides: number },
): tf.Tensor4D {
  return tf.tidy(() => {
    const highest = tf.maxPool(x, size, strides, 'valid');
    const mean = tf.avgPool(x, size, strides, 'valid');
    return mean.add(highest.sub(mean).mul(mixture)) as tf.Tensor4D;
  });
}
