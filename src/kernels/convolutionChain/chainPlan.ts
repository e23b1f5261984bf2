import type tf from '../../tfjs/tfjs.cjs';
import { geometryOf } from '../convolution/geometry.js';
import { convolutionInfo } from '../finishedConvolution/convolutionInfo.js';
import type { ConvolutionAttributes } from '../finishedConvolution/names.js';
import { hasGatheredKernels, isGathered } from '../gathered/pass.js';
import { isPointwise, rowsTogether } from '../pointwise/pass.js';

export type ConvolutionInfo = tf.backend_util.Conv2DInfo;

/** A convolution of a chain and the shape of its kernels. */
export type PlannedLink = ConvolutionAttributes & { readonly filter: readonly number[] };

/** What a convolution can be in a chain: a pointwise one before or after the depthwise one, a gathered one before it. */
export type ChainRole = 'depthwise' | 'pointwise' | 'gathered' | 'none';

/** By the shape of the kernels. */
export function chainRole(depthwise: boolean, kernels: readonly number[]): ChainRole {
  const [height, width, , last] = kernels;
  if (depthwise) return last === 1 ? 'depthwise' : 'none';
  if (height === 1 && width === 1) return 'pointwise';
  return hasGatheredKernels(kernels) ? 'gathered' : 'none';
}

/** Whether a convolution can be before the depthwise one. */
export function opensChain(role: ChainRole | undefined): boolean {
  return role === 'pointwise' || role === 'gathered';
}

/** How a chain of convolutions is computed. */
export interface ChainPlan {
  readonly infos: readonly ConvolutionInfo[];
  /** Place of the depthwise convolution. */
  readonly depthwiseAt: number;
  /** Rows of its images that are computed together, and how many of them are kept. */
  readonly expandRows: number;
  readonly ringRows: number;
  /** Rows of its results that are read together. */
  readonly projectRows: number;
}

/**
 * The plan of a depthwise convolution with one kernel for each channel and a pointwise or gathered one before it, a pointwise one after it or both; null for other
 * chains of convolutions of images of shape `x`.
 */
export function chainPlan(x: readonly number[], links: readonly PlannedLink[]): ChainPlan | null {
  const depthwiseAt = links.findIndex(({ depthwise }) => depthwise);
  const infos: ConvolutionInfo[] = [];
  for (const link of links) infos.push(convolutionInfo(infos.at(-1)?.outShape ?? x, link.filter, link));
  const fits = (info: ConvolutionInfo, at: number) => {
    const { depthwise, filter, dilations } = links[at]!;
    const role = chainRole(depthwise, filter);
    if (at === depthwiseAt) return role === 'depthwise';
    // The kernels of both take neither groups nor dilation.
    if (filter[2] !== info.inChannels || dilations.some((side) => side !== 1)) return false;
    if (role === 'pointwise') return isPointwise(geometryOf(info));
    return at < depthwiseAt && role === 'gathered' && isGathered(geometryOf(info));
  };
  const isChain = links.length > 1 && depthwiseAt >= 0 && depthwiseAt <= 1 && links.length <= depthwiseAt + 2;
  if (!isChain || !infos.every(fits)) return null;
  const { inHeight, inWidth, outHeight, outWidth, filterHeight, dilationHeight } = infos[depthwiseAt]!;
  const expandRows = rowsTogether(inHeight, inWidth);
  const before = Math.ceil(((filterHeight - 1) * dilationHeight) / expandRows);
  return {
    infos,
    depthwiseAt,
    expandRows,
    ringRows: (before + 1) * expandRows,
    projectRows: rowsTogether(outHeight, outWidth),
  };
}
