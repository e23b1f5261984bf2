import type tf from '../../tfjs/tfjs.cjs';
import type { FinishedAttributes } from '../finishedConvolution/names.js';

/** Name of the kernel in tfjs's registry. */
export const forward = 'ConvolutionChain';

/** `x`, for the convolution at each place its `filter0`, `scale0` and so on, and what is `added` to the results of the last. */
export type ChainInputs = Readonly<Record<string, tf.TensorInfo | undefined>>;

export interface ChainAttributes {
  readonly links: readonly FinishedAttributes[];
}
