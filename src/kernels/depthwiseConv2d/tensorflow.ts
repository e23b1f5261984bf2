import tf from '../../tfjs/tfjs.cjs';
import { registerCorrection } from '../bindings/composedKernel.js';
import { isDilated } from '../gradients/conv2d.js';
import { paddedGeometry } from '../gradients/unpaddedConvolution.js';

/**
 * TensorFlow computes a dilated depthwise convolution only through oneDNN, which it uses by itself only on processors with
 * AVX512-VNNI or newer; elsewhere it fails. Here such a convolution is a plain one of every dilation-th pixel, on all processors.
 */
export function registerDepthwiseConv2dTensorflow(): void {
  registerCorrection<'x' | 'filter', tf.DepthwiseConv2dNativeAttrs>(
    { name: 'DepthwiseConv2dNative', backend: 'tensorflow' },
    ({ x, filter }, attributes) =>
      isOurs(attributes) ? dilatedConvolution(x as tf.Tensor4D, filter as tf.Tensor4D, attributes) : null,
  );
  registerCorrection<'x' | 'filter' | 'bias' | 'preluActivationWeights', tf.FusedDepthwiseConv2DAttrs>(
    { name: 'FusedDepthwiseConv2D', backend: 'tensorflow' },
    ({ x, filter, bias, preluActivationWeights }, attributes) => {
      if (!isOurs(attributes)) return null;
      const convolved = dilatedConvolution(x as tf.Tensor4D, filter as tf.Tensor4D, attributes);
      const sum = (bias as tf.Tensor | undefined) === undefined ? convolved : convolved.add(bias);
      const { activation, leakyreluAlpha } = attributes;
      return tf.backend_util.applyActivation(sum, activation, preluActivationWeights, leakyreluAlpha);
    },
  );
}

/** Padding by one number is left to tfjs-node, which refuses it with and without dilation. */
function isOurs(attributes: Pick<tf.DepthwiseConv2dNativeAttrs, 'dilations' | 'pad'>): boolean {
  return isDilated(attributes) && typeof attributes.pad !== 'number';
}

/** x [B, H, W, C] with filter [kh, kw, C, M]; tfjs allows dilation only with stride 1. */
function dilatedConvolution(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  attributes: Pick<tf.DepthwiseConv2dNativeAttrs, 'strides' | 'pad' | 'dilations' | 'dimRoundingMode'>,
): tf.Tensor4D {
  const { info, padding, padded } = paddedGeometry(x.shape, filter.shape, { ...attributes, depthwise: true });
  const blocks: [number, number] = [info.dilationHeight, info.dilationWidth];
  // Pixels added so that the blocks divide the image; no output that is kept sees them.
  const beyond = blocks.map((block, axis) => (block - (padded[axis + 1]! % block)) % block);
  const pads = blocks.map((_, axis): [number, number] => {
    const [before, after] = padding[axis + 1]!;
    return [before, after + beyond[axis]!];
  });
  const phases = tf.spaceToBatchND(x, blocks, pads) as tf.Tensor4D;
  const outputs = tf.depthwiseConv2d(phases, filter, 1, 'valid');
  return tf.batchToSpaceND(outputs, blocks, [
    [0, beyond[0]!],
    [0, beyond[1]!],
  ]) as tf.Tensor4D;
}
