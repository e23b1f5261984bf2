import type tf from '../../tfjs/tfjs.cjs';
import type { NormalizedPooling } from '../convolution/poolJob.js';
import type { TiledAttributes } from '../tiledConv2d/names.js';

/** Names of the kernels in tfjs's registry. */
export const forward = 'AnalogConvolution';
export const stage = 'AnalogConvolutionStage';

/** How the arrays of a layer are read; units as in `Converters`. */
export interface ArrayReading {
  /** First input of each array of a tile, and the number of inputs. */
  readonly starts: readonly number[];
  /** Step and bound of the inputs: 0 for exact inputs. */
  readonly inputStep: number;
  readonly outputStep: number;
  /** Infinite for none. */
  readonly bound: number;
  readonly mostDivisor: number;
  readonly outputNoise: number;
  readonly weightNoise: number;
  /** Input that is full scale; 0: the largest of the vector. */
  readonly range: number;
}

export type AnalogAttributes = TiledAttributes & ArrayReading;

/** `keepsOutputs`: the kernel's second result is the convolution's outputs, which gradients need. */
export type StageAttributes = AnalogAttributes & NormalizedPooling & { readonly keepsOutputs: boolean };

/**
 * x [B, H, W, C], weights [T, k, k, C, F] in units of a full weight, factors [T, arrays, F], biases [T, F], assignment [1 or B,
 * patches] and the keys of each image's noise [B, 2].
 */
export type AnalogInputs = Record<'x' | 'weights' | 'factors' | 'biases' | 'assignment' | 'keys', tf.TensorInfo>;
