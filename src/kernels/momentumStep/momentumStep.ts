import tf from '../../tfjs/tfjs.cjs';
import { runKernels } from '../bindings/kernelRegistry.js';

/** Name of the kernel in tfjs's registry. */
export const momentumStepName = 'MomentumStep';

export interface MomentumAttributes {
  readonly rate: number;
  readonly momentum: number;
  /** Factor for gradients. */
  readonly gradientScale: number;
  readonly weightDecay: number;
}

/** Tensors of one shape. */
export interface MomentumTensors {
  readonly weights: tf.Tensor;
  readonly velocity: tf.Tensor;
  readonly gradient: tf.Tensor;
}

/**
 * A step of gradient descent with momentum and weight decay: v' = momentum v + (scale g + decay w), w' = w - rate v'. The caller
 * owns the results. Uses one kernel if the backend has it, else separate ops.
 */
export function momentumStep(
  { weights, velocity, gradient }: MomentumTensors,
  attributes: MomentumAttributes,
): { readonly weights: tf.Tensor; readonly velocity: tf.Tensor } {
  if (tf.getKernel(momentumStepName, tf.getBackend()) !== undefined) {
    const [newWeights, newVelocity] = runKernels(momentumStepName, { weights, velocity, gradient }, attributes);
    return { weights: newWeights!, velocity: newVelocity! };
  }
  const { rate, momentum, gradientScale, weightDecay } = attributes;
  return tf.tidy(() => {
    const pull = gradient.mul(gradientScale).add(weights.mul(weightDecay));
    const newVelocity = velocity.mul(momentum).add(pull);
    return { weights: weights.sub(newVelocity.mul(rate)), velocity: newVelocity };
  });
}
