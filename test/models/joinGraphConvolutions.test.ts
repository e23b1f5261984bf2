import { describe, expect, it } from 'vitest';
import type { GraphNode } from '../../src/models/graphTopology.js';
import { joinedConvolution, joinGraphConvolutions } from '../../src/models/joinGraphConvolutions.js';

const weightSpecs = [
  { name: 'kernel', shape: [3, 3, 4, 8], dtype: 'float32' as const },
  { name: 'depthwise', shape: [3, 3, 8, 1], dtype: 'float32' as const },
  { name: 'bias', shape: [8], dtype: 'float32' as const },
  { name: 'row', shape: [1, 1, 1, 8], dtype: 'float32' as const },
  { name: 'other', shape: [4], dtype: 'float32' as const },
  { name: 'variance', shape: [8], dtype: 'float32' as const },
  { name: 'three', shape: [], dtype: 'float32' as const },
  { name: 'six', shape: [], dtype: 'float32' as const },
  { name: 'sixth', shape: [1], dtype: 'float32' as const },
  { name: 'zero', shape: [], dtype: 'float32' as const },
  { name: 'one', shape: [], dtype: 'float32' as const },
  { name: 'sides', shape: [4, 2], dtype: 'int32' as const },
  { name: 'images', shape: [4, 2], dtype: 'int32' as const },
];
const floats = new Float32Array(9 * 4 * 8 + 9 * 8 + 8 + 8 + 4 + 8 + 5);
floats.set([3, 6, 1 / 6, 0, 1], floats.length - 5);
const integers = Int32Array.of(0, 0, 0, 1, 2, 3, 0, 0, 1, 0, 0, 1, 2, 3, 0, 0);
const weights = new Uint8Array([...new Uint8Array(floats.buffer), ...new Uint8Array(integers.buffer)]);

const op = (name: string, kind: string, ...input: string[]): GraphNode => ({ name, op: kind, input });

const join = (nodes: readonly GraphNode[], signature?: unknown) =>
  joinGraphConvolutions({ node: nodes }, { weightSpecs, weights, signature }).node;

const namesOf = (nodes: readonly GraphNode[]) => nodes.map(({ name, op: kind }) => `${name}: ${kind}`);

