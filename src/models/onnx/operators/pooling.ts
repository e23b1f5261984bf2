import tf from '../../../tfjs/tfjs.cjs';
import { type Call, input, numberOf, numbersOf, type Operator, onDevice, rankOf, refuse } from '../call.js';
import { type DeviceValue, deviceValue, type HostValue, hostValue, shapeOf } from '../values.js';
import { align } from './align.js';
import { imagesOf, imageWindows, paddedImages } from './images.js';
import { applyMatrix, padTensor, sliceDevice } from './pieces.js';
import { type Window, windowsOf } from './windows.js';

function poolWindows(call: Call): Window[] {
  const sides = shapeOf(input(call, 0)).slice(2);
  return windowsOf(call, sides, numbersOf(call, 'kernel_shape') ?? refuse(call, 'kernel_shape', 'none'));
}

const isDense = ({ dilation }: Window) => dilation === 1;

/** Padding is minus infinity, so it is never the maximum. */
const maxPool: Operator = (call) => {
  if (call.node.outputs[1]) refuse(call, 'one output', 'the places of the largest as a second');
  const windows = poolWindows(call);
  const value = onDevice(call, input(call, 0));
  if (windows.length > 2 || !windows.every(isDense)) return maxByAxis(call, value, windows);
  const { images, restore } = imagesOf(call);
  const [rows, columns] = imageWindows(windows);
  const x = paddedImages(images, [rows, columns], Number.NEGATIVE_INFINITY);
  return restore(tf.maxPool(x, [rows.size, columns.size], [rows.stride, columns.stride], 'valid'));
};

/** The maximum of a window, computed one axis after another. */
function maxByAxis(call: Call, value: DeviceValue, windows: readonly Window[]): DeviceValue {
  return windows.reduce((x, { size, stride, dilation, before, after, count }, at) => {
    const axis = at + 2;
    const place = x.order.indexOf(axis);
    const ends = [before, Math.max(after, 0)] as const;
    const padded = deviceValue(padTensor(x.tensor, place, ends, Number.NEGATIVE_INFINITY), x.order);
    const entries = Array.from({ length: size }, (_, entry) =>
      sliceDevice(padded, axis, { start: entry * dilation, step: stride, count }),
    );
    return entries.reduce((a, b) => {
      const { tensors, order } = align(call, [a, b]);
      return deviceValue(tf.maximum(tensors[0]!, tensors[1]!), order);
    });
  }, value);
}

const averagePool: Operator = (call) => {
  const windows = poolWindows(call);
  const countsPadding = numberOf(call, 'count_include_pad', 0) === 1;
  const value = onDevice(call, input(call, 0));
  if (windows.length > 2 || rankOf(value) > 4 || !windows.every(isDense)) {
    return windows.reduce((x, window, at) => {
      const axis = at + 2;
      if (window.size === 1 && window.stride === 1 && window.before === 0 && window.after === 0) return x;
      const side = shapeOf(x)[axis]!;
      const matrix = call.constants.share(`mean ${side} ${countsPadding} ${Object.values(window).join()}`, () =>
        meanMatrix(side, window, countsPadding),
      );
      return applyMatrix(call, x, { axis, matrix });
    }, value);
  }
  const { images, restore } = imagesOf(call);
  const [rows, columns] = imageWindows(windows);
  const [tall, wide] = shapeOf(images).slice(2) as [number, number];
  const x = paddedImages(images, [rows, columns], 0);
  const means = tf.avgPool(x, [rows.size, columns.size], [rows.stride, columns.stride], 'valid');
  const shares = outer(sharesOf(tall, rows, countsPadding), sharesOf(wide, columns, countsPadding));
  if (shares.every((share) => share === 1)) return restore(means);
  return restore(means.mul(tf.tensor(shares, [rows.count, columns.count, 1])));
};

/** Window size divided by the number of entries that count; entries added by `ceil_mode` never count, padding optionally. */
function sharesOf(side: number, window: Window, countsPadding: boolean): number[] {
  return Array.from(
    { length: window.count },
    (_, at) => window.size / counted(side, at, { window, countsPadding }).length,
  );
}

/** The indices of a window's entries that count; those in padding are negative or beyond the side. */
function counted(
  side: number,
  at: number,
  { window, countsPadding }: { readonly window: Window; readonly countsPadding: boolean },
): number[] {
  const { size, stride, dilation, before, stated } = window;
  const places = Array.from({ length: size }, (_, entry) => at * stride - before + entry * dilation);
  const [from, to] = countsPadding ? [-before, side + stated] : [0, side];
  return places.filter((place) => place >= from && place < to);
}

function outer(rows: readonly number[], columns: readonly number[]): number[] {
  return rows.flatMap((row) => columns.map((column) => row * column));
}

/** The mean over windows along one axis as a matrix [windows, side]. */
function meanMatrix(side: number, window: Window, countsPadding: boolean): HostValue {
  const data = new Float32Array(window.count * side);
  for (let at = 0; at < window.count; at++) {
    const places = counted(side, at, { window, countsPadding });
    for (const place of places) if (place >= 0 && place < side) data[at * side + place]! += 1 / places.length;
  }
  return hostValue('float32', [window.count, side], data);
}

/** Pooling over windows. */
export const poolingOperators = { AveragePool: averagePool, MaxPool: maxPool } satisfies Record<string, Operator>;
