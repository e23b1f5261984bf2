import tf from '../../../tfjs/tfjs.cjs';
import {
  axisOf,
  type Call,
  constantInput,
  input,
  integers,
  listOf,
  numberOf,
  numbersOf,
  type Operator,
  onDevice,
  rankOf,
  refuse,
  textOf,
} from '../call.js';
import { broadcastHost, broadcastShape, concatHost, reshapeHost, transposeHost } from '../hostArrays.js';
import { padRank, reshape as reshapeDevice } from '../layout.js';
import { deviceValue, hostValue, identityOrder, shapeOf, sizeOf, type Value } from '../values.js';
import { concatDevice } from './pieces.js';

/** The value with another shape. */
export function toShape(value: Value, shape: readonly number[]): Value {
  return value.kind === 'host' ? reshapeHost(value, shape) : reshapeDevice(value, shape);
}

/** Permutes axes; on the device only the metadata changes. */
export function permute(value: Value, axes: readonly number[]): Value {
  if (value.kind === 'host') return transposeHost(value, axes);
  return deviceValue(
    value.tensor,
    value.order.map((axis) => axes.indexOf(axis)),
  );
}

const reshape: Operator = (call) => {
  const value = input(call, 0);
  const target = integers(call, 1, 'a shape') ?? refuse(call, 'a shape', 'none');
  const shape = shapeOf(value);
  const keepsZero = numberOf(call, 'allowzero', 0) === 1;
  const sides = target.map((side, axis) => (side === 0 && !keepsZero ? (shape[axis] ?? 0) : side));
  return fitted(call, value, sides);
};

/** A side of -1 is computed from the others. */
function fitted(call: Call, value: Value, sides: readonly number[]): Value {
  const size = sizeOf(shapeOf(value));
  const known = sizeOf(sides.filter((side) => side !== -1));
  const shape = sides.map((side) => (side === -1 ? size / known : side));
  if (sizeOf(shape) !== size || !shape.every((side) => Number.isInteger(side) && side >= 0)) {
    refuse(call, `a shape of ${size} numbers, as [${shapeOf(value).join(', ')}] has`, `[${sides.join(', ')}]`);
  }
  return toShape(value, shape);
}

const flatten: Operator = (call) => {
  const value = input(call, 0);
  const shape = shapeOf(value);
  const axis = numberOf(call, 'axis', 1);
  const at = axis < 0 ? axis + shape.length : axis;
  return toShape(value, [sizeOf(shape.slice(0, at)), sizeOf(shape.slice(at))]);
};

const squeeze: Operator = (call) => {
  const value = input(call, 0);
  const shape = shapeOf(value);
  const listed = listOf(call, { attribute: 'axes', at: 1 })?.map((axis) => axisOf(call, axis, shape.length));
  const gone = listed ?? shape.flatMap((side, axis) => (side === 1 ? [axis] : []));
  if (gone.some((axis) => shape[axis] !== 1))
    refuse(call, 'sides of 1', `[${shape.join(', ')}], axes ${gone.join(', ')}`);
  return toShape(
    value,
    shape.filter((_, axis) => !gone.includes(axis)),
  );
};

const unsqueeze: Operator = (call) => {
  const value = input(call, 0);
  const listed = listOf(call, { attribute: 'axes', at: 1 }) ?? refuse(call, 'axes', 'none');
  const rank = rankOf(value) + listed.length;
  const added = listed.map((axis) => axisOf(call, axis, rank));
  const rest = shapeOf(value);
  return toShape(
    value,
    Array.from({ length: rank }, (_, axis) => (added.includes(axis) ? 1 : rest.shift()!)),
  );
};

const transpose: Operator = (call) => {
  const value = input(call, 0);
  return permute(value, numbersOf(call, 'perm') ?? identityOrder(rankOf(value)).reverse());
};