describe('joining convolutions of a graph', () => {
  it('joins bias and activation, which keep the name of the last', () => {
    const nodes = join([
      op('a', 'Conv2D', 'x', 'kernel'),
      op('b', 'BiasAdd', 'a', 'bias'),
      op('c', 'Relu6', 'b'),
      op('d', 'DepthwiseConv2dNative', 'c', 'depthwise'),
      op('e', 'AddV2', 'row', 'd'),
      op('f', 'Mean', 'e'),
    ]);
    expect(namesOf(nodes)).toEqual([`c: ${joinedConvolution}`, `e: ${joinedConvolution}`, 'f: Mean']);
    expect(nodes.map(({ input }) => input)).toEqual([['x', 'kernel', 'bias'], ['c', 'depthwise', 'row'], ['e']]);
    expect(nodes[0]!.attr).toMatchObject({ depthwise: { b: false }, activation: { s: btoa('relu6') } });
    expect(nodes[1]!.attr).toMatchObject({ depthwise: { b: true }, activation: { s: btoa('linear') } });
  });

  it('joins batch normalisation in test mode with its epsilon, not in training mode', () => {
    const graph = (training: boolean) => [
      op('a', 'Conv2D', 'x', 'kernel'),
      {
        ...op('b', 'FusedBatchNormV3', 'a', 'bias', 'bias', 'bias', 'variance'),
        attr: { is_training: { b: training }, epsilon: { f: 0.01 } },
      },
    ];
    const [joined] = join(graph(false));
    expect(joined).toMatchObject({ name: 'b', op: joinedConvolution, attr: { epsilon: { f: 0.01 } } });
    expect(joined!.input).toEqual(['x', 'kernel', 'bias', 'bias', 'bias', 'variance']);
    expect(join(graph(true))).toEqual(graph(true));
  });

  it('joins zeros around the images of a convolution that has no padding, with their numbers', () => {
    const attr = { padding: { s: btoa('VALID') }, dilations: { list: { i: ['1', '1', '1', '1'] } } };
    const convolve = { ...op('a', 'Conv2D', 'p', 'kernel'), attr };
    const [joined, ...rest] = join([op('p', 'PadV2', 'x', 'sides', 'zero'), convolve]);
    expect(rest).toEqual([]);
    expect(joined).toMatchObject({ name: 'a', op: joinedConvolution, input: ['x', 'kernel'] });
    const sides = { i: ['0', '0', '0', '1', '2', '3', '0', '0'] };
    expect(joined!.attr).toMatchObject({ padding: { s: btoa('EXPLICIT') }, explicit_paddings: { list: sides } });
    for (const [padding, after] of [
      [op('p', 'PadV2', 'x', 'sides', 'one'), convolve],
      [op('p', 'Pad', 'x', 'images'), convolve],
      [op('p', 'Pad', 'x', 'computed'), convolve],
      [op('p', 'MirrorPad', 'x', 'sides'), convolve],
      [op('p', 'Pad', 'x', 'sides'), { ...convolve, attr: { ...attr, padding: { s: btoa('SAME') } } }],
      [
        op('p', 'Pad', 'x', 'sides'),
        { ...convolve, attr: { ...attr, dilations: { list: { i: ['1', '2', '2', '1'] } } } },
      ],
    ] as const) {
      expect(join([padding, after])).toEqual([padding, after]);
    }
  });

  it('joins the addition of another node, once, and the activation after it', () => {
    const nodes = join([
      op('s', 'Conv2D', 'x', 'kernel'),
      op('a', 'Conv2D', 'x', 'kernel'),
      op('b', 'BiasAdd', 'a', 'bias'),
      op('c', 'AddV2', 's', 'b'),
      op('d', 'Relu', 'c'),
    ]);
    expect(namesOf(nodes)).toEqual([`b: ${joinedConvolution}`, `d: ${joinedConvolution}`]);
    expect(nodes[1]).toMatchObject({ input: ['x', 'kernel', 'b'], attr: { added: { b: true } } });
  });

  const sigmoid = [op('b', 'Sigmoid', 'a'), op('c', 'Mul', 'a', 'b')];
  const risen = [op('b', 'AddV2', 'three', 'a'), op('c', 'Relu6', 'b')];

  it.each([
    ['a product with the sigmoid', 'swish', sigmoid],
    ['the sigmoid in the other order', 'swish', [op('c', 'Mul', 'b', 'a'), op('b', 'Sigmoid', 'a')]],
    ['a sixth of ReLU6', 'hardswish', [...risen, op('d', 'Mul', 'c', 'sixth'), op('e', 'Mul', 'a', 'd')]],
    ['a sixth of the product', 'hardswish', [...risen, op('d', 'Mul', 'c', 'a'), op('e', 'Mul', 'sixth', 'd')]],
    ['a division by 6', 'hardswish', [...risen, op('d', 'RealDiv', 'c', 'six'), op('e', 'Mul', 'd', 'a')]],
  ])('joins several nodes that are one activation: %s', (_, activation, rest) => {
    const last = rest.some(({ name }) => name === 'e') ? 'e' : 'c';
    const nodes = join([op('a', 'Conv2D', 'x', 'kernel'), ...rest, op('f', 'Mean', last)]);
    expect(namesOf(nodes)).toEqual([`${last}: ${joinedConvolution}`, 'f: Mean']);
    expect(nodes[0]).toMatchObject({ input: ['x', 'kernel'], attr: { activation: { s: btoa(activation) } } });
    const sum = join([op('s', 'Conv2D', 'x', 'kernel'), op('a', 'AddV2', 's', 'x'), ...rest]);
    expect(sum).toMatchObject([
      { name: last, input: ['x', 'kernel', 'x'], attr: { activation: { s: btoa(activation) } } },
    ]);
  });

  it('joins swish with the node by which TensorFlow gives it a gradient of its own, if only the product is read of it', () => {
    const swish = [...sigmoid, op('i', 'IdentityN', 'c', 'a')];
    const graph = (...input: string[]) => [op('a', 'Conv2D', 'x', 'kernel'), ...swish, op('f', 'Mean', ...input)];
    expect(namesOf(join(graph('i')))).toEqual([`i: ${joinedConvolution}`, 'f: Mean']);
    expect(namesOf(join(graph('i:0')))).toEqual([`i: ${joinedConvolution}`, 'f: Mean']);
    expect(join(graph('i:1'))).toEqual(graph('i:1'));
    expect(join(graph('i', 'c'))).toEqual(graph('i', 'c'));
    const other = [...graph('i').filter(({ name }) => name !== 'i'), op('i', 'IdentityN', 'a', 'c')];
    expect(join(other)).toEqual(other);
  });

  it.each([
    ['the sigmoid has another reader', [...sigmoid, op('d', 'Neg', 'b')], undefined],
    ['the sigmoid is an output', sigmoid, { outputs: { first: { name: 'b:0' } } }],
    ['the sigmoid is of another node', [op('b', 'Sigmoid', 'x'), op('c', 'Mul', 'a', 'b')], undefined],
    ['the result has a third reader', [...sigmoid, op('d', 'Neg', 'a')], undefined],
    ['the product is a sum', [op('b', 'Sigmoid', 'a'), op('c', 'AddV2', 'a', 'b')], undefined],
    ['the product is of two sigmoids', [op('b', 'Sigmoid', 'a'), op('c', 'Mul', 'b', 'b')], undefined],
    ['the result is squared', [op('b', 'Mul', 'a', 'a')], undefined],
    [
      'ReLU6 is of another sum',
      [op('b', 'AddV2', 'a', 'six'), ...risen.slice(1), op('d', 'Mul', 'c', 'sixth'), op('e', 'Mul', 'a', 'd')],
      undefined,
    ],
    ['nothing divides by 6', [...risen, op('d', 'Mul', 'a', 'c')], undefined],
    ['it divides by 3', [...risen, op('d', 'RealDiv', 'c', 'three'), op('e', 'Mul', 'a', 'd')], undefined],
    ['6 is divided', [...risen, op('d', 'RealDiv', 'six', 'c'), op('e', 'Mul', 'a', 'd')], undefined],
    ['the result has another reader', [op('b', 'Relu', 'a'), op('c', 'Neg', 'a')], undefined],
    ['the result is an output', [op('b', 'Relu', 'a')], { outputs: { first: { name: 'a:0' } } }],
    ['the operand has another length', [op('b', 'BiasAdd', 'a', 'other')], undefined],
    ['a result is added to itself', [op('b', 'AddV2', 'a', 'a')], undefined],
    ['the activation is another', [op('b', 'Elu', 'a')], undefined],
  ])('leaves a convolution alone if %s', (_, rest, signature) => {
    const nodes = [op('a', 'Conv2D', 'x', 'kernel'), ...rest];
    expect(join(nodes, signature)).toEqual(nodes);
  });

  it('leaves kernels alone that are computed', () => {
    const nodes = [op('k', 'Identity', 'kernel'), op('a', 'Conv2D', 'x', 'k'), op('b', 'Relu', 'a')];
    expect(join(nodes)).toEqual(nodes);
  });
});
