import { saturate } from '../../../base/saturate.js';
import tf from '../../../tfjs/tfjs.cjs';
import { type Call, input, numberOf, type Operator, onDevice } from '../call.js';
import { mapHost } from '../hostArrays.js';
import { deviceValue, type HostValue, type Value } from '../values.js';
import { align } from './align.js';

/** Bounds may be attributes (before opset 11), constants, or tensors; either may be absent. */
const clip: Operator = (call) => {
  const [x, low, high] = [input(call, 0), call.inputs[1], call.inputs[2]];
  const lowest = low ?? limit(call, 'min');
  const highest = high ?? limit(call, 'max');
  const parts = [x, ...[lowest, highest].filter((bound) => bound !== undefined)];
  const bounded = (value: number, least: number, most: number) => Math.min(Math.max(value, least), most);
  const fixed = (value: Value | undefined, fallback: number) => (value?.kind === 'host' ? value.data[0]! : fallback);
  const [least, most] = [fixed(lowest, Number.NEGATIVE_INFINITY), fixed(highest, Number.POSITIVE_INFINITY)];
  if (x.kind === 'host' && parts.every(({ kind }) => kind === 'host')) {
    return mapHost(x.type, [x], (value) => bounded(value!, least, most));
  }
  const value = onDevice(call, x);
  if (parts.slice(1).every(({ kind }) => kind === 'host')) {
    const inRange =
      value.tensor.dtype === 'int32' ? saturate : (bound: number) => Math.min(Math.max(bound, -3.4e38), 3.4e38);
    return deviceValue(tf.clipByValue(value.tensor, inRange(least), inRange(most)), value.order);
  }
  const above = lowest === undefined ? value : combine(call, [value, lowest], tf.maximum);
  return highest === undefined ? above : combine(call, [above, highest], tf.minimum);
};

function limit(call: Call, name: string): HostValue | undefined {
  const value = numberOf(call, name, Number.NaN);
  return Number.isNaN(value) ? undefined : { kind: 'host', type: 'float32', shape: [], data: Float32Array.of(value) };
}

function combine(call: Call, values: readonly Value[], f: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor): Value {
  const { tensors, order } = align(call, values);
  return deviceValue(f(tensors[0]!, tensors[1]!), order);
}

export const clipOperators = { Clip: clip } satisfies Record<string, Operator>;
