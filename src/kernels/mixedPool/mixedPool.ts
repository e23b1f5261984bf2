import type tf from '../../tfjs/tfjs.cjs';
import { registerGradient, runKernel } from '../bindings/kernelRegistry.js';
import { type SquarePool, squarePoolGeometry } from '../pooling/geometry.js';
import * as names from './names.js';

/**
 * a max + (1 - a) mean of each window of x [B, H, W, C] without padding, `mixture` [C] holding a for each channel (paper,
 * section 3). Differentiable in both. Throws if shapes do not fit.
 */
export function mixedPool(x: tf.Tensor4D, mixture: tf.Tensor1D, { size, strides }: SquarePool): tf.Tensor4D {
  const { channels } = squarePoolGeometry('mixedPool', x.shape, { size, strides });
  if (mixture.rank !== 1 || mixture.shape[0] !== channels) {
    throw new RangeError(`mixedPool: mixture is [${mixture.shape.join(', ')}], expected [${channels}]`);
  }
  return runKernel(names.forward, { x, mixture }, { size, strides });
}

/** Makes `mixedPool` differentiable; part of starting the engine. */
export function registerMixedPoolGradient(): void {
  registerGradient<SquarePool>({
    name: names.forward,
    inputsToSave: ['x', 'mixture'],
    saveOutput: false,
    gradients: (dy, [x, mixture], attributes) => ({
      x: () => runKernel(names.inputGradient, { dy, x: x!, mixture: mixture! }, attributes),
      mixture: () => runKernel(names.mixtureGradient, { dy, x: x! }, attributes),
    }),
  });
}
