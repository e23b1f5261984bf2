import {
  axisOf,
  type Call,
  constantInput,
  input,
  integers,
  numberOf,
  numbersOf,
  type Operator,
  onDevice,
  rankOf,
  refuse,
} from '../call.js';
import { concatHost } from '../hostArrays.js';
import { type HostValue, shapeOf, sizeOf, type Value } from '../values.js';
import { concatDevice, sliceAxis, takeAxis } from './pieces.js';
import { toShape } from './reshaping.js';

const concat: Operator = (call) => {
  const values = call.node.inputs.map((_, at) => input(call, at)).filter((value) => sizeOf(shapeOf(value)) > 0);
  const axis = axisOf(call, numberOf(call, 'axis', 0), rankOf(values[0] ?? input(call, 0)));
  const [first] = values;
  if (first === undefined || values.length === 1) return first ?? input(call, 0);
  const hosts = values.filter((value): value is HostValue => value.kind === 'host');
  if (hosts.length === values.length) return concatHost(hosts, axis);
  const { order } = values.find((value) => value.kind === 'device')!;
  return concatDevice(
    values.map((value) => onDevice(call, value, order)),
    axis,
  );
};

const split: Operator = (call) => {
  const value = input(call, 0);
  const axis = axisOf(call, numberOf(call, 'axis', 0), rankOf(value));
  const side = shapeOf(value)[axis]!;
  const count = numberOf(call, 'num_outputs', call.node.outputs.length);
  const chunk = Math.ceil(side / count);
  const even = Array.from({ length: count }, (_, i) => Math.min(chunk, side - i * chunk));
  const lengths = numbersOf(call, 'split') ?? integers(call, 1, 'lengths') ?? even;
  if (lengths.reduce((a, b) => a + b, 0) !== side) refuse(call, `parts of ${side} entries in all`, lengths.join(' + '));
  let start = 0;
  return lengths.map((length) => {
    const part = sliceAxis(value, axis, { start, step: 1, count: length });
    start += length;
    return part;
  });
};

/** Negative starts and ends count from the end and are clamped to the side, as in ONNX; ends of +-2^63 mean all. */
const slice: Operator = (call) => {
  const value = input(call, 0);
  const starts = integers(call, 1, 'starts') ?? [];
  const ends = integers(call, 2, 'ends') ?? [];
  const axes = integers(call, 3, 'axes') ?? starts.map((_, at) => at);
  const steps = integers(call, 4, 'steps') ?? starts.map(() => 1);
  return axes.reduce<Value>((part, given, at) => {
    const axis = axisOf(call, given, rankOf(value));
    const side = shapeOf(part)[axis]!;
    const step = steps[at]!;
    if (step === 0) refuse(call, 'steps other than 0', '0');
    const bounds = step > 0 ? ([0, side] as const) : ([-1, side - 1] as const);
    const place = (index: number, least: number) =>
      Math.min(Math.max(index < 0 ? index + side : index, least), bounds[1]);
    const start = place(starts[at]!, 0);
    const end = place(ends[at]!, bounds[0]);
    const count = Math.max(0, Math.ceil((end - start) / step));
    return sliceAxis(part, axis, { start, step, count });
  }, value);
};

const gather: Operator = (call) => {
  const value = input(call, 0);
  const shape = shapeOf(value);
  const axis = axisOf(call, numberOf(call, 'axis', 0), shape.length);
  const indices = constantInput(call, 1, 'indices') ?? refuse(call, 'indices', 'none');
  const taken = takeAxis(call, value, { axis, indices: placesOf(call, indices, shape[axis]!) });
  return toShape(taken, [...shape.slice(0, axis), ...indices.shape, ...shape.slice(axis + 1)]);
};

function placesOf(call: Call, indices: HostValue, side: number): number[] {
  return Array.from(indices.data, (index) => {
    const place = index < 0 ? index + side : index;
    return place >= 0 && place < side ? place : refuse(call, `indices below ${side}`, String(index));
  });
}

/** Index tuples over the axes after the first `batch_dims`, which are merged into one axis. */
const gatherNd: Operator = (call) => {
  const value = input(call, 0);
  const shape = shapeOf(value);
  const batch = numberOf(call, 'batch_dims', 0);
  const indices = constantInput(call, 1, 'indices') ?? refuse(call, 'indices', 'none');
  const depth = indices.shape.at(-1) ?? 0;
  const sides = shape.slice(batch, batch + depth);
  if (batch > 0) refuse(call, 'batch_dims 0', String(batch));
  const tuples = Array.from({ length: indices.data.length / depth }, (_, at) =>
    indices.data.subarray(at * depth, (at + 1) * depth),
  );
  const flat = tuples.map((tuple) =>
    sides.reduce((place, side, axis) => place * side + (tuple[axis]! < 0 ? tuple[axis]! + side : tuple[axis]!), 0),
  );
  const rest = shape.slice(depth);
  const joined = toShape(value, [sizeOf(sides), ...rest]);
  return toShape(takeAxis(call, joined, { axis: 0, indices: flat }), [...indices.shape.slice(0, -1), ...rest]);
};

/** Operators that select and combine parts of values. */
export const selectingOperators = {
  Concat: concat,
  Gather: gather,
  GatherND: gatherNd,
  Slice: slice,
  Split: split,
} satisfies Record<string, Operator>;
