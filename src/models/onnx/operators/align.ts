import type tf from '../../../tfjs/tfjs.cjs';
import type { Call } from '../call.js';
import { reshapeHost, transposeHost } from '../hostArrays.js';
import { arrange, padRank } from '../layout.js';
import { type DeviceValue, type HostValue, identityOrder, shapeOf, sizeOf, type Value } from '../values.js';

/** Operands in the same layout, for an elementwise operation with broadcasting. */
export interface Aligned {
  readonly tensors: readonly tf.Tensor[];
  /** Order of the result's axes. */
  readonly order: readonly number[];
}

/** Converts operands to the layout of the largest one that depends on pixels, so that few values are moved. */
export function align(call: Call, values: readonly Value[]): Aligned {
  const rank = Math.max(...values.map((value) => shapeOf(value).length));
  const padded = values.map((value) => (value.kind === 'device' ? padRank(value, rank) : value));
  const devices = padded.filter((value): value is DeviceValue => value.kind === 'device');
  const largest = devices.reduce<DeviceValue | undefined>(
    (best, value) => (best === undefined || value.tensor.size > best.tensor.size ? value : best),
    undefined,
  );
  const order = largest?.order ?? identityOrder(rank);
  const tensors = padded.map((value) =>
    value.kind === 'device' ? arrange(value, order) : liftAligned(call, value, order),
  );
  return { tensors, order };
}

/** A constant in that order of axes, without leading sides of 1, so that channel values remain a vector. */
export function liftAligned(call: Call, value: HostValue, order: readonly number[]): tf.Tensor {
  if (sizeOf(value.shape) === 1) return call.constants.lift(scalar(call, value));
  const shape = [...Array<number>(order.length - value.shape.length).fill(1), ...value.shape];
  const wide = call.constants.derive(value, `rank ${order.length}`, () => reshapeHost(value, shape));
  const laid = call.constants.derive(wide, `rows ${order.join()}`, () => trimmed(wide, order));
  return call.constants.lift(laid);
}

function scalar(call: Call, value: HostValue): HostValue {
  return value.shape.length === 0 ? value : call.constants.derive(value, 'scalar', () => reshapeHost(value, []));
}

function trimmed(value: HostValue, order: readonly number[]): HostValue {
  const laid = transposeHost(value, order);
  const first = laid.shape.findIndex((side) => side !== 1);
  return reshapeHost(laid, laid.shape.slice(first));
}
