import { UserError } from '../../base/errors.js';
import type { ConstantStore } from './constants.js';
import type { OnnxGraph, OnnxNode } from './graph.js';
import { type DeviceValue, deviceValue, type HostValue, identityOrder, shapeOf, type Value } from './values.js';

/** A call of an operator with its values. */
export interface Call {
  readonly file: string;
  readonly node: OnnxNode;
  readonly opset: number;
  /** Undefined for an omitted optional input. */
  readonly inputs: readonly (Value | undefined)[];
  readonly constants: ConstantStore;
  /** Runs a branch of an If; it can use the enclosing values. */
  readonly runBranch: (branch: OnnxGraph) => Value[];
}

/** The implementation of an operator: returns outputs in order. Throws `UserError` for unsupported features. */
export type Operator = (call: Call) => Value | Value[];

/** Throws a `UserError` about this node. */
export function refuse(call: Pick<Call, 'file' | 'node' | 'opset'>, expected: string, found: string): never {
  throw new UserError({
    where: `${call.file}, node '${call.node.name}' (${call.node.op}, opset ${call.opset})`,
    expected,
    found,
    remedy: 'build the network from other operators or options and export it again; docs/models.md lists what is read',
  });
}

export function numberOf(call: Call, name: string, fallback: number): number {
  const attribute = call.node.attributes.get(name);
  return attribute?.kind === 'number' ? attribute.value : fallback;
}

export function numbersOf(call: Call, name: string): readonly number[] | undefined {
  const attribute = call.node.attributes.get(name);
  return attribute?.kind === 'numbers' ? attribute.value : undefined;
}

export function textOf(call: Call, name: string, fallback: string): string {
  const attribute = call.node.attributes.get(name);
  return attribute?.kind === 'text' ? attribute.value : fallback;
}

/** A required input by index. */
export function input(call: Call, at: number): Value {
  return call.inputs[at] ?? refuse(call, `input ${at}`, 'none');
}

/** An input that must not depend on pixels, such as a shape, axes, indices or weights. Undefined if omitted. */
export function constantInput(call: Call, at: number, what: string): HostValue | undefined {
  const value = call.inputs[at];
  if (value?.kind === 'device')
    refuse(call, `${what} that do not depend on the pixels`, `'${call.node.inputs[at]}', which does`);
  return value;
}

/** Integers of a constant input; undefined if omitted. */
export function integers(call: Call, at: number, what: string): number[] | undefined {
  const value = constantInput(call, at, what);
  return value === undefined ? undefined : Array.from(value.data);
}

/** Integers that are an attribute in older opsets and an input in newer ones. */
export function listOf(
  call: Call,
  { attribute, at }: { readonly attribute: string; readonly at: number },
): readonly number[] | undefined {
  return numbersOf(call, attribute) ?? integers(call, at, attribute);
}

/** The value as a tensor in its current layout; a constant gets ONNX's layout. */
export function onDevice(call: Call, value: Value, order?: readonly number[]): DeviceValue {
  if (value.kind === 'device') return value;
  return deviceValue(call.constants.lift(value, order), order ?? identityOrder(value.shape.length));
}

/** An axis of `rank` axes, counted from the end if negative. */
export function axisOf(call: Call, axis: number, rank: number): number {
  const positive = axis < 0 ? axis + rank : axis;
  return positive >= 0 && positive < Math.max(rank, 1) ? positive : refuse(call, `an axis of ${rank}`, String(axis));
}

export function rankOf(value: Value): number {
  return value.kind === 'host' ? value.shape.length : value.order.length;
}

/** The given axes, or all axes. */
export function axesOf(call: Call, axes: readonly number[] | undefined, value: Value): number[] {
  const rank = shapeOf(value).length;
  return axes === undefined ? identityOrder(rank) : axes.map((axis) => axisOf(call, axis, rank));
}
