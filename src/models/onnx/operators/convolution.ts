import { type ChainLink, convolutionChain } from '../../../kernels/convolutionChain/convolutionChain.js';
import { convolutionInfo } from '../../../kernels/finishedConvolution/convolutionInfo.js';
import { finishingActivations } from '../../../kernels/finishedConvolution/finishedConvolution.js';
import tf from '../../../tfjs/tfjs.cjs';
import { markTaps } from '../../filterTaps.js';
import { type Call, constantInput, input, numberOf, numbersOf, type Operator, rankOf, refuse } from '../call.js';
import { checkAttributes } from '../checkAttributes.js';
import type { OnnxNode } from '../graph.js';
import { reshapeHost, sliceHost } from '../hostArrays.js';
import { arrange, channelsLast } from '../layout.js';
import { type DeviceValue, deviceValue, type HostValue, hostValue, shapeOf, type Value } from '../values.js';
import { align } from './align.js';
import { imagesOf, imageWindows, paddedImages } from './images.js';
import { sliceTensor } from './pieces.js';
import { type Window, windowsOf } from './windows.js';

/** Kernels [filters, channels / groups, height, width], for any rank in the file. */
export function kernelsOf(call: Call): HostValue {
  const kernels = constantInput(call, 1, 'kernels') ?? refuse(call, 'kernels', 'none');
  const [filters, channels, ...sides] = kernels.shape as [number, number, ...number[]];
  if (sides.length === 2) return kernels;
  if (sides.length !== 1) refuse(call, 'kernels of 1 or 2 spatial axes', `${sides.length}`);
  return call.constants.derive(kernels, 'image', () => reshapeHost(kernels, [filters, channels, 1, sides[0]!]));
}

/** Spatial sides of the kernels. Throws `UserError` if the file's `kernel_shape` differs. */
export function kernelSides(call: Call, kernels: HostValue, spatial: number): readonly number[] {
  const sides = kernels.shape.slice(-spatial);
  const stated = numbersOf(call, 'kernel_shape') ?? sides;
  if (stated.join() === sides.join()) return sides;
  return refuse(call, `kernel_shape ${sides.join(', ')}, as the weights have it`, stated.join(', '));
}

/** Adds biases of a constant input, if any, to the last axis. */
export function addBiases(call: Call, y: tf.Tensor): tf.Tensor {
  const biases = constantInput(call, 2, 'biases');
  return biases === undefined ? y : y.add(call.constants.lift(biases));
}

/** A convolution, or several of which each reads the results of the one before. */
const convolution: Operator = (call) => {
  if (call.node.chain === undefined) return single(call);
  const calls = callsOf(call, call.node.chain);
  for (const own of calls) checkAttributes(own);
  return chained(calls) ?? calls.reduce((images, own) => [single(withImages(own, images[0]))].flat(), [input(call, 0)]);
};

const single: Operator = (call) => {
  const { images, restore } = imagesOf(call);
  const spatial = rankOf(call.inputs[0]!) - 2;
  const parts = partsOf(call, shapeOf(images), spatial);
  const other = call.node.isSum ? input(call, 3) : undefined;
  const isImages = other?.kind === 'device' && rankOf(other) === 4 && spatial === 2;
  const link = other === undefined || isImages ? linkOf(call, parts) : null;
  if (link !== null) return restore(convolutionChain(arrange(images, channelsLast) as tf.Tensor4D, [link]));
  const x = paddedImages(images, parts.windows, 0);
  const y = restore(addBiases(call, convolve(call, x, parts)));
  const { tensors, order } = align(call, other === undefined ? [y] : [y, other]);
  const sum = tensors.reduce((a, b) => a.add(b));
  return deviceValue(finishingActivations[call.node.activation ?? 'linear'](sum), order);
};

/** The calls of a chain, whose node has the inputs of all in turn, without the images between them. */
function callsOf(call: Call, chain: readonly OnnxNode[]): Call[] {
  let at = 1;
  return chain.map((node, place) => {
    const from = at;
    at += node.inputs.length - 1;
    return { ...call, node, inputs: [place === 0 ? call.inputs[0] : undefined, ...call.inputs.slice(from, at)] };
  });
}

function withImages(call: Call, images: Value | undefined): Call {
  return { ...call, inputs: [images, ...call.inputs.slice(1)] };
}

/** All as one operation; null if that is not possible. */
function chained(calls: readonly Call[]): Value | null {
  const images = input(calls[0]!, 0);
  if (images.kind !== 'device' || rankOf(images) !== 4) return null;
  const links: ChainLink[] = [];
  let [batch, channels, height, width] = shapeOf(images) as [number, number, number, number];
  for (const call of calls) {
    const other = call.node.isSum ? input(call, 3) : undefined;
    if (other !== undefined && (other.kind !== 'device' || rankOf(other) !== 4)) return null;
    const link = linkOf(call, partsOf(call, [batch, channels, height, width], 2));
    if (link === null) return null;
    links.push(link);
    [batch, height, width, channels] = convolutionInfo(
      [batch, height, width, channels],
      link.filter.shape,
      link,
    ).outShape;
  }
  return deviceValue(convolutionChain(arrange(images, channelsLast) as tf.Tensor4D, links), channelsLast);
}