const shape: Operator = (call) => {
  const sides = shapeOf(input(call, 0));
  const end = numberOf(call, 'end', sides.length);
  const part = sides.slice(numberOf(call, 'start', 0), end);
  return hostValue('int', [part.length], part);
};

const size: Operator = (call) => hostValue('int', [], [sizeOf(shapeOf(input(call, 0)))]);

/** Number of elements above which a constant that only repeats is not materialised. */
const writtenOut = 1024;

const expand: Operator = (call) => {
  const value = input(call, 0);
  const wanted = integers(call, 1, 'a shape') ?? refuse(call, 'a shape', 'none');
  const target = broadcastShape([shapeOf(value), wanted]);
  if (value.kind === 'host' && sizeOf(target) <= writtenOut) return broadcastHost(value, target);
  // A sum with zeros: its gradient sums over repeated entries, for any rank.
  const { tensor, order } = padRank(onDevice(call, value), target.length);
  return deviceValue(tensor.add(tf.zeros(order.map((axis) => target[axis]!))), order);
};

const tile: Operator = (call) => {
  const value = input(call, 0);
  const repeats = integers(call, 1, 'repeats') ?? refuse(call, 'repeats', 'none');
  return repeats.reduce<Value>((all, times, axis) => {
    if (times === 1) return all;
    const parts = <T>(part: T) => Array<T>(times).fill(part);
    return all.kind === 'host' ? concatHost(parts(all), axis) : concatDevice(parts(all), axis);
  }, value);
};

const depthToSpace: Operator = (call) => {
  const value = input(call, 0);
  const [batch, channels, height, width] = shapeOf(value) as [number, number, number, number];
  const block = numberOf(call, 'blocksize', 1);
  const depth = channels / block ** 2;
  const byColumns = textOf(call, 'mode', 'DCR') === 'CRD';
  const split = byColumns ? [batch, depth, block, block, height, width] : [batch, block, block, depth, height, width];
  const axes = byColumns ? [0, 1, 4, 2, 5, 3] : [0, 3, 4, 1, 5, 2];
  return toShape(permute(toShape(value, split), axes), [batch, depth, height * block, width * block]);
};

const spaceToDepth: Operator = (call) => {
  const value = input(call, 0);
  const [batch, channels, height, width] = shapeOf(value) as [number, number, number, number];
  const block = numberOf(call, 'blocksize', 1);
  const split = toShape(value, [batch, channels, height / block, block, width / block, block]);
  const moved = permute(split, [0, 3, 5, 1, 2, 4]);
  return toShape(moved, [batch, channels * block ** 2, height / block, width / block]);
};

const constantOfShape: Operator = (call) => {
  const sides = integers(call, 0, 'a shape') ?? [];
  const attribute = call.node.attributes.get('value');
  const filler = attribute?.kind === 'tensor' ? attribute.value : hostValue('float32', [1], [0]);
  return sides.length === 0 ? reshapeHost(filler, []) : broadcastHost(filler, sides);
};

const range: Operator = (call) => {
  const [start, limit, delta] = [0, 1, 2].map(
    (at) => constantInput(call, at, 'bounds') ?? refuse(call, 'three bounds', 'fewer'),
  );
  const [from, by] = [start!.data[0]!, delta!.data[0]!];
  const count = Math.max(0, Math.ceil((limit!.data[0]! - from) / by));
  return hostValue(
    start!.type,
    [count],
    Array.from({ length: count }, (_, i) => from + i * by),
  );
};

/** Operators that rearrange values without computing. */
export const reshapingOperators = {
  ConstantOfShape: constantOfShape,
  DepthToSpace: depthToSpace,
  Expand: expand,
  Flatten: flatten,
  Range: range,
  Reshape: reshape,
  Shape: shape,
  Size: size,
  SpaceToDepth: spaceToDepth,
  Squeeze: squeeze,
  Tile: tile,
  Transpose: transpose,
  Unsqueeze: unsqueeze,
} satisfies Record<string, Operator>;
