/** Names of the kernels in tfjs's registry: `draw` in training, `weighted` in test. */
export const draw = 'StochasticPool';
export const drawGradient = 'StochasticPoolGrad';
export const weighted = 'WeightedPool';
export const weightedGradient = 'WeightedPoolGrad';
