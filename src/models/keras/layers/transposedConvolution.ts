import { conv3dInputGradient } from '../../../kernels/conv3d/gradient.js';
import tf from '../../../tfjs/tfjs.cjs';
import type { KerasLayer, KerasLayers } from '../kerasLayer.js';
import { channelsLast } from './channelOrder.js';
import { finished, layerEnd } from './convolution.js';

type Padding = 'same' | 'valid';

/** Transposed convolutions over one, two and three axes. */
export const transposedConvolutionLayers: KerasLayers = {
  Conv1DTranspose: transposed(1),
  Conv2DTranspose: transposed(2),
  Conv3DTranspose: transposed(3),
  Convolution2DTranspose: transposed(2),
  Convolution3DTranspose: transposed(3),
};

function transposed(axes: 1 | 2 | 3): KerasLayer {
  return (parts) => {
    const { attributes, weights } = parts;
    const filters = attributes.integer('filters');
    const size = attributes.integers('kernel_size', { length: axes });
    const strides = attributes.integers('strides', { length: axes, fallback: Array(axes).fill(1) });
    const dilations = attributes.integers('dilation_rate', { length: axes, fallback: Array(axes).fill(1) });
    const padding = attributes.choice<Padding>('padding', ['valid', 'same'], 'valid');
    const more = attributes.has('output_padding') ? attributes.integers('output_padding', { length: axes }) : null;
    const stored = weights.take('kernel', [...size, filters, null]);
    const kernel = weights.keep(() => spread(stored, dilations));
    const finish = finished(layerEnd(parts, filters));
    return channelsLast(attributes, (x) => {
      const lengths = strides.map((stride, axis) =>
        outputLength(x.shape[axis + 1]!, { stride, padding, size: kernel.shape[axis]!, more: more?.[axis] ?? null }),
      );
      return finish(convolve(x, kernel, { strides, padding, shape: [x.shape[0]!, ...lengths, filters] }));
    });
  };
}

interface Axis {
  readonly stride: number;
  readonly padding: Padding;
  /** Size of the kernel including dilation. */
  readonly size: number;
  readonly more: number | null;
}

function outputLength(length: number, { stride, padding, size, more }: Axis): number {
  if (more !== null) return (length - 1) * stride + size - (padding === 'same' ? 2 * Math.floor(size / 2) : 0) + more;
  return padding === 'same' ? length * stride : length * stride + Math.max(size - stride, 0);
}

/** A kernel with zeros between its values, because tfjs has no dilated transposed convolution. */
function spread(kernel: tf.Tensor, dilations: readonly number[]): tf.Tensor {
  return dilations.reduce((wide, dilation, axis) => {
    if (dilation === 1) return wide.clone();
    const length = wide.shape[axis]!;
    const rows = tf.split(wide, length, axis);
    const zeros = tf.zeros([...rows[0]!.shape.slice(0, axis), dilation - 1, ...rows[0]!.shape.slice(axis + 1)]);
    return tf.concat(
      rows.flatMap((row, at) => (at === length - 1 ? [row] : [row, zeros])),
      axis,
    );
  }, kernel);
}

function convolve(
  x: tf.Tensor,
  kernel: tf.Tensor,
  {
    strides,
    padding,
    shape,
  }: { readonly strides: readonly number[]; readonly padding: Padding; readonly shape: readonly number[] },
): tf.Tensor {
  if (kernel.rank === 5) {
    // tfjs's op has no gradient, and its result is wrong on wasm.
    const steps = strides as [number, number, number];
    const full = shape as [number, number, number, number, number];
    const info = tf.backend_util.computeConv3DInfo(full, kernel.shape as typeof full, steps, 1, padding);
    return conv3dInputGradient(x as tf.Tensor5D, kernel as tf.Tensor5D, info);
  }
  const whole = shape as [number, number, number, number];
  if (kernel.rank === 4) {
    return tf.conv2dTranspose(x as tf.Tensor4D, kernel as tf.Tensor4D, whole, strides as [number, number], padding);
  }
  const [batch, length, filters] = shape as [number, number, number];
  const lines = x.expandDims<tf.Tensor4D>(1);
  const wide = kernel.expandDims<tf.Tensor4D>(0);
  return tf.conv2dTranspose(lines, wide, [batch, 1, length, filters], [1, strides[0]!], padding).squeeze([1]);
}
