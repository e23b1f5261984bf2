import { type HostType, type HostValue, hostValue, sizeOf } from './values.js';

/** Distance of neighbours along each axis of a row-major array. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = Array<number>(shape.length).fill(1);
  for (let axis = shape.length - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1]! * shape[axis + 1]!;
  return strides;
}

/** Start in the source, and the source stride for each axis of the result. */
interface Walk {
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly start?: number;
}

/** A value copied from `source` along a walk: transposed, sliced, reversed or repeated. */
function walkHost(source: HostValue, { shape, strides, start = 0 }: Walk): HostValue {
  const size = sizeOf(shape);
  const data = source.type === 'float32' ? new Float32Array(size) : new Float64Array(size);
  const index = Array<number>(shape.length).fill(0);
  let from = start;
  for (let to = 0; to < size; to++) {
    data[to] = source.data[from]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis]!++;
      from += strides[axis]!;
      if (index[axis]! < shape[axis]!) break;
      from -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return hostValue(source.type, shape, data);
}

/** The result's axis i is the source's axis `order[i]`. */
export function transposeHost(source: HostValue, order: readonly number[]): HostValue {
  if (order.every((axis, at) => axis === at)) return source;
  const strides = stridesOf(source.shape);
  return walkHost(source, {
    shape: order.map((axis) => source.shape[axis]!),
    strides: order.map((axis) => strides[axis]!),
  });
}

/** Repeats sides of 1 and adds leading axes, like numpy's broadcasting. */
export function broadcastHost(source: HostValue, shape: readonly number[]): HostValue {
  const own = [...Array<number>(shape.length - source.shape.length).fill(1), ...source.shape];
  if (own.every((side, axis) => side === shape[axis])) return reshapeHost(source, shape);
  const strides = stridesOf(own).map((stride, axis) => (own[axis] === 1 ? 0 : stride));
  return walkHost(source, { shape, strides });
}

export function reshapeHost(source: HostValue, shape: readonly number[]): HostValue {
  return { ...source, shape };
}

/** `count` entries along an axis, from `start` by `step`, which may be negative. */
export function sliceHost(
  source: HostValue,
  axis: number,
  { start, step, count }: { readonly start: number; readonly step: number; readonly count: number },
): HostValue {
  const strides = stridesOf(source.shape);
  const shape = source.shape.map((side, at) => (at === axis ? count : side));
  const walk = strides.map((stride, at) => (at === axis ? stride * step : stride));
  return walkHost(source, { shape, strides: walk, start: start * strides[axis]! });
}

export function concatHost(parts: readonly HostValue[], axis: number): HostValue {
  const first = parts[0]!;
  const shape = first.shape.map((side, at) =>
    at === axis ? parts.reduce((sum, part) => sum + part.shape[axis]!, 0) : side,
  );
  const inner = sizeOf(shape.slice(axis + 1));
  const outer = sizeOf(shape.slice(0, axis));
  const data = first.type === 'float32' ? new Float32Array(sizeOf(shape)) : new Float64Array(sizeOf(shape));
  let to = 0;
  for (let row = 0; row < outer; row++) {
    for (const part of parts) {
      const length = part.shape[axis]! * inner;
      data.set(part.data.subarray(row * length, (row + 1) * length), to);
      to += length;
    }
  }
  return hostValue(first.type, shape, data);
}

/** Entries at `indices` along an axis. */
export function takeHost(source: HostValue, axis: number, indices: readonly number[]): HostValue {
  const parts = indices.map((start) => sliceHost(source, axis, { start, step: 1, count: 1 }));
  return parts.length === 0 ? sliceHost(source, axis, { start: 0, step: 1, count: 0 }) : concatHost(parts, axis);
}

/** Applies `f` element by element with broadcasting. The result has type `type`, with values rounded to it. */
export function mapHost(type: HostType, sources: readonly HostValue[], f: (...numbers: number[]) => number): HostValue {
  const shape = broadcastShape(sources.map((source) => source.shape));
  const spread = sources.map((source) => broadcastHost(source, shape).data);
  const size = sizeOf(shape);
  const data = type === 'float32' ? new Float32Array(size) : new Float64Array(size);
  for (let at = 0; at < size; at++) data[at] = f(...spread.map((numbers) => numbers[at]!));
  return hostValue(type, shape, data);
}

/** The shape to which these shapes broadcast. Throws a RangeError if they do not fit. */
export function broadcastShape(shapes: readonly (readonly number[])[]): number[] {
  const rank = Math.max(0, ...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, axis) => {
    const sides = shapes.map((shape) => shape[axis - rank + shape.length] ?? 1);
    const side = sides.find((candidate) => candidate !== 1) ?? 1;
    if (sides.every((candidate) => candidate === 1 || candidate === side)) return side;
    throw new RangeError(
      `shapes that do not fit together: ${shapes.map((shape) => `[${shape.join(', ')}]`).join(', ')}`,
    );
  });
}
