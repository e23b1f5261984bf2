import tf from '../../../tfjs/tfjs.cjs';
import { input, numberOf, type Operator } from '../call.js';
import { deviceValue, type Value } from '../values.js';
import { elementwise, type Numbers, step, type Tensors, variadic } from './elementwise.js';
import { flat } from './flat.js';

const isInt = (values: readonly Value[]) => values.every((value) => value.kind === 'host' && value.type === 'int');

/** Integers are divided with truncation towards zero. */
const divide: Operator = (call) => {
  const values = [input(call, 0), input(call, 1)];
  const whole = isInt(values);
  return elementwise(
    (a, b) => (whole ? Math.trunc(a! / b!) : a! / b!),
    (a, b) => a!.div(b!),
  )(call);
};

/** The remainder has the sign of the divisor or, with `fmod`, of the dividend. */
const mod: Operator = (call) => {
  const fmod = numberOf(call, 'fmod', 0) === 1;
  const host: Numbers = (a, b) => (fmod ? a! % b! : a! - Math.floor(a! / b!) * b!);
  // The gradient of the quotient is zero, so the remainder has the gradient of the dividend.
  const quotient: Tensors = (a, b) => (fmod ? truncate(a!.div(b!)) : a!.div(b!).floor());
  return elementwise(host, (a, b) => a!.sub(flat(quotient, a!, b!).mul(b!)))(call);
};

function truncate(x: tf.Tensor): tf.Tensor {
  return x.abs().floor().mul(x.sign());
}

/** Exponents are usually constants, for which there are fast cases. */
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

const mean: Operator = (call) => {
  const { length } = call.node.inputs;
  return elementwise(
    (...numbers) => numbers.reduce((a, b) => a + b) / length,
    (...tensors) => tensors.reduce((a, b) => a.add(b)).div(length),
  )(call);
};

/** x times its sign. The sign has no gradient, so the slope at 0 is 0, as in PyTorch. */
const abs: Tensors = (x) => x!.mul(x!.sign());

/** A function of JavaScript's Math and the tfjs function with the same meaning. */
const unary = (host: (x: number) => number, device: (x: tf.Tensor) => tf.Tensor) =>
  elementwise(
    (x) => host(x!),
    (x) => device(x!),
  );

/** Elementwise arithmetic. */
export const arithmeticOperators = {
  Abs: elementwise((x) => Math.abs(x!), abs),
  Acos: unary(Math.acos, tf.acos),
  Acosh: unary(Math.acosh, tf.acosh),
  Add: elementwise(
    (a, b) => a! + b!,
    (a, b) => a!.add(b!),
  ),
  Asin: unary(Math.asin, tf.asin),
  Asinh: unary(Math.asinh, tf.asinh),
  Atan: unary(Math.atan, tf.atan),
  Atanh: unary(Math.atanh, tf.atanh),
  Ceil: step(
    (x) => Math.ceil(x!),
    (x) => x!.ceil(),
  ),
  Cos: unary(Math.cos, tf.cos),
  Cosh: unary(Math.cosh, tf.cosh),
  Div: divide,
  Exp: unary(Math.exp, tf.exp),
  Floor: step(
    (x) => Math.floor(x!),
    (x) => x!.floor(),
  ),
  Log: unary(Math.log, tf.log),
  Max: variadic(Math.max, tf.maximum),
  Mean: mean,
  Min: variadic(Math.min, tf.minimum),
  Mod: mod,
  Mul: elementwise(
    (a, b) => a! * b!,
    (a, b) => a!.mul(b!),
  ),
  Neg: unary((x) => -x, tf.neg),
  Pow: pow,
  Reciprocal: unary(
    (x) => 1 / x,
    (x) => tf.scalar(1).div(x),
  ),
  Round: step(roundToEven, (x) => x!.round()),
  Sign: step(
    (x) => Math.sign(x!),
    (x) => x!.sign(),
  ),
  Sin: unary(Math.sin, tf.sin),
  Sinh: unary(Math.sinh, tf.sinh),
  Sqrt: unary(Math.sqrt, tf.sqrt),
  Sub: elementwise(
    (a, b) => a! - b!,
    (a, b) => a!.sub(b!),
  ),
  Sum: variadic(
    (a, b) => a + b,
    (a, b) => a.add(b),
  ),
  Tan: unary(Math.tan, tf.tan),
} satisfies Record<string, Operator>;

function roundToEven(x: number | undefined): number {
  const rounded = Math.round(x!);
  return Math.abs(x! % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}
