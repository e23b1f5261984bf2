import type tf from '../../tfjs/tfjs.cjs';

/** `int` is used for every integer type; `float32` also for half precision. */
export type HostType = 'float32' | 'float64' | 'int' | 'bool';

/** A constant or a result of shape arithmetic: numbers in JavaScript's memory, in ONNX's order of axes. */
export interface HostValue {
  readonly kind: 'host';
  readonly type: HostType;
  readonly shape: readonly number[];
  /** Float32Array for `float32`, Float64Array for the others; exact for integers up to 2^53. */
  readonly data: Float32Array | Float64Array;
}

/**
 * A tensor that depends on the pixels. The order of its axes may differ from ONNX's: tensor axis p is ONNX's axis `order[p]`.
 * Images are NHWC internally, [0, 2, 3, 1], and a Transpose moves no data.
 */
export interface DeviceValue {
  readonly kind: 'device';
  readonly tensor: tf.Tensor;
  readonly order: readonly number[];
}

export type Value = HostValue | DeviceValue;

/** A host value; `data` of plain numbers is converted to the array type. */
export function hostValue(type: HostType, shape: readonly number[], data: ArrayLike<number>): HostValue {
  const wanted = type === 'float32' ? Float32Array : Float64Array;
  return { kind: 'host', type, shape, data: data instanceof wanted ? data : wanted.from(data) };
}

export function deviceValue(tensor: tf.Tensor, order: readonly number[] = identityOrder(tensor.rank)): DeviceValue {
  return { kind: 'device', tensor, order };
}

export function identityOrder(rank: number): number[] {
  return Array.from({ length: rank }, (_, axis) => axis);
}

/** The shape in ONNX's order of axes. */
export function shapeOf(value: Value): number[] {
  if (value.kind === 'host') return [...value.shape];
  const shape = Array<number>(value.order.length);
  value.order.forEach((axis, at) => {
    shape[axis] = value.tensor.shape[at]!;
  });
  return shape;
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}
