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
  { name: 'zero', shape: [], dtype: 'float32' as const },
  { name: 'one', shape: [], dtype: 'float32' as const },
  { name: 'sides', shape: [4, 2], dtype: 'int32' as const },
  { name: 'images', shape: [4, 2], dtype: 'int32' as const },
];
const floats = new Float32Array(9 * 4 * 8 + 9 * 8 + 8 + 8 + 4 + 8 + 2);
floats[floats.length - 1] = 1;
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

  it.each([
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
