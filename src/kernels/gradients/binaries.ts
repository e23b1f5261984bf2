import tf from '../../tfjs/tfjs.cjs';
import type { Gradient } from '../bindings/kernelRegistry.js';
import { reduceTo } from './reduceTo.js';

type Derivative = (dy: tf.Tensor, a: tf.Tensor, b: tf.Tensor) => tf.Tensor;

/** Of an element-wise op of two operands that broadcast; each derivative has the shape of the result. */
function binary(name: string, toA: Derivative, toB: Derivative): Gradient<object> {
  return {
    name,
    inputsToSave: ['a', 'b'],
    saveOutput: false,
    gradients: (dy, saved) => {
      const [a, b] = saved as [tf.Tensor, tf.Tensor];
      return {
        a: () => tf.tidy(() => reduceTo(toA(dy, a, b), a.shape)),
        b: () => tf.tidy(() => reduceTo(toB(dy, a, b), b.shape)),
      };
    },
  };
}

const where = (dy: tf.Tensor, condition: tf.Tensor) => dy.mul(condition.toFloat());

/**
 * tfjs's gradients do not sum over the axes of a broadcast operand. If both are equal, a gets the whole gradient, as in
 * TensorFlow.
 */
export const binaries = [
  binary(
    'SquaredDifference',
    (dy, a, b) => dy.mul(a.sub(b).mul(2)),
    (dy, a, b) => dy.mul(b.sub(a).mul(2)),
  ),
  binary(
    'Maximum',
    (dy, a, b) => where(dy, a.greaterEqual(b)),
    (dy, a, b) => where(dy, a.less(b)),
  ),
  binary(
    'Minimum',
    (dy, a, b) => where(dy, a.lessEqual(b)),
    (dy, a, b) => where(dy, a.greater(b)),
  ),
];
