import { UserError } from '../../../base/errors.js';
import { chainRole } from '../../../kernels/convolutionChain/chainPlan.js';
import { type ChainLink, convolutionChain } from '../../../kernels/convolutionChain/convolutionChain.js';
import tf from '../../../tfjs/tfjs.cjs';
import type { Attributes } from '../attributes.js';
import {
  type AfterConvolution,
  type BuiltLayer,
  type KerasLayer,
  type KerasLayers,
  type LayerParts,
  unary,
  withJoint,
} from '../kerasLayer.js';
import { activationOf, finishingActivationOf } from './activations.js';
import { channelsFirst, channelsLast } from './channelOrder.js';

type Padding = 'same' | 'valid';

/** How a window moves over an image; each field has two axes. */
export interface Sliding {
  readonly strides: [number, number];
  readonly dilations: [number, number];
  readonly padding: Padding;
}

/** Strides, dilations and padding of a convolution over one, two or three axes. */
export interface Steps {
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly padding: Padding | 'causal';
}

/** Reads strides, dilation and padding of a layer over `axes` axes. Throws `UserError` if both stride and dilation exceed 1. */
export function stepsOf(attributes: Attributes, axes: number): Steps {
  const strides = attributes.integers('strides', { length: axes, fallback: Array(axes).fill(1) });
  const dilations = attributes.integers('dilation_rate', { length: axes, fallback: Array(axes).fill(1) });
  const padding = attributes.choice('padding', axes === 1 ? ['valid', 'same', 'causal'] : ['valid', 'same'], 'valid');
  return { strides, dilations, padding };
}

/** What a layer adds, [filters], and applies after its convolution. */
interface LayerEnd {
  readonly bias: tf.Tensor | null;
  readonly activation: ReturnType<typeof activationOf>;
}

export function layerEnd(parts: LayerParts, filters: number): LayerEnd {
  const bias = parts.attributes.flag('use_bias', true) ? parts.weights.take('bias', [filters]) : null;
  return { bias, activation: activationOf(parts) };
}

/** Adds a layer's bias, if it has one, and applies its activation. */
export function finished({ bias, activation }: LayerEnd): (x: tf.Tensor) => tf.Tensor {
  return (x) => activation(bias === null ? x : x.add(bias));
}

/** Convolutions over one, two and three axes, including grouped ones. */
export const convolutionLayers: KerasLayers = {
  Conv1D: convolution(1),
  Conv2D: convolution(2),
  Conv3D: convolution(3),
  Convolution1D: convolution(1),
  Convolution2D: convolution(2),
  Convolution3D: convolution(3),
};

function convolution(axes: 1 | 2 | 3): KerasLayer {
  return (parts): BuiltLayer => {
    const { attributes, weights } = parts;
    const filters = attributes.integer('filters');
    const groups = attributes.integer('groups', 1);
    const size = attributes.integers('kernel_size', { length: axes });
    const kernel = weights.take('kernel', [...size, null, filters]);
    if (groups < 1 || filters % groups !== 0) throw attributes.fault('groups', `a divisor of ${filters}`);
    const steps = stepsOf(attributes, axes);
    const end = layerEnd(parts, filters);
    const finish = finished(end);
    if (axes === 3 && groups > 1) throw unsupported(attributes, 'groups');
    // The kernels of the groups are concatenated along the last axis.
    const kernels =
      groups === 1 ? [kernel] : tf.split(kernel, groups, axes + 1).map((part) => weights.keep(() => part.clone()));
    const convolve = (x: tf.Tensor) => {
      if (groups === 1) return convolveAxes(x, kernel, steps);
      const images = tf.split(x, groups, x.rank - 1);
      return tf.concat(
        images.map((image, at) => convolveAxes(image, kernels[at]!, steps)),
        x.rank - 1,
      );
    };
    const layer = channelsLast(attributes, (x) => finish(convolve(x)));
    return axes !== 2 || groups > 1
      ? layer
      : jointConvolution(layer, attributes, { kernel, depthwise: false, steps, end });
  };
}

