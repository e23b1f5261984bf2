/** Names of the kernels in tfjs's registry. */
export const forward = 'NormalizedPool';
export const inputGradient = 'NormalizedPoolGrad';
