import type * as tf from '@tensorflow/tfjs';
import { input, type Operator } from '../call.js';
import { mapHost } from '../hostArrays.js';
import { deviceValue, type HostType, type HostValue } from '../values.js';
import { align } from './align.js';
import { flat } from './flat.js';

/** A function of numbers, and the same of tensors. */
export type Numbers = (...numbers: number[]) => number;
export type Tensors = (...tensors: tf.Tensor[]) => tf.Tensor;

/** Applies to constants in JavaScript, to tensors on the device. `type` is that of the result, the inputs' own if left out. */
export function elementwise(host: Numbers, device: Tensors, type?: HostType): Operator {
  return (call) => {
    const values = call.node.inputs.map((_, at) => input(call, at));
    const hosts = values.filter((value): value is HostValue => value.kind === 'host');
    if (hosts.length === values.length) return mapHost(type ?? widest(hosts), hosts, host);
    const { tensors, order } = align(call, values);
    return deviceValue(device(...tensors), order);
  };
}

/** The type of a result of values of these types. */
export function widest(values: readonly HostValue[]): HostType {
  const types = values.map(({ type }) => type);
  return (['float64', 'float32', 'int'] as const).find((type) => types.includes(type)) ?? 'bool';
}

/** A function that is flat between its steps: tfjs is told that its gradient is zero. */
export const step = (host: Numbers, device: Tensors) => elementwise(host, (x) => flat(device, x!));

/** All of any number of operands, from the left. */
export function variadic(
  host: (a: number, b: number) => number,
  device: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor,
): Operator {
  return elementwise(
    (...numbers) => numbers.reduce((a, b) => host(a, b)),
    (...tensors) => tensors.reduce((a, b) => device(a, b)),
  );
}