interface Convolution {
  readonly kernel: tf.Tensor;
  readonly depthwise: boolean;
  readonly steps: Steps;
  readonly end: LayerEnd;
}

/** A convolution over two axes: computed with its bias and activation, and with what follows it. `plain`: the same step by step. */
export function jointConvolution(plain: BuiltLayer, attributes: Attributes, convolution: Convolution): BuiltLayer {
  const { kernel, depthwise, steps, end } = convolution;
  const { bias } = end;
  const own = finishingActivationOf(end.activation);
  if (own === undefined || channelsFirst(attributes)) return plain;
  const isPaddable = steps.padding === 'valid' && steps.dilations.every((side) => side === 1);
  const link = ({ borders, scale, offset, added, activation }: AfterConvolution): ChainLink => {
    const shift = bias === null ? offset : scale === undefined ? sum(bias, offset) : sum(bias.mul(scale), offset);
    const { strides, dilations, padding } = steps as Sliding;
    const pad = borders === undefined ? padding : ([[0, 0], ...borders, [0, 0]] satisfies tf.Conv2DAttrs['pad']);
    const last = own === 'linear' ? activation : own;
    const filter = kernel as tf.Tensor4D;
    return { depthwise, filter, strides, dilations, pad, activation: last, scale, offset: shift, added };
  };
  const layer = unary((x) => convolutionChain(x as tf.Tensor4D, [link({ activation: own })]));
  const role = chainRole(depthwise, kernel.shape);
  return withJoint(layer, { kind: 'convolution', isPaddable, isOpen: own === 'linear', role, link });
}

function sum(a: tf.Tensor, b: tf.Tensor | undefined): tf.Tensor {
  return b === undefined ? a : a.add(b);
}

/** A convolution over all axes except the first and the last. */
export function convolveAxes(x: tf.Tensor, kernel: tf.Tensor, { strides, dilations, padding }: Steps): tf.Tensor {
  if (kernel.rank === 5) {
    const [depth, height, width] = strides as [number, number, number];
    return tf.conv3d(
      x as tf.Tensor5D,
      kernel as tf.Tensor5D,
      [depth, height, width],
      padding as Padding,
      'NDHWC',
      dilations as [number, number, number],
    );
  }
  if (kernel.rank === 4) {
    return tf.conv2d(
      x as tf.Tensor4D,
      kernel as tf.Tensor4D,
      strides as [number, number],
      padding as Padding,
      'NHWC',
      dilations as [number, number],
    );
  }
  return overLines(x, { strides, dilations, padding }, kernel.shape[0]!, (lines, sliding) =>
    tf.conv2d(lines, kernel.expandDims<tf.Tensor4D>(0), sliding.strides, sliding.padding, 'NHWC', sliding.dilations),
  );
}

/** Treats [batch, time, channels] as images of one row; `causal` pads only the beginning. */
export function overLines(
  x: tf.Tensor,
  { strides, dilations, padding }: Steps,
  size: number,
  run: (lines: tf.Tensor4D, sliding: Sliding) => tf.Tensor,
): tf.Tensor {
  const before = padding === 'causal' ? (size - 1) * dilations[0]! : 0;
  const lines = x
    .pad([
      [0, 0],
      [before, 0],
      [0, 0],
    ])
    .expandDims<tf.Tensor4D>(1);
  const sliding: Sliding = {
    strides: [1, strides[0]!],
    dilations: [1, dilations[0]!],
    padding: padding === 'causal' ? 'valid' : padding,
  };
  return run(lines, sliding).squeeze([1]);
}

function unsupported(attributes: Attributes, key: string): UserError {
  return new UserError({
    where: `${attributes.where}, '${key}'`,
    expected: 'no groups in a convolution over three axes',
    found: String(attributes.raw[key]),
    remedy: 'build the layer of several convolutions, one a group',
  });
}
