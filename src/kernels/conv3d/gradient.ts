import tf from '../../tfjs/tfjs.cjs';
import { type Gradient, runKernel } from '../bindings/kernelRegistry.js';

type Shape5D = [number, number, number, number, number];

/**
 * Computed per depth slice of the kernel by 2-D convolution gradients, because tfjs-wasm's kernels give wrong results. Dilated
 * convolutions are refused.
 */
export const conv3d: Gradient<tf.Conv3DAttrs> = {
  name: 'Conv3D',
  inputsToSave: ['x', 'filter'],
  saveOutput: false,
  gradients: (dy, saved, { strides, pad, dilations }) => {
    const [x, filter] = saved as [tf.Tensor5D, tf.Tensor5D];
    if ([dilations].flat().some((dilation) => dilation !== 1)) throw new Error('Conv3D: no gradient with dilations');
    const info = tf.backend_util.computeConv3DInfo(
      x.shape as Shape5D,
      filter.shape as Shape5D,
      strides,
      dilations,
      pad,
    );
    return {
      x: () => tf.tidy(() => conv3dInputGradient(dy as tf.Tensor5D, filter, info)),
      filter: () => tf.tidy(() => filterGradient(x, dy as tf.Tensor5D, info)),
    };
  },
};

type Info = tf.backend_util.Conv3DInfo;

function padding({ padInfo: { front, back, top, bottom, left, right } }: Info): [number, number][] {
  return [
    [0, 0],
    [front, back],
    [top, bottom],
    [left, right],
    [0, 0],
  ];
}

function paddedSides(info: Info): [number, number, number] {
  const [, depth, height, width] = padding(info).map(([before, after]) => before + after);
  return [info.inDepth + depth!, info.inHeight + height!, info.inWidth + width!];
}

/** A depth slice of the kernel: [kh, kw, C, F]. */
function kernelLayer(filter: tf.Tensor5D, layer: number): tf.Tensor4D {
  return filter.slice([layer, 0, 0, 0, 0], [1, -1, -1, -1, -1]).reshape(filter.shape.slice(1)) as tf.Tensor4D;
}

/**
 * Gradient [B, D, H, W, C] of a 3-D convolution with respect to its input, from dy [B, OD, OH, OW, F] and filter
 * [KD, KH, KW, C, F]. Composed of recorded ops, so it is differentiable. Also used as a transposed convolution.
 */
export function conv3dInputGradient(dy: tf.Tensor5D, filter: tf.Tensor5D, info: Info): tf.Tensor {
  const { batchSize, outDepth, outHeight, outWidth, outChannels, inChannels, filterDepth, strideDepth } = info;
  const [depth, height, width] = paddedSides(info);
  const images = dy.reshape([batchSize * outDepth, outHeight, outWidth, outChannels]);
  const layers = Array.from({ length: filterDepth }, (_, layer) => {
    const flat = runKernel<tf.Tensor4D>(
      'Conv2DBackpropInput',
      { dy: images, filter: kernelLayer(filter, layer) },
      {
        inputShape: [batchSize * outDepth, height, width, inChannels],
        strides: [info.strideHeight, info.strideWidth],
        pad: 'valid',
        dataFormat: 'NHWC',
      },
    );
    const apart = tf.pad(flat.reshape([batchSize, outDepth, 1, -1]), [
      [0, 0],
      [0, 0],
      [0, strideDepth - 1],
      [0, 0],
    ]);
    const span = (outDepth - 1) * strideDepth + 1;
    const spread = apart.reshape([batchSize, outDepth * strideDepth, -1]).slice([0, 0, 0], [-1, span, -1]);
    return tf.pad(spread, [
      [0, 0],
      [layer, depth - layer - span],
      [0, 0],
    ]);
  });
  const dx = tf.addN(layers).reshape([batchSize, depth, height, width, inChannels]);
  const begin = padding(info).map(([before]) => before);
  return tf.slice(dx, begin, [batchSize, info.inDepth, info.inHeight, info.inWidth, inChannels]);
}

function filterGradient(x: tf.Tensor5D, dy: tf.Tensor5D, info: Info): tf.Tensor {
  const { batchSize, outDepth, outHeight, outWidth, outChannels, inChannels, strideDepth } = info;
  const [, height, width] = paddedSides(info);
  const padded = tf.pad(x, padding(info));
  const images = dy.reshape([batchSize * outDepth, outHeight, outWidth, outChannels]);
  const layers = Array.from({ length: info.filterDepth }, (_, layer) => {
    const end = [batchSize, layer + (outDepth - 1) * strideDepth + 1, height, width, inChannels];
    const under = tf.stridedSlice(padded, [0, layer, 0, 0, 0], end, [1, strideDepth, 1, 1, 1]);
    return runKernel<tf.Tensor4D>(
      'Conv2DBackpropFilter',
      { x: under.reshape([batchSize * outDepth, height, width, inChannels]), dy: images },
      {
        filterShape: [info.filterHeight, info.filterWidth, inChannels, outChannels],
        strides: [info.strideHeight, info.strideWidth],
        pad: 'valid',
        dataFormat: 'NHWC',
      },
    );
  });
  return tf.stack(layers);
}
