import tf from '../../../tfjs/tfjs.cjs';
import { type Call, input, numberOf, type Operator, onDevice } from '../call.js';
import { mapHost } from '../hostArrays.js';
import { deviceValue, type HostType, type HostValue, type Value } from '../values.js';
import { align } from './align.js';
import { flat } from './flat.js';

type Numbers = (...numbers: number[]) => number;
type Tensors = (...tensors: tf.Tensor[]) => tf.Tensor;

/** Applies to constants in JavaScript, to tensors on the device. `type` is that of the result, the inputs' own if left out. */
function elementwise(host: Numbers, device: Tensors, type?: HostType): Operator {
  return (call) => {
    const values = call.node.inputs.map((_, at) => input(call, at));
    const hosts = values.filter((value): value is HostValue => value.kind === 'host');
    if (hosts.length === values.length) return mapHost(type ?? widest(hosts), hosts, host);
    const { tensors, order } = align(call, values);
    return deviceValue(device(...tensors), order);
  };
}

function widest(values: readonly HostValue[]): HostType {
  const types = values.map(({ type }) => type);
  return (['float64', 'float32', 'int'] as const).find((type) => types.includes(type)) ?? 'bool';
}

const isInt = (values: readonly Value[]) => values.every((value) => value.kind === 'host' && value.type === 'int');

const compare = (host: (a: number, b: number) => boolean, device: Tensors) =>
  elementwise(
    (a, b) => Number(host(a!, b!)),
    (a, b) => flat(device, a!, b!),
    'bool',
  );

const step = (host: Numbers, device: Tensors) => elementwise(host, (x) => flat(device, x!));

/** Integers are divided towards zero. */
const divide: Operator = (call) => {
  const values = [input(call, 0), input(call, 1)];
  const whole = isInt(values);
  return elementwise(
    (a, b) => (whole ? Math.trunc(a! / b!) : a! / b!),
    (a, b) => a!.div(b!),
  )(call);
};

/** The remainder has the divisor's sign, or the dividend's with `fmod`. */
const mod: Operator = (call) => {
  const fmod = numberOf(call, 'fmod', 0) === 1;
  const host: Numbers = (a, b) => (fmod ? a! % b! : a! - Math.floor(a! / b!) * b!);
  // The quotient's gradient is zero, so that of the remainder is the dividend's.
  const quotient: Tensors = (a, b) => (fmod ? truncate(a!.div(b!)) : a!.div(b!).floor());
  return elementwise(host, (a, b) => a!.sub(flat(quotient, a!, b!).mul(b!)))(call);
};

function truncate(x: tf.Tensor): tf.Tensor {
  return x.abs().floor().mul(x.sign());
}

/** Exponents that are constants are the field's usual ones, and cheap. */
const pow: Operator = (call) => {
  const [base, exponent] = [input(call, 0), input(call, 1)];
  const single = exponent.kind === 'host' && exponent.data.length === 1 ? exponent.data[0] : undefined;
  if (base.kind === 'device' && single === 2) return deviceValue(base.tensor.square(), base.order);
  if (base.kind === 'device' && single === 1) return base;
  if (base.kind === 'device' && single === 0.5) return deviceValue(base.tensor.sqrt(), base.order);
  if (base.kind === 'device' && single === 3) return deviceValue(base.tensor.square().mul(base.tensor), base.order);
  return elementwise(
    (a, b) => a! ** b!,
    (a, b) => a!.pow(b!.toFloat()),
  )(call);
};

const where: Operator = (call) => {
  const values = [input(call, 0), input(call, 1), input(call, 2)];
  const [condition, a, b] = values as [Value, Value, Value];
  if (condition.kind === 'host' && a.kind === 'host' && b.kind === 'host') {
    return mapHost(widest([a, b]), [condition, a, b], (test, yes, no) => (test ? yes! : no!));
  }
  const { tensors, order } = align(call, values);
  const [test, yes, no] = tensors as [tf.Tensor, tf.Tensor, tf.Tensor];
  return deviceValue(tf.where(test.toBool(), yes, no), order);
};

