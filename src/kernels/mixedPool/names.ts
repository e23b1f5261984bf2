/** Names of the kernels in tfjs's registry. */
export const forward = 'MixedPool';
export const inputGradient = 'MixedPoolGrad';
export const mixtureGradient = 'MixedPoolMixtureGrad';
