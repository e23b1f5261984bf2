import type { NormalizedPooling } from '../convolution/poolJob.js';
import type { TiledAttributes } from '../tiledConv2d/names.js';

/** Names of the kernels in tfjs's registry. */
export const forward = 'ConvolutionStage';
export const inputGradient = 'ConvolutionStageBackpropInput';
export const filterGradient = 'ConvolutionStageBackpropFilter';
export const biasGradient = 'ConvolutionStageBackpropBiases';

export type StageAttributes = TiledAttributes & NormalizedPooling;

/** `keepsOutputs`: the kernel's second result is the convolution's outputs, which gradients need. */
export type ForwardAttributes = StageAttributes & { readonly keepsOutputs: boolean };

/** `shape`: shape of the gradient: that of x, kernels or biases. */
export type StageGradientAttributes = StageAttributes & { readonly shape: readonly number[] };
