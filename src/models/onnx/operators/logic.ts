import tf from '../../../tfjs/tfjs.cjs';
import { input, numberOf, type Operator } from '../call.js';
import { mapHost } from '../hostArrays.js';
import { deviceValue, type Value } from '../values.js';
import { align } from './align.js';
import { elementwise, type Tensors, widest } from './elementwise.js';
import { flat } from './flat.js';

const compare = (host: (a: number, b: number) => boolean, device: Tensors) =>
  elementwise(
    (a, b) => Number(host(a!, b!)),
    (a, b) => flat(device, a!, b!),
    'bool',
  );

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

const notANumber: Operator = elementwise(
  (x) => Number(Number.isNaN(x!)),
  (x) => flat((y) => tf.isNaN(y!), x!),
  'bool',
);

/** Infinities of either sign or of only one. */
const infinite: Operator = (call) => {
  const up = numberOf(call, 'detect_positive', 1) === 1 ? Number.POSITIVE_INFINITY : Number.NaN;
  const down = numberOf(call, 'detect_negative', 1) === 1 ? Number.NEGATIVE_INFINITY : Number.NaN;
  const device: Tensors = (x) => flat((y) => tf.logicalOr(y!.equal(up), y!.equal(down)), x!);
  return elementwise((x) => Number(x === up || x === down), device, 'bool')(call);
};

/** Elementwise comparisons, logic and selection. */
export const logicOperators = {
  And: compare(
    (a, b) => a !== 0 && b !== 0,
    (a, b) => tf.logicalAnd(a!.toBool(), b!.toBool()),
  ),
  Equal: compare(
    (a, b) => a === b,
    (a, b) => a!.equal(b!),
  ),
  Greater: compare(
    (a, b) => a > b,
    (a, b) => a!.greater(b!),
  ),
  GreaterOrEqual: compare(
    (a, b) => a >= b,
    (a, b) => a!.greaterEqual(b!),
  ),
  IsInf: infinite,
  IsNaN: notANumber,
  Less: compare(
    (a, b) => a < b,
    (a, b) => a!.less(b!),
  ),
  LessOrEqual: compare(
    (a, b) => a <= b,
    (a, b) => a!.lessEqual(b!),
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
  Where: where,
  Xor: compare(
    (a, b) => (a !== 0) !== (b !== 0),
    (a, b) => tf.logicalXor(a!.toBool(), b!.toBool()),
  ),
} satisfies Record<string, Operator>;
