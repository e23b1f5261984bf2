import tf from '../tfjs/tfjs.cjs';

/** As in `tf.conv2d`; NHWC. */
export interface GroupedConvolution {
  readonly strides: [number, number];
  readonly pad: tf.Conv2DAttrs['pad'];
  readonly dilations: [number, number];
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil' | undefined;
}

/**
 * A grouped convolution, which tfjs lacks: x [B, H, W, C] with kernels [kh, kw, C / groups, F], each group of channels giving F /
 * groups outputs. One group is an ordinary convolution. Throws if C or F is not a multiple of the groups.
 */
export function groupedConv2d(x: tf.Tensor4D, filter: tf.Tensor4D, options: GroupedConvolution): tf.Tensor4D {
  const [, , depth, filters] = filter.shape;
  const groups = x.shape[3] / depth;
  if (!Number.isInteger(groups) || !Number.isInteger(filters / groups)) {
    throw new RangeError(`Conv2D: ${x.shape[3]} channels and ${filters} filters of ${depth} channels make no groups`);
  }
  const { strides, pad, dilations, dimRoundingMode } = options;
  const convolve = (images: tf.Tensor4D, kernels: tf.Tensor4D) =>
    tf.conv2d(images, kernels, strides, pad, 'NHWC', dilations, dimRoundingMode);
  if (groups === 1) return convolve(x, filter);
  return tf.tidy(() => {
    const kernels = tf.split(filter, groups, 3);
    return tf.concat(
      tf.split(x, groups, 3).map((images, at) => convolve(images as tf.Tensor4D, kernels[at] as tf.Tensor4D)),
      3,
    );
  });
}
