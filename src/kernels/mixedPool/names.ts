import type * as tf from '@tensorflow/tfjs';

/** Names of the kernels in tfjs's registry. */
export const forward = 'MixedPool';
export const inputGradient = 'MixedPoolGrad';
export const mixtureGradient = 'MixedPoolMixtureGrad';

export type ForwardInputs = Record<'x' | 'mixture', tf.TensorInfo>;
export type InputGradientInputs = Record<'dy' | 'x' | 'mixture', tf.TensorInfo>;
export type MixtureGradientInputs = Record<'dy' | 'x', tf.TensorInfo>;
