import type * as tf from '@tensorflow/tfjs';

/** Names of the kernels in tfjs's registry: `draw` in training, `weighted` in test. */
export const draw = 'StochasticPool';
export const drawGradient = 'StochasticPoolGrad';
export const weighted = 'WeightedPool';
export const weightedGradient = 'WeightedPoolGrad';

export type DrawInputs = Record<'x' | 'random', tf.TensorInfo>;
export type DrawGradientInputs = Record<'dy' | 'x' | 'random', tf.TensorInfo>;
export type WeightedInputs = Record<'x', tf.TensorInfo>;
export type WeightedGradientInputs = Record<'dy' | 'x', tf.TensorInfo>;
