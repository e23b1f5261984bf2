import tf from '../../tfjs/tfjs.cjs';
import { registerComposed } from '../bindings/composedKernel.js';
import { callKernel } from '../bindings/kernelRegistry.js';
import type { SquarePool } from '../pooling/geometry.js';
import * as names from './names.js';

/** Registers mixed pooling and its gradients, composed of TensorFlow's max and average pooling. */
export function registerMixedPoolTensorflow(): void {
  registerComposed<'x' | 'mixture', SquarePool>(names.forward, ({ x, mixture }, pool) => {
    const { largest, mean } = statistics(x as tf.Tensor4D, pool);
    return largest.sub(mean).mul(mixture).add(mean);
  });
  registerComposed<'dy' | 'x' | 'mixture', SquarePool>(names.inputGradient, inputGradient);
  registerComposed<'dy' | 'x', SquarePool>(names.mixtureGradient, ({ dy, x }, pool) => {
    const { largest, mean } = statistics(x as tf.Tensor4D, pool);
    return largest.sub(mean).mul(dy).sum([0, 1, 2]);
  });
}

function inputGradient({ dy, x, mixture }: Record<'dy' | 'x' | 'mixture', tf.Tensor>, pool: SquarePool): tf.Tensor {
  const { largest } = statistics(x as tf.Tensor4D, pool);
  const attributes = { filterSize: [pool.size, pool.size], strides: [pool.strides, pool.strides], pad: 'valid' };
  const parts = [
    callKernel(tf.MaxPoolGrad, 'tensorflow', { dy: dy.mul(mixture), input: x, output: largest }, attributes),
    callKernel(tf.AvgPoolGrad, 'tensorflow', { dy: dy.mul(tf.sub(1, mixture)), input: x }, attributes),
  ];
  return tf.addN(parts as tf.Tensor4D[]);
}

function statistics(x: tf.Tensor4D, { size, strides }: SquarePool): { largest: tf.Tensor4D; mean: tf.Tensor4D } {
  return { largest: tf.maxPool(x, size, strides, 'valid'), mean: tf.avgPool(x, size, strides, 'valid') as tf.Tensor4D };
}
