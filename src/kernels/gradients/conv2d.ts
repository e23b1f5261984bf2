import tf from '../../tfjs/tfjs.cjs';
import { type Gradient, runKernel } from '../bindings/kernelRegistry.js';
import {
  type ConvolutionAttributes,
  type PaddedGeometry,
  paddedGeometry,
  tapPlanes,
  widened,
  withoutPadding,
} from './unpaddedConvolution.js';

type Shape4D = [number, number, number, number];

/**
 * tfjs's gradient refuses dilated convolutions, and its tensorflow backend explicit padding. A dilated convolution has stride 1,
 * so its image gradient is a convolution with the rotated kernel and the same dilation.
 */
export const conv2d: Gradient<tf.Conv2DAttrs> = {
  name: 'Conv2D',
  inputsToSave: ['x', 'filter'],
  saveOutput: false,
  gradients: (dy, saved, attributes) => {
    const [x, filter] = saved as [tf.Tensor4D, tf.Tensor4D];
    const { pad } = attributes;
    const gradient = dy as tf.Tensor4D;
    if (isDilated(attributes)) return dilatedGradients(gradient, { x, filter, attributes });
    if (typeof pad !== 'string' && tf.getBackend() === 'tensorflow') {
      return paddedGradients(gradient, { x, filter, attributes });
    }
    return {
      x: () => inputGradient(gradient, filter, { ...attributes, shape: x.shape }),
      filter: () => filterGradient(x, gradient, { ...attributes, shape: filter.shape }),
    };
  },
};

export function isDilated({ dilations }: Pick<ConvolutionAttributes, 'dilations'>): boolean {
  return [dilations ?? 1].flat().some((dilation) => dilation !== 1);
}

interface Operands {
  readonly x: tf.Tensor4D;
  readonly filter: tf.Tensor4D;
  readonly attributes: tf.Conv2DAttrs;
}

function dilatedGradients(dy: tf.Tensor4D, { x, filter, attributes }: Operands): Record<string, () => tf.Tensor> {
  requireChannelsLast(attributes);
  const geometry = paddedGeometry(x.shape, filter.shape, { ...attributes, depthwise: false });
  return {
    x: () => tf.tidy(() => withoutPadding(turnedConvolution(dy, filter, geometry), geometry)),
    filter: () => tf.tidy(() => dilatedFilterGradient(tf.pad(x, geometry.padding), dy, geometry)),
  };
}

function turnedConvolution(dy: tf.Tensor4D, filter: tf.Tensor4D, geometry: PaddedGeometry): tf.Tensor4D {
  const { dilationHeight, dilationWidth, strideHeight, strideWidth } = geometry.info;
  if (strideHeight !== 1 || strideWidth !== 1)
    throw new Error('Conv2D: a dilated convolution with strides has no gradient');
  const turned = tf.transpose(tf.reverse(filter, [0, 1]), [0, 1, 3, 2]) as tf.Tensor4D;
  const dx = tf.conv2d(widened(dy, geometry), turned, 1, 'valid', 'NHWC', [dilationHeight, dilationWidth]);
  // Pixels of the padded image after the last window do not affect any output.
  return tf.pad(
    dx,
    dx.shape.map((size, axis): [number, number] => [0, geometry.padded[axis]! - size]),
  );
}

function dilatedFilterGradient(padded: tf.Tensor4D, dy: tf.Tensor4D, geometry: PaddedGeometry): tf.Tensor {
  const { filterHeight, filterWidth, inChannels, outChannels } = geometry.info;
  const columns = dy.reshape([-1, outChannels]);
  const taps = tapPlanes(padded, geometry).map((plane) => tf.matMul(plane.reshape([-1, inChannels]), columns, true));
  return tf.stack(taps).reshape([filterHeight, filterWidth, inChannels, outChannels]);
}

/** Pads the images first, for backends whose gradients do not support explicit padding. */
function paddedGradients(dy: tf.Tensor4D, { x, filter, attributes }: Operands): Record<string, () => tf.Tensor> {
  requireChannelsLast(attributes);
  const geometry = paddedGeometry(x.shape, filter.shape, { ...attributes, depthwise: false });
  const options = { ...attributes, pad: 'valid' as const };
  return {
    x: () => tf.tidy(() => withoutPadding(inputGradient(dy, filter, { ...options, shape: geometry.padded }), geometry)),
    filter: () => tf.tidy(() => filterGradient(tf.pad(x, geometry.padding), dy, { ...options, shape: filter.shape })),
  };
}

interface GradientOptions extends Omit<tf.Conv2DAttrs, 'dilations'> {
  /** Of the result. */
  readonly shape: Shape4D;
}

function inputGradient(dy: tf.Tensor4D, filter: tf.Tensor4D, { shape, ...options }: GradientOptions): tf.Tensor4D {
  return runKernel<tf.Tensor4D>('Conv2DBackpropInput', { dy, filter }, { ...options, inputShape: shape });
}

function filterGradient(x: tf.Tensor4D, dy: tf.Tensor4D, { shape, ...options }: GradientOptions): tf.Tensor4D {
  return runKernel<tf.Tensor4D>('Conv2DBackpropFilter', { x, dy }, { ...options, filterShape: shape });
}

export function requireChannelsLast({ dataFormat }: ConvolutionAttributes): void {
  if (dataFormat === undefined || dataFormat === 'NHWC') return;
  throw new Error(`Conv2D: no gradient for ${dataFormat} with dilation or explicit padding, only for NHWC`);
}
