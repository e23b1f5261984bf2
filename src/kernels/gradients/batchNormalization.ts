import tf from '../../tfjs/tfjs.cjs';
import type { Gradient } from '../bindings/kernelRegistry.js';
import { reduceTo } from './reduceTo.js';

/** Of y = (x - mean) / sqrt(variance + epsilon) * scale + offset, its parameters of any shape that broadcasts to x. */
export const batchNormalization: Gradient<tf.FusedBatchNormAttrs> = {
  name: 'FusedBatchNorm',
  inputsToSave: ['x', 'mean', 'variance', 'scale'],
  saveOutput: false,
  gradients: (dy, [x, mean, variance, scale], { varianceEpsilon }) => {
    const inverse = () => variance!.add(varianceEpsilon).rsqrt();
    const deviation = () => x!.sub(mean!).mul(inverse());
    const to = (shape: readonly number[], gradient: () => tf.Tensor) => () =>
      tf.tidy(() => reduceTo(gradient(), shape));
    return {
      x: () => tf.tidy(() => dy.mul(scale!.mul(inverse()))),
      mean: to(mean!.shape, () => dy.mul(scale!.mul(inverse())).neg()),
      variance: to(variance!.shape, () => dy.mul(deviation()).mul(scale!).mul(inverse().square()).mul(-0.5)),
      scale: to(scale!.shape, () => dy.mul(deviation())),
      offset: to(scale!.shape, () => dy),
    };
  },
};
