import type tf from '../../tfjs/tfjs.cjs';
import { type DeviceValue, deviceValue, shapeOf, sizeOf } from './values.js';

/** Batch, height, width, channels: the fast layout for convolutions, as an order of ONNX's axes [N, C, H, W]. */
export const channelsLast = [0, 2, 3, 1] as const;

/** The tensor with its axes in `order`: unchanged if possible, reshaped if only sides of 1 move, otherwise transposed. */
export function arrange(value: DeviceValue, order: readonly number[]): tf.Tensor {
  const { tensor } = value;
  if (order.every((axis, at) => axis === value.order[at])) return tensor;
  const shape = shapeOf(value);
  const moving = (axes: readonly number[]) => axes.filter((axis) => shape[axis] !== 1);
  const [before, after] = [moving(value.order), moving(order)];
  if (before.every((axis, at) => axis === after[at])) return tensor.reshape(order.map((axis) => shape[axis]!));
  // Sides of 1 are left out: tfjs transposes fewer axes faster, and supports at most six.
  const dense = tensor.reshape(before.map((axis) => shape[axis]!));
  const moved = dense.transpose(after.map((axis) => before.indexOf(axis)));
  return moved.reshape(order.map((axis) => shape[axis]!));
}

/** The tensor in ONNX's order of axes. */
export function inOrder(value: DeviceValue): tf.Tensor {
  return arrange(
    value,
    value.order.map((_, axis) => axis),
  );
}

/** Axes of the source that a reshape converts to axes of the result; sides of 1 are in no group. */
interface Group {
  readonly from: readonly number[];
  readonly to: readonly number[];
}

/**
 * Reshapes the values as if they were in ONNX's order. Nothing is moved if axes are only split or merged with their neighbours;
 * otherwise as few axes as possible are moved.
 */
export function reshape(value: DeviceValue, shape: readonly number[]): DeviceValue {
  const source = shapeOf(value);
  const groups = matchGroups(source, shape);
  const rank = (axis: number) => value.order.indexOf(axis);
  const laid = [...groups].sort((a, b) => Math.min(...a.from.map(rank)) - Math.min(...b.from.map(rank)));
  const units = (sides: readonly number[]) => sides.flatMap((side, axis) => (side === 1 ? [axis] : []));
  const tensor = arrange(value, [...units(source), ...laid.flatMap(({ from }) => from)]);
  const order = [...units(shape), ...laid.flatMap(({ to }) => to)];
  return deviceValue(tensor.reshape(order.map((axis) => shape[axis]!)), order);
}

/** Smallest runs of neighbouring axes with the same number of entries in both shapes. */
function matchGroups(source: readonly number[], target: readonly number[]): Group[] {
  if (sizeOf(source) !== sizeOf(target) || sizeOf(source) === 0) {
    throw new RangeError(`[${source.join(', ')}] cannot be reshaped to [${target.join(', ')}]`);
  }
  const axes = (shape: readonly number[]) => shape.flatMap((side, axis) => (side === 1 ? [] : [axis]));
  const [left, right] = [axes(source), axes(target)];
  const groups: Group[] = [];
  while (left.length > 0) {
    const from = [left.shift()!];
    const to = [right.shift()!];
    let [a, b] = [source[from[0]!]!, target[to[0]!]!];
    while (a !== b) {
      const [list, axis] = a < b ? [from, left.shift()!] : [to, right.shift()!];
      list.push(axis);
      if (list === from) a *= source[axis]!;
      else b *= target[axis]!;
    }
    groups.push({ from, to });
  }
  return groups;
}

/** The order of the remaining axes, renumbered, after removal of those in `removed` (ONNX's numbers). */
export function withoutAxes(order: readonly number[], removed: readonly number[]): number[] {
  const kept = order.filter((axis) => !removed.includes(axis));
  return kept.map((axis) => axis - removed.filter((gone) => gone < axis).length);
}

/** The value with leading sides of 1 added to reach `rank`. */
export function padRank(value: DeviceValue, rank: number): DeviceValue {
  const added = rank - value.order.length;
  if (added === 0) return value;
  const order = [...Array(added).keys(), ...value.order.map((axis) => axis + added)];
  return deviceValue(value.tensor.reshape([...Array<number>(added).fill(1), ...value.tensor.shape]), order);
}
