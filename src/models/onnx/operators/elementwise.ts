import type tf from '../../../tfjs/tfjs.cjs';
import { input, type Operator } from '../call.js';
import { mapHost } from '../hostArrays.js';
import { deviceValue, type HostType, type HostValue } from '../values.js';
import { align } from './align.js';
import { flat } from './flat.js';

/** A function of numbers, with the same function of tensors. */
export type Numbers = (...numbers: number[]) => number;
export type Tensors = (...tensors: tf.Tensor[]) => tf.Tensor;

/**
 * Applies a function to constants in JavaScript and to tensors on the device. `type` is the result's type; by default that of the
 * inputs.
 */
export function elementwise(host: Numbers, device: Tensors, type?: HostType): Operator {
  return (call) => {
    const values = call.node.inputs.map((_, at) => input(call, at));
    const hosts = values.filter((value): value is HostValue => value.kind === 'host');
    if (hosts.length === values.length) return mapHost(type ?? widest(hosts), hosts, host);
    const { tensors, order } = align(call, values);
    return deviceValue(device(...tensors), order);
  };
}

/** The result type of values with these types. */
export function widest(values: readonly HostValue[]): HostType {
  const types = values.map(({ type }) => type);
  return (['float64', 'float32', 'int'] as const).find((type) => types.includes(type)) ?? 'bool';
}

/** A piecewise constant function; its gradient is set to zero in tfjs. */
export const step = (host: Numbers, device: Tensors) => elementwise(host, (x) => flat(device, x!));

/** Combines any number of operands from left to right. */
export function variadic(
  host: (a: number, b: number) => number,
  device: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor,
): Operator {
  return elementwise(
    (...numbers) => numbers.reduce((a, b) => host(a, b)),
    (...tensors) => tensors.reduce((a, b) => device(a, b)),
  );
}
