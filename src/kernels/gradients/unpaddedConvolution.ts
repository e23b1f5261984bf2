import tf from '../../tfjs/tfjs.cjs';

/** Arguments of a convolution's gradient in tfjs; `pad` as in its ops. */
export type ConvolutionAttributes = Pick<tf.Conv2DAttrs, 'strides' | 'pad' | 'dimRoundingMode'> & {
  /** tfjs-layers passes null. */
  readonly dilations?: tf.Conv2DAttrs['dilations'] | null | undefined;
  readonly dataFormat?: tf.Conv2DAttrs['dataFormat'] | undefined;
};

type Shape4D = [number, number, number, number];
type Sides = [number, number][];

/** Geometry of a convolution of NHWC images, with the padding on each side. */
export interface PaddedGeometry {
  readonly info: tf.backend_util.Conv2DInfo;
  readonly padding: Sides;
  /** Shape of the padded images. */
  readonly padded: Shape4D;
}

export function paddedGeometry(
  xShape: readonly number[],
  filterShape: readonly number[],
  attributes: ConvolutionAttributes & { readonly depthwise: boolean },
): PaddedGeometry {
  const { strides, pad, dilations, dimRoundingMode, depthwise } = attributes;
  const shapes = [xShape as Shape4D, filterShape as Shape4D] as const;
  const info = tf.backend_util.computeConv2DInfo(...shapes, strides, dilations ?? 1, pad, dimRoundingMode, depthwise);
  const { top, bottom, left, right } = info.padInfo;
  const padding: Sides = [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ];
  const padded = xShape.map((size, axis) => size + padding[axis]![0] + padding[axis]![1]) as Shape4D;
  return { info, padding, padded };
}

/** A gradient of padded images cropped to the shape of the images. */
export function withoutPadding(dx: tf.Tensor4D, { padding }: PaddedGeometry): tf.Tensor4D {
  const begin = padding.map(([before]) => before) as Shape4D;
  return tf.slice(dx, begin, dx.shape.map((size, axis) => size - padding[axis]![0] - padding[axis]![1]) as Shape4D);
}

/** For each window position, the pixels of all outputs: [B, OH, OW, C] each. */
export function tapPlanes(padded: tf.Tensor4D, { info }: PaddedGeometry): tf.Tensor4D[] {
  const { filterHeight, filterWidth, dilationHeight, dilationWidth, outHeight, outWidth } = info;
  const { batchSize, inChannels, strideHeight, strideWidth } = info;
  return Array.from({ length: filterHeight * filterWidth }, (_, tap) => {
    const row = Math.floor(tap / filterWidth) * dilationHeight;
    const column = (tap % filterWidth) * dilationWidth;
    const end = [row + (outHeight - 1) * strideHeight + 1, column + (outWidth - 1) * strideWidth + 1];
    return tf.stridedSlice(
      padded,
      [0, row, column, 0],
      [batchSize, end[0]!, end[1]!, inChannels],
      [1, strideHeight, strideWidth, 1],
    ) as tf.Tensor4D;
  });
}

/**
 * Gradients [B, OH, OW, C] of a convolution of stride 1, padded so that a plain convolution with the rotated kernel, with the
 * same dilation and without padding, gives the gradient of the padded images.
 */
export function widened(dy: tf.Tensor4D, { info }: PaddedGeometry): tf.Tensor4D {
  const { effectiveFilterHeight: height, effectiveFilterWidth: width } = info;
  return tf.pad(dy, [
    [0, 0],
    [height - 1, height - 1],
    [width - 1, width - 1],
    [0, 0],
  ]);
}
