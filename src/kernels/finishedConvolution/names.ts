import type tf from '../../tfjs/tfjs.cjs';
import type { FinishingActivation } from '../finish/finishJob.js';

/** Names of the kernels in tfjs's registry. */
export const forward = 'FinishedConvolution';
export const inputGradient = 'FinishedConvolutionBackpropInput';
export const boundedGradient = 'BoundedGradient';

/** NHWC; as in `tf.conv2d` and `tf.depthwiseConv2d`. */
export interface ConvolutionAttributes {
  readonly depthwise: boolean;
  readonly strides: [number, number];
  readonly pad: tf.Conv2DAttrs['pad'];
  readonly dilations: [number, number];
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil' | undefined;
}

/** `x`, `filter`, and where they are there `scale` and `offset` [filters] and `added`, as large as the results. */
export type ForwardInputs = Record<'x' | 'filter', tf.TensorInfo> &
  Readonly<Record<'scale' | 'offset' | 'added', tf.TensorInfo | undefined>>;

export type FinishedAttributes = ConvolutionAttributes & { readonly activation: FinishingActivation };

/** `withSlopes`: the slopes of the activation, shaped as the results, are a second result. */
export type ForwardAttributes = FinishedAttributes & { readonly withSlopes: boolean };

/** `y`: the results, if they have bounds, or the slopes of the activation. */
export type GradientInputs = Record<'dy' | 'filter', tf.TensorInfo> &
  Readonly<Record<'scale' | 'y', tf.TensorInfo | undefined>>;

/** `inputShape`: that of x. */
export type GradientAttributes = FinishedAttributes & { readonly inputShape: readonly number[] };
