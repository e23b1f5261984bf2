import tf from '../../tfjs/tfjs.cjs';
import { isRecording } from '../bindings/gradientTape.js';
import { runKernel } from '../bindings/kernelRegistry.js';
import { type FinishedConvolution, finishedConvolution, present } from '../finishedConvolution/finishedConvolution.js';
import { chainPlan } from './chainPlan.js';
import * as names from './names.js';

/** Of an image. With fewer, kernels are read from memory less often if each convolution runs for the whole batch, whose images are small. */
const leastPixels = 96;

/** A finished convolution with its kernels, [height, width, channels, filters]. */
export type ChainLink = FinishedConvolution & { readonly filter: tf.Tensor4D };

/**
 * Finished convolutions, each of the results of the one before; only the last may add a tensor. Where a pointwise one expands images for a
 * depthwise one, and another follows, they run on wasm a few rows at a time, and what lies between stays in the caches: the results keep
 * their bits. If gradients may be needed, and elsewhere, they run one after the other. The caller owns the result.
 */
export function convolutionChain(x: tf.Tensor4D, links: readonly ChainLink[]): tf.Tensor4D {
  return isTogether(x, links) ? together(x, links) : tf.tidy(() => oneAfterTheOther(x, links));
}

function oneAfterTheOther(x: tf.Tensor4D, links: readonly ChainLink[]): tf.Tensor4D {
  return links.reduce((images, { filter, ...options }) => {
    const y = finishedConvolution(images, filter, options);
    if (images !== x) images.dispose(); // what gradients need is kept
    return y;
  }, x);
}

function isTogether(x: tf.Tensor4D, links: readonly ChainLink[]): boolean {
  const isReady = x.dtype === 'float32' && tf.getKernel(names.forward, tf.getBackend()) !== undefined;
  if (!isReady || isRecording()) return false;
  const plan = chainPlan(
    x.shape,
    links.map((link) => ({ ...link, filter: link.filter.shape })),
  );
  if (plan === null) return false;
  const { inHeight, inWidth } = plan.infos[plan.depthwiseAt]!;
  if (inHeight * inWidth < leastPixels) return false;
  const { added } = links.at(-1)!;
  const isAddable = added?.dtype === 'float32' && tf.util.arraysEqual(added.shape, plan.infos.at(-1)!.outShape);
  return added === undefined || (isAddable && plan.depthwiseAt < links.length - 1);
}

function together(x: tf.Tensor4D, links: readonly ChainLink[]): tf.Tensor4D {
  const operands = links.flatMap(({ filter, scale, offset }, at) =>
    Object.entries({ filter, scale, offset }).map(([name, tensor]) => [`${name}${at}`, tensor] as const),
  );
  const inputs = present({ x, added: links.at(-1)!.added, ...Object.fromEntries(operands) });
  const attributes: names.ChainAttributes = {
    links: links.map(({ depthwise, strides, pad, dilations, dimRoundingMode, activation }) => ({
      ...{ depthwise, strides, pad, dilations, dimRoundingMode, activation },
    })),
  };
  return runKernel<tf.Tensor4D>(names.forward, inputs, attributes);
}
