import tf from '../../../tfjs/tfjs.cjs';
import type { KerasLayer, KerasLayers, LayerParts } from '../kerasLayer.js';
import { channelsLast } from './channelOrder.js';
import { finished, jointConvolution, layerEnd, overLines, type Sliding, type Steps, stepsOf } from './convolution.js';

/** Convolutions of each channel separately, with or without a pointwise convolution after it. */
export const depthwiseLayers: KerasLayers = {
  DepthwiseConv1D: depthwise(1),
  DepthwiseConv2D: depthwise(2),
  SeparableConv1D: separable(1),
  SeparableConv2D: separable(2),
  SeparableConvolution1D: separable(1),
  SeparableConvolution2D: separable(2),
};

function depthwise(axes: 1 | 2): KerasLayer {
  return (parts) => {
    const kernel = depthwiseKernel(parts, axes);
    const steps = stepsOf(parts.attributes, axes);
    const end = layerEnd(parts, kernel.shape.at(-1)! * kernel.shape.at(-2)!);
    const finish = finished(end);
    const layer = channelsLast(parts.attributes, (x) => finish(convolve(x, kernel, steps)));
    return axes === 1 ? layer : jointConvolution(layer, parts.attributes, { kernel, depthwise: true, steps, end });
  };
}

function separable(axes: 1 | 2): KerasLayer {
  return (parts) => {
    const { attributes, weights } = parts;
    const filters = attributes.integer('filters');
    const kernel = depthwiseKernel(parts, axes);
    const channels = kernel.shape.at(-1)! * kernel.shape.at(-2)!;
    const stored = weights.take('pointwise_kernel', [...Array(axes).fill(1), channels, filters]);
    const pointwise = weights.keep(() => stored.reshape<tf.Tensor4D>([1, 1, channels, filters]));
    const steps = stepsOf(attributes, axes);
    const finish = finished(layerEnd(parts, filters));
    return channelsLast(attributes, (x) => {
      const filtered = convolve(x, kernel, steps);
      const images = (axes === 1 ? filtered.expandDims(1) : filtered) as tf.Tensor4D;
      const mixed = tf.conv2d(images, pointwise, 1, 'valid');
      return finish(axes === 1 ? mixed.squeeze([1]) : mixed);
    });
  };
}

/** [height, width, channels, multiplier]; for one axis [size, channels, multiplier]. */
function depthwiseKernel({ attributes, weights }: LayerParts, axes: number): tf.Tensor {
  const size = attributes.integers('kernel_size', { length: axes });
  const multiplier = attributes.integer('depth_multiplier', 1);
  return weights.take(['depthwise_kernel', 'kernel'], [...size, null, multiplier]);
}

function convolve(x: tf.Tensor, kernel: tf.Tensor, steps: Steps): tf.Tensor {
  if (kernel.rank === 4) {
    const { strides, dilations, padding } = steps as Sliding;
    return tf.depthwiseConv2d(x as tf.Tensor4D, kernel as tf.Tensor4D, strides, padding, 'NHWC', dilations);
  }
  return overLines(x, steps, kernel.shape[0]!, (lines, { strides, dilations, padding }) =>
    // Depthwise kernels require equal strides; the vertical stride has no effect on an image of one row.
    tf.depthwiseConv2d(lines, kernel.expandDims<tf.Tensor4D>(0), [strides[1], strides[1]], padding, 'NHWC', dilations),
  );
}
