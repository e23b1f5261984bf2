import tf from '../../../tfjs/tfjs.cjs';
import type { Call } from '../call.js';
import { sliceHost, takeHost } from '../hostArrays.js';
import { arrange } from '../layout.js';
import { type DeviceValue, deviceValue, type HostValue, hostValue, shapeOf, sizeOf, type Value } from '../values.js';

/** `count` entries along an axis, from `start` by `step`, which may be negative. */
export interface Span {
  readonly start: number;
  readonly step: number;
  readonly count: number;
}

/** A slice of a value along an ONNX axis. */
export function sliceAxis(value: Value, axis: number, span: Span): Value {
  return value.kind === 'host' ? sliceHost(value, axis, span) : sliceDevice(value, axis, span);
}

/** Uses ops with gradients, because tfjs has none for strided slices. */
export function sliceDevice(value: DeviceValue, axis: number, { start, step, count }: Span): DeviceValue {
  const at = value.order.indexOf(axis);
  const side = value.tensor.shape[at]!;
  if (start === 0 && step === 1 && count === side) return value;
  if (step < 0) {
    const reversed = deviceValue(value.tensor.reverse(at), value.order);
    return sliceDevice(reversed, axis, { start: side - 1 - start, step: -step, count });
  }
  const length = count === 0 ? 0 : (count - 1) * step + 1;
  const run = sliceTensor(value.tensor, at, start, length);
  if (step === 1 || count <= 1) return deviceValue(run, value.order);
  // Rows of `step` entries, of which the first is kept.
  const whole = padTensor(run, at, [0, count * step - length], 0);
  const { shape } = run;
  const rows = whole.reshape([...shape.slice(0, at), count, step, ...shape.slice(at + 1)]);
  const first = sliceTensor(rows, at + 1, 0, 1);
  return deviceValue(first.reshape([...shape.slice(0, at), count, ...shape.slice(at + 1)]), value.order);
}

/** Entries `start` to `start + count` along a tensor axis. Passes at most three axes to tfjs. */
export function sliceTensor(x: tf.Tensor, axis: number, start: number, count: number): tf.Tensor {
  const side = x.shape[axis]!;
  if (start === 0 && count === side) return x;
  const outer = sizeOf(x.shape.slice(0, axis));
  const inner = sizeOf(x.shape.slice(axis + 1));
  const part = x.reshape([outer, side, inner]).slice([0, start, 0], [outer, count, inner]);
  return part.reshape([...x.shape.slice(0, axis), count, ...x.shape.slice(axis + 1)]);
}

/** Adds constant entries before and after along a tensor axis. */
export function padTensor(
  x: tf.Tensor,
  axis: number,
  [before, after]: readonly [number, number],
  number: number,
): tf.Tensor {
  if (before === 0 && after === 0) return x;
  const side = x.shape[axis]!;
  const outer = sizeOf(x.shape.slice(0, axis));
  const inner = sizeOf(x.shape.slice(axis + 1));
  const padded = tf.pad(
    x.reshape([outer, side, inner]),
    [
      [0, 0],
      [before, after],
      [0, 0],
    ],
    number,
  );
  return padded.reshape([...x.shape.slice(0, axis), before + side + after, ...x.shape.slice(axis + 1)]);
}

/** Entries at `indices` along an axis, counted from 0. */
export function takeAxis(
  call: Call,
  value: Value,
  { axis, indices }: { readonly axis: number; readonly indices: readonly number[] },
): Value {
  if (value.kind === 'host') return takeHost(value, axis, indices);
  const step = indices.length > 1 ? indices[1]! - indices[0]! : 1;
  const regular = step !== 0 && indices.every((index, i) => index === indices[0]! + i * step);
  if (regular) return sliceDevice(value, axis, { start: indices[0] ?? 0, step, count: indices.length });
  const side = shapeOf(value)[axis]!;
  const selection = hostValue(
    'float32',
    [indices.length, side],
    indices.flatMap((index) => row(index, side)),
  );
  return applyMatrix(call, value, { axis, matrix: selection });
}

function row(index: number, side: number): number[] {
  const numbers = Array<number>(side).fill(0);
  numbers[index] = 1;
  return numbers;
}

/**
 * Replaces the entries along an axis by linear combinations of them: `matrix` is [entries after, entries before]. A matrix
 * product has an exact gradient on every backend, even if entries are used several times.
 */
export function applyMatrix(
  call: Call,
  value: DeviceValue,
  { axis, matrix }: { readonly axis: number; readonly matrix: HostValue },
): DeviceValue {
  const at = value.order.indexOf(axis);
  const { shape } = value.tensor;
  const [after, before] = matrix.shape as [number, number];
  const weights = call.constants.lift(matrix);
  const outer = sizeOf(shape.slice(0, at));
  const inner = sizeOf(shape.slice(at + 1));
  const result = [...shape.slice(0, at), after, ...shape.slice(at + 1)];
  if (inner === 1) {
    return deviceValue(
      tf.matMul(value.tensor.reshape([outer, before]), weights, false, true).reshape(result),
      value.order,
    );
  }
  // The axis is moved to the end and back: one large product instead of one for each outer entry.
  const last = [...value.order.filter((other) => other !== axis), axis];
  const moved = arrange(value, last);
  const mixed = tf.matMul(moved.reshape([outer * inner, before]), weights, false, true);
  const shaped = deviceValue(mixed.reshape([...moved.shape.slice(0, -1), after]), last);
  return deviceValue(arrange(shaped, value.order), value.order);
}

/** Concatenates values along an axis, in the layout of the first that depends on pixels. */
export function concatDevice(parts: readonly DeviceValue[], axis: number): DeviceValue {
  const { order } = parts[0]!;
  const at = order.indexOf(axis);
  return deviceValue(
    tf.concat(
      parts.map((part) => arrange(part, order)),
      at,
    ),
    order,
  );
}
