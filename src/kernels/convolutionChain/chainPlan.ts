import type tf from '../../tfjs/tfjs.cjs';
import { geometryOf } from '../convolution/geometry.js';
import { convolutionInfo } from '../finishedConvolution/convolutionInfo.js';
import type { ConvolutionAttributes } from '../finishedConvolution/names.js';
import { blockRows, isPointwise } from '../pointwise/pass.js';

export type ConvolutionInfo = tf.backend_util.Conv2DInfo;

/** A convolution of a chain and the shape of its kernels. */
export type PlannedLink = ConvolutionAttributes & { readonly filter: readonly number[] };

/** What a convolution can be in a chain. */
export type ChainRole = 'depthwise' | 'pointwise' | 'none';

/** By the shape of the kernels. */
export function chainRole(depthwise: boolean, [height, width, , last]: readonly number[]): ChainRole {
  if (depthwise) return last === 1 ? 'depthwise' : 'none';
  return height === 1 && width === 1 ? 'pointwise' : 'none';
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
 * The plan of a depthwise convolution with one kernel for each channel and a pointwise one before it, after it or both; null for other
 * chains of convolutions of images of shape `x`.
 */
export function chainPlan(x: readonly number[], links: readonly PlannedLink[]): ChainPlan | null {
  const depthwiseAt = links.findIndex(({ depthwise }) => depthwise);
  const infos: ConvolutionInfo[] = [];
  for (const link of links) infos.push(convolutionInfo(infos.at(-1)?.outShape ?? x, link.filter, link));
  const fits = (info: ConvolutionInfo, at: number) =>
    chainRole(links[at]!.depthwise, links[at]!.filter) === (at === depthwiseAt ? 'depthwise' : 'pointwise') &&
    (at === depthwiseAt || isPointwise(geometryOf(info)));
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

/** The fewest rows of an image whose pixels nearly fill blocks of a product. */
function rowsTogether(height: number, width: number): number {
  const filled = (rows: number) => (rows * width) / (Math.ceil((rows * width) / blockRows) * blockRows);
  for (let rows = 1; rows < height; rows++) if (filled(rows) > 0.98) return rows;
  return height;
}