/** All of any number of operands, from the left. */
function variadic(host: (a: number, b: number) => number, device: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor): Operator {
  return elementwise(
    (...numbers) => numbers.reduce(host),
    (...tensors) => tensors.reduce(device),
  );
}

const mean: Operator = (call) => {
  const { length } = call.node.inputs;
  return elementwise(
    (...numbers) => numbers.reduce((a, b) => a + b) / length,
    (...tensors) => tensors.reduce((a, b) => a.add(b)).div(length),
  )(call);
};

/** x times its sign, which has no gradient: so the slope at 0 is 0, as in PyTorch. */
const abs: Tensors = (x) => x!.mul(x!.sign());

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
    return deviceValue(tf.clipByValue(value.tensor, Math.max(least, -3.4e38), Math.min(most, 3.4e38)), value.order);
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

/** Arithmetic, comparisons and logic, element by element. */
export const elementwiseOperators = {
  Abs: elementwise((x) => Math.abs(x!), abs),
  Add: elementwise(
    (a, b) => a! + b!,
    (a, b) => a!.add(b!),
  ),
  And: compare(
    (a, b) => a !== 0 && b !== 0,
    (a, b) => tf.logicalAnd(a!.toBool(), b!.toBool()),
  ),
  Ceil: step(
    (x) => Math.ceil(x!),
    (x) => x!.ceil(),
  ),
  Clip: clip,
  Cos: elementwise(
    (x) => Math.cos(x!),
    (x) => x!.cos(),
  ),
  Div: divide,
  Equal: compare(
    (a, b) => a === b,
    (a, b) => a!.equal(b!),
  ),
  Exp: elementwise(
    (x) => Math.exp(x!),
    (x) => x!.exp(),
  ),
  Floor: step(
    (x) => Math.floor(x!),
    (x) => x!.floor(),
  ),
  Greater: compare(
    (a, b) => a > b,
    (a, b) => a!.greater(b!),
  ),
  GreaterOrEqual: compare(
    (a, b) => a >= b,
    (a, b) => a!.greaterEqual(b!),
  ),
  Less: compare(
    (a, b) => a < b,
    (a, b) => a!.less(b!),
  ),
  LessOrEqual: compare(
    (a, b) => a <= b,
    (a, b) => a!.lessEqual(b!),
  ),
  Log: elementwise(
    (x) => Math.log(x!),
    (x) => x!.log(),
  ),
  Max: variadic(Math.max, tf.maximum),
  Mean: mean,
  Min: variadic(Math.min, tf.minimum),
  Mod: mod,
  Mul: elementwise(
    (a, b) => a! * b!,
    (a, b) => a!.mul(b!),
  ),
  Neg: elementwise(
    (x) => -x!,
    (x) => x!.neg(),
  ),
  Not: elementwise(
    (x) => Number(x === 0),
    (x) => flat((test) => tf.logicalNot(test!.toBool()), x!),
    'bool',
  ),
  Or: compare(
    (a, b) => a !== 0 || b !== 0,
    (a, b) => tf.logicalOr(a!.toBool(), b!.toBool()),
  ),
  Pow: pow,
  Reciprocal: elementwise(
    (x) => 1 / x!,
    (x) => tf.scalar(1).div(x!),
  ),
  Round: step(roundToEven, (x) => x!.round()),
  Sign: step(
    (x) => Math.sign(x!),
    (x) => x!.sign(),
  ),
  Sin: elementwise(
    (x) => Math.sin(x!),
    (x) => x!.sin(),
  ),
  Sqrt: elementwise(
    (x) => Math.sqrt(x!),
    (x) => x!.sqrt(),
  ),
  Sub: elementwise(
    (a, b) => a! - b!,
    (a, b) => a!.sub(b!),
  ),
  Sum: variadic(
    (a, b) => a + b,
    (a, b) => a.add(b),
  ),
  Where: where,
  Xor: compare(
    (a, b) => (a !== 0) !== (b !== 0),
    (a, b) => tf.logicalXor(a!.toBool(), b!.toBool()),
  ),
} satisfies Record<string, Operator>;

function roundToEven(x: number | undefined): number {
  const rounded = Math.round(x!);
  return Math.abs(x! % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}
