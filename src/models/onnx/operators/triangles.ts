import tf from '../../../tfjs/tfjs.cjs';
import { axisOf, constantInput, input, numberOf, type Operator, rankOf, refuse } from '../call.js';
import { concatHost, mapHost, sliceHost } from '../hostArrays.js';
import { deviceValue, type HostValue, hostValue, shapeOf } from '../values.js';
import { align } from './align.js';
import { applyMatrix } from './pieces.js';

/** Keeps the last two axes on and above the k-th diagonal, or on and below it; the rest is 0. */
const trilu: Operator = (call) => {
  const value = input(call, 0);
  const [rows, columns] = shapeOf(value).slice(-2) as [number, number];
  const k = constantInput(call, 1, 'a diagonal')?.data[0] ?? 0;
  const upper = numberOf(call, 'upper', 1) === 1;
  const keeps = (row: number, column: number) => (upper ? column - row >= k : column - row <= k);
  const kept = Array.from({ length: rows * columns }, (_, at) => Number(keeps(Math.floor(at / columns), at % columns)));
  const mask = hostValue('bool', [rows, columns], kept);
  if (value.kind === 'host') return mapHost(value.type, [value, mask], (number, keep) => (keep ? number! : 0));
  const { tensors, order } = align(call, [value, mask]);
  return deviceValue(tf.where(tensors[1]!.toBool(), tensors[0]!, tf.zerosLike(tensors[0]!)), order);
};

/** Cumulative sums by a product with a triangular matrix of ones. */
const cumulativeSum: Operator = (call) => {
  const value = input(call, 0);
  const given = constantInput(call, 1, 'an axis')?.data[0] ?? refuse(call, 'an axis', 'none');
  const axis = axisOf(call, given, rankOf(value));
  const side = shapeOf(value)[axis]!;
  const [exclusive, reverse] = [numberOf(call, 'exclusive', 0) === 1, numberOf(call, 'reverse', 0) === 1];
  const counts = (to: number, from: number) => {
    const distance = reverse ? from - to : to - from;
    return exclusive ? distance > 0 : distance >= 0;
  };
  if (value.kind === 'host') return sumHost(value, axis, counts);
  const matrix = call.constants.share(`sums ${side} ${exclusive} ${reverse}`, () => {
    const ones = Array.from({ length: side ** 2 }, (_, at) => Number(counts(Math.floor(at / side), at % side)));
    return hostValue('float32', [side, side], ones);
  });
  return applyMatrix(call, value, { axis, matrix });
};

function sumHost(value: HostValue, axis: number, counts: (to: number, from: number) => boolean): HostValue {
  const places = [...Array(value.shape[axis]!).keys()];
  const entries = places.map((start) => sliceHost(value, axis, { start, step: 1, count: 1 }));
  const zero = mapHost(value.type, [entries[0]!], () => 0);
  const add = (a: HostValue, b: HostValue) => mapHost(value.type, [a, b], (x, y) => x! + y!);
  return concatHost(
    places.map((to) => entries.filter((_, from) => counts(to, from)).reduce(add, zero)),
    axis,
  );
}

/** Operators that use a triangle of a matrix. */
export const triangleOperators = { CumSum: cumulativeSum, Trilu: trilu } satisfies Record<string, Operator>;
