import type tf from '../../tfjs/tfjs.cjs';
import type { Geometry, Padding } from '../convolution/geometry.js';

/** Names of the kernels in tfjs's registry. */
export const forward = 'TiledConv2D';
export const inputGradient = 'TiledConv2DBackpropInput';
export const filterGradient = 'TiledConv2DBackpropFilter';
export const biasGradient = 'TiledConv2DBackpropBiases';

export interface TiledAttributes {
  readonly strides: readonly [number, number];
  readonly padding: Padding;
  readonly activation: 'linear' | 'relu';
}

/** `shape`: shape of the gradient: that of x, kernels or biases. */
export type GradientAttributes = TiledAttributes & { readonly shape: readonly number[] };

export type ForwardInputs = Record<'x' | 'kernels' | 'biases' | 'assignment', tf.TensorInfo>;
export type InputGradientInputs = Record<'dy' | 'y' | 'kernels' | 'assignment', tf.TensorInfo>;
export type FilterGradientInputs = Record<'dy' | 'y' | 'x' | 'assignment', tf.TensorInfo>;
export type BiasGradientInputs = Record<'dy' | 'y' | 'assignment', tf.TensorInfo>;

/** Geometry for the bias gradient: dy [B, OH, OW, F], biases [T, F]. */
export function biasGeometry(dy: readonly number[], biases: readonly number[]): Geometry {
  const [batch = 0, outHeight = 0, outWidth = 0, filters = 0] = dy;
  const single = {
    channels: 1,
    padTop: 0,
    padLeft: 0,
    kernelHeight: 1,
    kernelWidth: 1,
    strideHeight: 1,
    strideWidth: 1,
  };
  const tiles = biases[0] ?? 0;
  return { ...single, batch, inHeight: outHeight, inWidth: outWidth, outHeight, outWidth, filters, tiles };
}
