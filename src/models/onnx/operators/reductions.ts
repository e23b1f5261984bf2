import tf from '../../../tfjs/tfjs.cjs';
import { axesOf, type Call, input, integers, numberOf, numbersOf, type Operator, onDevice } from '../call.js';
import { reshapeHost, stridesOf } from '../hostArrays.js';
import { withoutAxes } from '../layout.js';
import { type DeviceValue, deviceValue, type HostValue, hostValue, sizeOf, type Value } from '../values.js';

/** How entries are reduced: on the device with axes kept, in JavaScript from a list. */
interface Reduction {
  readonly device: (x: tf.Tensor, axes: number[]) => tf.Tensor;
  readonly host: (numbers: readonly number[]) => number;
}

function reduction(rule: Reduction): Operator {
  return (call) => {
    const value = input(call, 0);
    const listed = numbersOf(call, 'axes') ?? integers(call, 1, 'axes');
    const none = listed === undefined || listed.length === 0;
    if (none && numberOf(call, 'noop_with_empty_axes', 0) === 1) return value;
    const axes = axesOf(call, none ? undefined : listed, value);
    return reduce(value, axes, { ...rule, keepsAxes: numberOf(call, 'keepdims', 1) === 1 });
  };
}

function reduce(value: Value, axes: readonly number[], rule: Reduction & { readonly keepsAxes: boolean }): Value {
  const { keepsAxes } = rule;
  if (value.kind === 'device') return reduceDevice(value, axes, { device: rule.device, keepsAxes });
  const kept = reduceHost(value, axes, rule.host);
  return keepsAxes
    ? kept
    : reshapeHost(
        kept,
        value.shape.filter((_, axis) => !axes.includes(axis)),
      );
}

/** Reduces over ONNX's axes, which become sides of 1 or are removed. */
export function reduceDevice(
  value: DeviceValue,
  axes: readonly number[],
  { device, keepsAxes }: { readonly device: Reduction['device']; readonly keepsAxes: boolean },
): DeviceValue {
  const places = value.order.flatMap((axis, at) => (axes.includes(axis) ? [at] : []));
  const kept = places.length === 0 ? value.tensor : device(value.tensor, places);
  if (keepsAxes) return deviceValue(kept, value.order);
  const shape = kept.shape.filter((_, at) => !places.includes(at));
  return deviceValue(kept.reshape(shape), withoutAxes(value.order, axes));
}

function reduceHost(value: HostValue, axes: readonly number[], rule: Reduction['host']): HostValue {
  const shape = value.shape.map((side, axis) => (axes.includes(axis) ? 1 : side));
  const [from, to] = [stridesOf(value.shape), stridesOf(shape)];
  const lists = Array.from({ length: sizeOf(shape) }, () => [] as number[]);
  value.data.forEach((number, at) => {
    const place = value.shape.reduce((sum, side, axis) => {
      const index = Math.floor(at / from[axis]!) % side;
      return sum + (axes.includes(axis) ? 0 : index * to[axis]!);
    }, 0);
    lists[place]!.push(number);
  });
  return hostValue(value.type, shape, lists.map(rule));
}

/** Maximum; equal entries share its gradient, as in PyTorch's amax. */
function largest(x: tf.Tensor, axes: number[]): tf.Tensor {
  const run = tf.customGrad((input, save) => {
    const tensor = input as tf.Tensor;
    const value = tensor.max(axes, true);
    (save as tf.GradSaveFunc)([tensor, value]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const isLargest = saved[0]!.equal(saved[1]!).toFloat();
      return isLargest.mul(dy.div(isLargest.sum(axes, true)));
    };
    return { value, gradFunc };
  });
  return run(x);
}

/** A square root with slope 0 at 0 instead of infinity, as for norms in PyTorch. */
export function safeRoot(x: tf.Tensor): tf.Tensor {
  const run = tf.customGrad((input, save) => {
    const value = (input as tf.Tensor).sqrt();
    (save as tf.GradSaveFunc)([value]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const root = saved[0]!;
      const isZero = root.equal(0).toFloat();
      return dy.mul(tf.scalar(0.5).sub(isZero.mul(0.5)).div(root.add(isZero)));
    };
    return { value, gradFunc };
  });
  return run(x);
}

const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);
const squares = (numbers: readonly number[]) => sum(numbers.map((x) => x * x));
const absolutes = (numbers: readonly number[]) => sum(numbers.map(Math.abs));

/** Multiplies entries one by one, because tfjs's gradient of the product divides by zero. */
function multiply(x: tf.Tensor, axes: number[]): tf.Tensor {
  return axes.reduce((all, axis) => tf.split(all, all.shape[axis]!, axis).reduce((a, b) => a.mul(b)), x);
}

const logSumExp = (x: tf.Tensor, axes: number[]) => tf.logSumExp(x, axes, true);

/** Reductions. */
export const reductionOperators = {
  ReduceL1: reduction({ device: (x, axes) => x.mul(x.sign()).sum(axes, true), host: absolutes }),
  ReduceL2: reduction({
    device: (x, axes) => safeRoot(x.square().sum(axes, true)),
    host: (x) => Math.sqrt(squares(x)),
  }),
  ReduceLogSum: reduction({ device: (x, axes) => x.sum(axes, true).log(), host: (x) => Math.log(sum(x)) }),
  ReduceLogSumExp: reduction({ device: logSumExp, host: (x) => Math.log(sum(x.map(Math.exp))) }),
  ReduceMax: reduction({ device: largest, host: (x) => x.reduce((a, b) => Math.max(a, b)) }),
  ReduceMean: reduction({ device: (x, axes) => x.mean(axes, true), host: (x) => sum(x) / x.length }),
  ReduceMin: reduction({
    device: (x, axes) => largest(x.neg(), axes).neg(),
    host: (x) => x.reduce((a, b) => Math.min(a, b)),
  }),
  ReduceProd: reduction({ device: multiply, host: (x) => x.reduce((a, b) => a * b, 1) }),
  ReduceSum: reduction({ device: (x, axes) => x.sum(axes, true), host: sum }),
  ReduceSumSquare: reduction({ device: (x, axes) => x.square().sum(axes, true), host: squares }),
  GlobalAveragePool: (call) => overPixels(call, (x, axes) => x.mean(axes, true)),
  GlobalMaxPool: (call) => overPixels(call, largest),
} satisfies Record<string, Operator>;

/** Reduces over all axes except batch and channels. */
function overPixels(call: Call, device: Reduction['device']): Value {
  const value = onDevice(call, input(call, 0));
  return reduceDevice(value, axesOf(call, undefined, value).slice(2), { device, keepsAxes: true });
}
