import { type Call, constantInput, input, numberOf, type Operator, refuse } from '../call.js';
import { hostTypeOf } from '../readTensor.js';
import { deviceValue, type HostValue, hostValue, type Value } from '../values.js';
import { flat } from './flat.js';

const constant: Operator = (call) => {
  const { attributes } = call.node;
  const tensor = attributes.get('value');
  if (tensor?.kind === 'tensor') return tensor.value;
  for (const [name, type] of [
    ['value_float', 'float32'],
    ['value_int', 'int'],
  ] as const) {
    const number = attributes.get(name);
    if (number?.kind === 'number') return hostValue(type, [], [number.value]);
  }
  for (const [name, type] of [
    ['value_floats', 'float32'],
    ['value_ints', 'int'],
  ] as const) {
    const numbers = attributes.get(name);
    if (numbers?.kind === 'numbers') return hostValue(type, [numbers.value.length], numbers.value);
  }
  return refuse(call, 'a dense tensor of numbers', [...attributes.keys()].join(', ') || 'nothing');
};

/** Numbers that depend on pixels stay in single precision, whatever float type the cast requests. */
const cast: Operator = (call) => {
  const to = numberOf(call, 'to', 0);
  const type = hostTypeOf(to) ?? refuse(call, 'a type that is read', `type ${to}`);
  const value = input(call, 0);
  if (value.kind === 'host') return convert(value, type);
  const { tensor, order } = value;
  if (type === 'bool')
    return deviceValue(
      flat((x) => x!.notEqual(0), tensor),
      order,
    );
  if (type === 'int')
    return deviceValue(
      flat((x) => x!.toInt(), tensor),
      order,
    );
  return tensor.dtype === 'float32'
    ? value
    : deviceValue(
        flat((x) => x!.toFloat(), tensor),
        order,
      );
};

/** Casts to the type of the second input. */
const castLike: Operator = (call) => {
  const [value, like] = [input(call, 0), input(call, 1)];
  return value.kind === 'host' && like.kind === 'host' ? convert(value, like.type) : value;
};

function convert(value: HostValue, type: HostValue['type']): HostValue {
  const to = { bool: (x: number) => Number(x !== 0), int: Math.trunc, float32: Number, float64: Number }[type];
  return hostValue(type, value.shape, Array.from(value.data, to));
}

const isTrue = (call: Call, at: number) => (constantInput(call, at, 'a condition')?.data[0] ?? 0) !== 0;

/** One of two branches, selected by constants or shapes only. */
const branch: Operator = (call) => {
  const chosen = call.node.attributes.get(isTrue(call, 0) ? 'then_branch' : 'else_branch');
  return chosen?.kind === 'graph' ? call.runBranch(chosen.value) : refuse(call, 'two branches', 'one or none');
};

/** Runs in test mode even if the file requests training; reports mention it (see `trainingNotes`). */
const dropout: Operator = (call) => {
  const value = input(call, 0);
  return call.node.outputs[1] ? refuse(call, 'one output', 'the mask as a second') : value;
};

/** Operators for constants, types and branches. */
export const controlOperators = {
  Cast: cast,
  CastLike: castLike,
  Constant: constant,
  Dropout: dropout,
  Identity: (call) => input(call, 0),
  If: branch,
} satisfies Record<string, (call: Call) => Value | Value[]>;
