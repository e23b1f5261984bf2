/** Names of the kernels in tfjs's registry: `draw` for training, `weighted` for test. */
export const draw = 'StochasticPool';
export const drawGradient = 'StochasticPoolGrad';
export const weighted = 'WeightedPool';
export const weightedGradient = 'WeightedPoolGrad';
