import tf from '../../tfjs/tfjs.cjs';
import type { ConvolutionAttributes } from './names.js';

type Shape4D = [number, number, number, number];

/** Sizes of a convolution of NHWC images as tfjs describes them. */
export function convolutionInfo(
  xShape: readonly number[],
  filterShape: readonly number[],
  { depthwise, strides, pad, dilations, dimRoundingMode }: ConvolutionAttributes,
): tf.backend_util.Conv2DInfo {
  const shapes = [xShape as Shape4D, filterShape as Shape4D] as const;
  return tf.backend_util.computeConv2DInfo(...shapes, strides, dilations, pad, dimRoundingMode, depthwise);
}
