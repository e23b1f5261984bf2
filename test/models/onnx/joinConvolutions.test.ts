import { describe, expect, it } from 'vitest';
import type { OnnxNode } from '../../../src/models/onnx/graph.js';
import { joinConvolutions } from '../../../src/models/onnx/joinConvolutions.js';
import { hostValue } from '../../../src/models/onnx/values.js';

const node = (
  op: string,
  inputs: readonly string[],
  output: string,
  attributes: Readonly<Record<string, number>> = {},
): OnnxNode => ({
  name: output,
  op,
  domain: '',
  inputs,
  outputs: [output],
  attributes: new Map(Object.entries(attributes).map(([key, value]) => [key, { kind: 'number', value } as const])),
});

const bound = (value: number) => hostValue('float32', [], [value]);
const initializers = new Map([
  ['zero', bound(0)],
  ['six', bound(6)],
  ['five', bound(5)],
]);

const joined = (nodes: readonly OnnxNode[], outputs: readonly string[]) =>
  joinConvolutions({ nodes, inputs: [], outputs, initializers }).nodes.map(({ op, outputs: [name], activation }) =>
    [op, name, activation].filter((part) => part !== undefined).join(' '),
  );

const convolution = node('Conv', ['x', 'w'], 'a');

describe('joining convolutions of an ONNX graph', () => {
  it.each([
    ['Relu', ['a'], 'Conv b relu'],
    ['Clip', ['a', 'zero', 'six'], 'Conv b relu6'],
    ['HardSwish', ['a'], 'Conv b hardswish'],
    ['Swish', ['a'], 'Conv b swish'],
  ])('joins %s, whose result keeps its name', (op, inputs, expected) => {
    expect(joined([convolution, node(op, inputs, 'b'), node('Neg', ['b'], 'c')], ['c'])).toEqual([expected, 'Neg c']);
  });

  it('joins the addition of another computed value, once, before or without an activation', () => {
    const short = node('Conv', ['x', 'v'], 's');
    const sum = node('Add', ['s', 'a'], 'b');
    const after = node('Relu', ['b'], 'c');
    const { nodes } = joinConvolutions({
      nodes: [convolution, short, sum, after],
      inputs: [],
      outputs: ['c'],
      initializers,
    });
    expect(nodes.map(({ op, outputs }) => `${op} ${outputs[0]}`)).toEqual(['Conv s', 'Conv c']);
    expect(nodes[1]).toMatchObject({ inputs: ['x', 'w', '', 's'], isSum: true, activation: 'relu' });
    expect(joined([convolution, node('Add', ['a', 'x'], 'b')], ['b'])).toEqual(['Conv b']);
    expect(joined([convolution, node('Add', ['a', 'a'], 'b')], ['b'])).toEqual(['Conv a', 'Add b']);
    expect(joined([convolution, node('Add', ['a', 'six'], 'b')], ['b'])).toEqual(['Conv a', 'Add b']);
  });

  const hard = node('HardSigmoid', ['a'], 'b', { alpha: Math.fround(1 / 6), beta: 0.5 });

  it.each([
    ['the sigmoid', 'swish', [node('Sigmoid', ['a'], 'b'), node('Mul', ['a', 'b'], 'c')]],
    ['the sigmoid', 'swish', [node('Sigmoid', ['a'], 'b'), node('Mul', ['b', 'a'], 'c')]],
    ['the hard sigmoid', 'hardswish', [hard, node('Mul', ['a', 'b'], 'c')]],
  ])('joins a product with %s as %s', (_, activation, rest) => {
    expect(joined([convolution, ...rest], ['c'])).toEqual([`Conv c ${activation}`]);
    const sum = [node('Conv', ['x', 'w'], 's'), node('Add', ['s', 'x'], 'a')];
    expect(joined([...sum, ...rest], ['c'])).toEqual([`Conv c ${activation}`]);
  });

  it.each([
    ['a sigmoid with another reader', [node('Sigmoid', ['a'], 'b'), node('Mul', ['a', 'b'], 'c')], ['b', 'c']],
    ['a sigmoid of another value', [node('Sigmoid', ['x'], 'b'), node('Mul', ['a', 'b'], 'c')], ['c']],
    ['a product of two sigmoids', [node('Sigmoid', ['a'], 'b'), node('Mul', ['b', 'b'], 'c')], ['c']],
    ['a sum with the sigmoid', [node('Sigmoid', ['a'], 'b'), node('Add', ['a', 'b'], 'c')], ['c']],
    ['a square', [node('Mul', ['a', 'a'], 'b')], ['b']],
    ['another hard sigmoid', [node('HardSigmoid', ['a'], 'b'), node('Mul', ['a', 'b'], 'c')], ['c']],
    ['a swish of another steepness', [node('Swish', ['a'], 'b', { alpha: 1.7 })], ['b']],
    ['other bounds', [node('Clip', ['a', 'zero', 'five'], 'b')], ['b']],
    ['one bound', [node('Clip', ['a', 'zero'], 'b')], ['b']],
    ['another reader', [node('Relu', ['a'], 'b'), node('Neg', ['a'], 'c')], ['b', 'c']],
    ['a result that is an output', [node('Relu', ['a'], 'b')], ['a', 'b']],
    ['another activation', [node('Elu', ['a'], 'b')], ['b']],
  ])('leaves alone %s', (_, rest, outputs) => {
    const nodes = [convolution, ...rest];
    expect(joined(nodes, outputs)).toEqual(nodes.map(({ op, outputs: [name] }) => `${op} ${name}`));
  });
});
