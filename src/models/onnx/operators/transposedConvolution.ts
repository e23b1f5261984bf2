import tf from '../../../tfjs/tfjs.cjs';
import { type Call, numberOf, numbersOf, type Operator, rankOf, textOf } from '../call.js';
import { sliceHost } from '../hostArrays.js';
import { arrange, channelsLast } from '../layout.js';
import { type HostValue, shapeOf } from '../values.js';
import { addBiases, dilate, kernelSides, kernelsOf } from './convolution.js';
import { imagesOf, imageWindows } from './images.js';
import { padTensor, sliceTensor } from './pieces.js';
import { spanOf, type Window } from './windows.js';

/** The part of the full result that is kept along one axis; it may extend beyond the end. */
interface Placement {
  readonly window: Window;
  readonly begin: number;
  readonly side: number;
}

const transposed: Operator = (call) => {
  const { images, restore } = imagesOf(call);
  const kernels = kernelsOf(call);
  const spatial = rankOf(call.inputs[0]!) - 2;
  const sides = shapeOf(images).slice(-spatial);
  const placements = placementsOf(call, sides, kernelSides(call, kernels, spatial));
  const windows = imageWindows(placements.map(({ window }) => window));
  const full = spreadOut(call, arrange(images, channelsLast) as tf.Tensor4D, { kernels, windows });
  const placed = placements.reduceRight<tf.Tensor>((y, { begin, side }, at) => {
    const axis = 3 - spatial + at;
    const long = padTensor(y, axis, [0, Math.max(0, begin + side - y.shape[axis]!)], 0);
    return sliceTensor(long, axis, begin, side);
  }, full);
  return restore(addBiases(call, placed));
};

function placementsOf(call: Call, sides: readonly number[], kernelShape: readonly number[]): Placement[] {
  const list = (name: string, fallback: number) => numbersOf(call, name) ?? sides.map(() => fallback);
  const [strides, dilations, extra] = [list('strides', 1), list('dilations', 1), list('output_padding', 0)];
  const pads = numbersOf(call, 'pads') ?? [...sides, ...sides].map(() => 0);
  const mode = textOf(call, 'auto_pad', 'NOTSET');
  return sides.map((count, axis) => {
    const [stride, dilation] = [strides[axis]!, dilations[axis]!];
    const window = { size: kernelShape[axis]!, stride, dilation, before: 0, after: 0, stated: 0, count };
    const full = (count - 1) * stride + spanOf(window) + extra[axis]!;
    const wanted = numbersOf(call, 'output_shape')?.[axis] ?? (mode.startsWith('SAME') ? count * stride : undefined);
    if (wanted === undefined) {
      const [begin, end] = mode === 'VALID' ? [0, 0] : [pads[axis]!, pads[axis + sides.length]!];
      return { window, begin, side: full - begin - end };
    }
    const total = Math.max(0, full - wanted);
    return { window, begin: mode === 'SAME_UPPER' ? Math.floor(total / 2) : Math.ceil(total / 2), side: wanted };
  });
}

interface Kernels {
  readonly kernels: HostValue;
  readonly windows: readonly [Window, Window];
}

/** Spreads every pixel over a window: the full result, with padding not yet removed. */
function spreadOut(call: Call, x: tf.Tensor4D, { kernels, windows }: Kernels): tf.Tensor4D {
  const spread = dilate(call, kernels, windows);
  const [channels, filters, height, width] = spread.shape as [number, number, number, number];
  const [batch, rows, columns] = x.shape;
  const strides = [windows[0].stride, windows[1].stride] as [number, number];
  const tall = (rows - 1) * strides[0] + height;
  const wide = (columns - 1) * strides[1] + width;
  const groups = numberOf(call, 'group', 1);
  const each = channels / groups;
  const parts = Array.from({ length: groups }, (_, group) => {
    const own = call.constants.derive(spread, `group ${group} of ${groups}`, () =>
      sliceHost(spread, 0, { start: group * each, step: 1, count: each }),
    );
    const filter = call.constants.lift(own, [2, 3, 1, 0]) as tf.Tensor4D;
    const input = sliceTensor(x, 3, group * each, each) as tf.Tensor4D;
    return tf.conv2dTranspose(input, filter, [batch, tall, wide, filters], strides, 'valid');
  });
  return groups === 1 ? parts[0]! : tf.concat(parts, 3);
}

export const transposedConvolutionOperators = { ConvTranspose: transposed } satisfies Record<string, Operator>;
