import type tf from '../../tfjs/tfjs.cjs';
import { registerGradient, runKernel } from '../bindings/kernelRegistry.js';
import type { Padding } from '../convolution/geometry.js';
import { checkShapes } from './checkShapes.js';
import * as names from './names.js';

export interface TiledConv2dOptions {
  /**
   * int32 [B or 1, OH * OW]: the tile that computes each patch, or -1 for output 0 without bias. A single row is used for all
   * images.
   */
  readonly assignment: tf.Tensor2D;
  readonly strides: readonly [number, number];
  /** As in `tf.conv2d`. */
  readonly padding: Padding;
  readonly activation: 'linear' | 'relu';
}

/**
 * Convolution with kernels replicated on tiles (paper, section 2): x [B, H, W, C], kernels [T, kh, kw, C, F] and biases [T, F]
 * give [B, OH, OW, F], each patch computed by its assigned tile. Differentiable in x, kernels and biases; only the requested
 * gradients are computed. Throws if shapes do not fit or the assignment contains an invalid tile.
 */
export function tiledConv2d(
  x: tf.Tensor4D,
  kernels: tf.Tensor5D,
  biases: tf.Tensor2D,
  options: TiledConv2dOptions,
): tf.Tensor4D {
  const { assignment, strides, padding, activation } = options;
  checkShapes({ x, kernels, biases, assignment }, { strides, padding });
  return runKernel(names.forward, { x, kernels, biases, assignment }, { strides: [...strides], padding, activation });
}

/** Makes `tiledConv2d` differentiable; called when the engine starts. */
export function registerTiledConv2dGradient(): void {
  registerGradient<names.TiledAttributes>({
    name: names.forward,
    inputsToSave: ['x', 'kernels', 'biases', 'assignment'],
    saveOutput: true,
    gradients: (dy, [x, kernels, biases, assignment, y], attributes) => {
      const inputs = { dy, y: y!, assignment: assignment! };
      return {
        x: () => runKernel(names.inputGradient, { ...inputs, kernels: kernels! }, { ...attributes, shape: x!.shape }),
        kernels: () => runKernel(names.filterGradient, { ...inputs, x: x! }, { ...attributes, shape: kernels!.shape }),
        biases: () => runKernel(names.biasGradient, inputs, { ...attributes, shape: biases!.shape }),
      };
    },
  });
}
