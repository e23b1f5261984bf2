import type tf from '../../tfjs/tfjs.cjs';
import { registerGradient, runKernel } from '../bindings/kernelRegistry.js';
import { pooledShape, type SquarePool, squarePoolGeometry } from '../pooling/geometry.js';
import * as names from './names.js';

export interface StochasticPoolOptions extends SquarePool {
  /** Training: one uniform number in [0, 1) per output. Test: null. */
  readonly random: tf.Tensor4D | null;
}

/**
 * Stochastic pooling of x [B, H, W, C] without padding (paper, section 3). Training: a unit of the window is drawn with
 * probability proportional to its activation. Test: the activation-weighted mean, sum a^2 / sum a. Negative activations count as
 * 0; the result is 0 if all are 0. Differentiable in x. Throws if shapes do not fit.
 */
export function stochasticPool(x: tf.Tensor4D, { size, strides, random }: StochasticPoolOptions): tf.Tensor4D {
  const expected = pooledShape(squarePoolGeometry('stochasticPool', x.shape, { size, strides }));
  if (random === null) return runKernel(names.weighted, { x }, { size, strides });
  if (random.shape.join() !== expected.join()) {
    throw new RangeError(`stochasticPool: random is [${random.shape.join(', ')}], expected [${expected.join(', ')}]`);
  }
  return runKernel(names.draw, { x, random }, { size, strides });
}

/** Makes `stochasticPool` differentiable; called when the engine starts. */
export function registerStochasticPoolGradients(): void {
  registerGradient<SquarePool>({
    name: names.draw,
    inputsToSave: ['x', 'random'],
    saveOutput: false,
    gradients: (dy, [x, random], attributes) => ({
      x: () => runKernel(names.drawGradient, { dy, x: x!, random: random! }, attributes),
    }),
  });
  registerGradient<SquarePool>({
    name: names.weighted,
    inputsToSave: ['x'],
    saveOutput: false,
    gradients: (dy, [x], attributes) => ({ x: () => runKernel(names.weightedGradient, { dy, x: x! }, attributes) }),
  });
}