/** The parts of a convolution of images of this shape, of which the last axes are `spatial` in the file. */
function partsOf(call: Call, [, channels, ...sides]: readonly number[], spatial: number): Kernels {
  const kernels = kernelsOf(call);
  const windows = imageWindows(windowsOf(call, sides.slice(-spatial), kernelSides(call, kernels, spatial)));
  const groups = numberOf(call, 'group', 1);
  if (channels !== kernels.shape[1]! * groups) {
    refuse(call, `images of ${kernels.shape[1]! * groups} channels`, `${channels}`);
  }
  return { kernels, windows, groups };
}

/** The convolution with its padding, biases, activation and what it adds; null for groups and for padding that crops. */
function linkOf(call: Call, { kernels, windows, groups }: Kernels): ChainLink | null {
  const [filters, channels] = kernels.shape as [number, number];
  const depthwise = groups > 1 && channels === 1 && filters === groups;
  if ((groups > 1 && !depthwise) || windows.some(({ after }) => after < 0)) return null;
  const spread = dilate(call, kernels, windows);
  const biases = constantInput(call, 2, 'biases');
  const [rows, columns] = windows;
  const sides = [rows, columns].map(({ before, after }): [number, number] => [before, after]) as [Side, Side];
  const other = call.node.isSum ? (input(call, 3) as DeviceValue) : undefined;
  const isPadded = sides.flat().some((side) => side > 0);
  return {
    filter: lift(call, spread, { order: depthwise ? [2, 3, 0, 1] : [2, 3, 1, 0], windows }),
    depthwise,
    strides: [rows.stride, columns.stride],
    dilations: [1, 1],
    pad: isPadded ? [[0, 0], ...sides, [0, 0]] : 'valid',
    offset: biases === undefined ? undefined : call.constants.lift(biases),
    activation: call.node.activation ?? 'linear',
    added: other === undefined ? undefined : arrange(other, channelsLast),
  };
}

type Side = [number, number];

interface Kernels {
  readonly kernels: HostValue;
  readonly windows: readonly [Window, Window];
  readonly groups: number;
}

function convolve(call: Call, x: tf.Tensor4D, { kernels, windows, groups }: Kernels): tf.Tensor4D {
  const strides = [windows[0].stride, windows[1].stride] as [number, number];
  const spread = dilate(call, kernels, windows);
  const [filters, channels, height, width] = spread.shape as [number, number, number, number];
  if (groups === 1) return tf.conv2d(x, lift(call, spread, { order: [2, 3, 1, 0], windows }), strides, 'valid');
  if (channels === 1) {
    const shape = [groups, filters / groups, height, width];
    const perChannel = call.constants.derive(spread, `${groups} channels`, () => reshapeHost(spread, shape));
    return tf.depthwiseConv2d(x, lift(call, perChannel, { order: [2, 3, 0, 1], windows }), strides, 'valid');
  }
  const each = filters / groups;
  const parts = Array.from({ length: groups }, (_, group) => {
    const own = call.constants.derive(spread, `group ${group} of ${groups}`, () =>
      sliceHost(spread, 0, { start: group * each, step: 1, count: each }),
    );
    const input = sliceTensor(x, 3, group * channels, channels) as tf.Tensor4D;
    return tf.conv2d(input, lift(call, own, { order: [2, 3, 1, 0], windows }), strides, 'valid');
  });
  return tf.concat(parts, 3);
}

/** A filter on the device, marked with the positions of its windows without dilation. */
function lift(
  call: Call,
  kernels: HostValue,
  { order, windows: [rows, columns] }: { readonly order: readonly number[] } & Pick<Kernels, 'windows'>,
): tf.Tensor4D {
  const filter = call.constants.lift(kernels, order) as tf.Tensor4D;
  markTaps(filter, rows.size * columns.size);
  return filter;
}

/** Dilated kernels with explicit zeros: tfjs has no gradient of a dilated convolution. */
export function dilate(call: Call, kernels: HostValue, [rows, columns]: readonly [Window, Window]): HostValue {
  const [down, across] = [rows.dilation, columns.dilation];
  if (down === 1 && across === 1) return kernels;
  return call.constants.derive(kernels, `dilation ${down} ${across}`, () => {
    const [filters, channels, height, width] = kernels.shape as [number, number, number, number];
    const [tall, wide] = [(height - 1) * down + 1, (width - 1) * across + 1];
    const data = new Float32Array(filters * channels * tall * wide);
    kernels.data.forEach((weight, at) => {
      const plane = Math.floor(at / (height * width));
      const row = Math.floor(at / width) % height;
      data[(plane * tall + row * down) * wide + (at % width) * across] = weight;
    });
    return hostValue('float32', [filters, channels, tall, wide], data);
  });
}

export const convolutionOperators = { Conv: convolution } satisfies Record<string, Operator>;
