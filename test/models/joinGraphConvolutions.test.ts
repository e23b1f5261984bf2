import { describe, expect, it } from 'vitest';
import type { GraphNode } from '../../src/models/graphTopology.js';
import { joinedConvolution, joinGraphConvolutions } from '../../src/models/joinGraphConvolutions.js';

const weightSpecs = [
  { name: 'kernel', shape: [3, 3, 4, 8] },
  { name: 'depthwise', shape: [3, 3, 8, 1] },
  { name: 'bias', shape: [8] },
  { name: 'row', shape: [1, 1, 1, 8] },
  { name: 'other', shape: [4] },
  { name: 'variance', shape: [8] },
];

const op = (name: string, kind: string, ...input: string[]): GraphNode => ({ name, op: kind, input });

const join = (nodes: readonly GraphNode[], signature?: unknown) =>
  joinGraphConvolutions({ node: nodes }, { weightSpecs, signature }).node;

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

  it.each([
    ['the result has another reader', [op('b', 'Relu', 'a'), op('c', 'Neg', 'a')], undefined],
    ['the result is an output', [op('b', 'Relu', 'a')], { outputs: { first: { name: 'a:0' } } }],
    ['the operand has another length', [op('b', 'BiasAdd', 'a', 'other')], undefined],
    ['the operand is computed', [op('b', 'AddV2', 'a', 'x')], undefined],
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
