import tf from '../../tfjs/tfjs.cjs';
import { kernelModule } from '../bindings/kernelModule.js';
import type { Scratch } from '../bindings/wasmHeap.js';
import { writeJob } from '../bindings/writeJob.js';
import type { ConvolutionAttributes } from '../gradients/unpaddedConvolution.js';

type Shape4D = [number, number, number, number];
type Info = tf.backend_util.Conv2DInfo;

/** Addresses of a depthwise convolution's tensors, 0 for none. */
export interface DepthwiseOperands {
  readonly x: number;
  readonly kernels: number;
  readonly y?: number;
  readonly dy?: number;
  /** A `FinishJob`. */
  readonly finish: number;
}

const float = 4;
/** Floats of a row of gradients in the ring, at least. */
const leastRow = 3;

/** Sizes of a depthwise convolution of NHWC images; null unless each channel has one kernel. */
export function depthwiseInfo(
  xShape: readonly number[],
  filterShape: readonly number[],
  { strides, pad, dilations, dimRoundingMode, dataFormat }: ConvolutionAttributes,
): Info | null {
  if (filterShape[3] !== 1 || (dataFormat !== undefined && dataFormat !== 'NHWC')) return null;
  const shapes = [xShape as Shape4D, filterShape as Shape4D] as const;
  return tf.backend_util.computeConv2DInfo(...shapes, strides, dilations ?? 1, pad, dimRoundingMode, true);
}

/** Writes the description of a pass to the heap, with the temporary memory it needs, and returns its address. */
export function writeDepthwiseJob(info: Info, operands: DepthwiseOperands, scratch: Scratch): number {
  const { inHeight, outHeight, outWidth, inChannels: channels, padInfo } = info;
  const { filterHeight, filterWidth, strideHeight, dilationHeight } = info;
  const taps = filterHeight * filterWidth;
  const gradient = operands.dy !== undefined;
  const ringRows = Math.floor(((filterHeight - 1) * dilationHeight) / strideHeight) + 2;
  const hasRing = gradient && operands.finish !== 0;
  return writeJob(scratch, 'DepthwiseJob', {
    ...operands,
    batch: info.batchSize,
    inHeight,
    inWidth: info.inWidth,
    channels,
    padTop: padInfo.top,
    padLeft: padInfo.left,
    kernelHeight: filterHeight,
    kernelWidth: filterWidth,
    strideHeight,
    strideWidth: info.strideWidth,
    dilationHeight,
    dilationWidth: info.dilationWidth,
    outHeight,
    outWidth,
    rows: scratch.take(float * Math.max(inHeight, outHeight)),
    ring: hasRing ? scratch.take(float * (ringRows * Math.max(outWidth * channels, leastRow) + 4)) : 0,
    ringRows,
    turned: gradient ? scratch.take(float * taps * channels) : 0,
    zeros: scratch.take(float * (gradient ? outWidth : info.inWidth) * channels),
    row: scratch.take(kernelModule().ROW_ROOM.value),
    taps: scratch.take(2 * float * taps),
  });
}
