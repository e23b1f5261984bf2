import tf from '../../tfjs/tfjs.cjs';
import { type Gradient, runKernel } from '../bindings/kernelRegistry.js';
import { isDilated } from './conv2d.js';
import { type PaddedGeometry, paddedGeometry, tapPlanes, widened, withoutPadding } from './unpaddedConvolution.js';

/**
 * tfjs's gradient refuses dilated convolutions, its tensorflow backend explicit padding; its wasm backend has no filter gradient.
 */
export const depthwiseConv2d: Gradient<tf.DepthwiseConv2dNativeAttrs> = {
  name: 'DepthwiseConv2dNative',
  inputsToSave: ['x', 'filter'],
  saveOutput: false,
  gradients: (dy, saved, attributes) => {
    const [x, filter] = saved as [tf.Tensor4D, tf.Tensor4D];
    const gradient = dy as tf.Tensor4D;
    const complete = { ...attributes, dilations: attributes.dilations ?? [1, 1] };
    const geometry = paddedGeometry(x.shape, filter.shape, { ...complete, depthwise: true });
    return {
      x: () => tf.tidy(() => inputGradient(gradient, filter, { geometry, attributes: complete, shape: x.shape })),
      filter: () => tf.tidy(() => filterGradient(tf.pad(x, geometry.padding), gradient, geometry)),
    };
  },
};

interface Geometries {
  readonly geometry: PaddedGeometry;
  readonly attributes: tf.DepthwiseConv2dNativeAttrs;
  readonly shape: [number, number, number, number];
}

function inputGradient(dy: tf.Tensor4D, filter: tf.Tensor4D, { geometry, attributes, shape }: Geometries): tf.Tensor4D {
  const backend = tf.getBackend();
  if (isDilated(attributes) && backend !== 'wasm') {
    return withoutPadding(turnedConvolution(dy, filter, geometry), geometry);
  }
  const asPadded = typeof attributes.pad !== 'string' && backend === 'tensorflow';
  const options = asPadded
    ? { ...attributes, pad: 'valid', inputShape: geometry.padded }
    : { ...attributes, inputShape: shape };
  const dx = runKernel<tf.Tensor4D>('DepthwiseConv2dNativeBackpropInput', { dy, filter }, options);
  return asPadded ? withoutPadding(dx, geometry) : dx;
}

/** One plain convolution with the rotated kernel and the same dilation for each output of a channel. */
function turnedConvolution(dy: tf.Tensor4D, filter: tf.Tensor4D, geometry: PaddedGeometry): tf.Tensor4D {
  const { info, padded } = geometry;
  const { inChannels, outChannels, dilationHeight, dilationWidth } = info;
  const multiplier = outChannels / inChannels;
  const turned = tf.reverse(filter, [0, 1]) as tf.Tensor4D;
  const wide = widened(dy, geometry);
  const byChannel = wide.reshape([...wide.shape.slice(0, 3), inChannels, multiplier]);
  const parts = Array.from({ length: multiplier }, (_, at) => {
    const kernel = tf.slice(turned, [0, 0, 0, at], [-1, -1, -1, 1]);
    const gradients = tf.slice(byChannel, [0, 0, 0, 0, at], [-1, -1, -1, -1, 1]);
    const flat = gradients.reshape(gradients.shape.slice(0, 4)) as tf.Tensor4D;
    return tf.depthwiseConv2d(flat, kernel, 1, 'valid', 'NHWC', [dilationHeight, dilationWidth]);
  });
  const dx = tf.addN(parts);
  // Pixels of the padded image after the last window do not affect any output.
  return tf.pad(
    dx,
    dx.shape.map((size, axis): [number, number] => [0, padded[axis]! - size]),
  );
}

function filterGradient(padded: tf.Tensor4D, dy: tf.Tensor4D, geometry: PaddedGeometry): tf.Tensor4D {
  const { filterHeight, filterWidth, inChannels, outChannels } = geometry.info;
  const byChannel = dy.reshape([-1, inChannels, outChannels / inChannels]);
  const taps = tapPlanes(padded, geometry).map((plane) => plane.reshape([-1, inChannels, 1]).mul(byChannel).sum(0));
  return tf.stack(taps).reshape([filterHeight, filterWidth, inChannels, outChannels / inChannels]);
}
