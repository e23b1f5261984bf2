import { describe, expect, it } from 'vitest';
import { chainConvolutions } from '../../../src/models/onnx/chainConvolutions.js';
import type { OnnxNode } from '../../../src/models/onnx/graph.js';
import { hostValue } from '../../../src/models/onnx/values.js';

const kernels = (...shape: number[]) => hostValue('float32', shape, new Float32Array(shape.reduce((a, b) => a * b, 1)));
const initializers = new Map([
  ['wide', kernels(8, 4, 1, 1)],
  ['each', kernels(8, 1, 3, 3)],
  ['twice', kernels(16, 1, 3, 3)],
  ['narrow', kernels(4, 8, 1, 1)],
  ['square', kernels(4, 8, 3, 3)],
  ['bias', kernels(8)],
]);

const conv = (inputs: readonly string[], output: string, rest: Partial<OnnxNode> = {}): OnnxNode => ({
  ...{ name: output, op: 'Conv', domain: '', inputs, outputs: [output], attributes: new Map() },
  ...rest,
});
const grouped = (inputs: readonly string[], output: string) =>
  conv(inputs, output, { attributes: new Map([['group', { kind: 'number', value: 8 } as const]]) });

const chained = (nodes: readonly OnnxNode[], outputs: readonly string[] = ['z']) =>
  chainConvolutions({ nodes, inputs: [], outputs, initializers }).nodes;

const [expand, depthwise, project] = [
  conv(['x', 'wide', 'bias'], 'a', { activation: 'relu6' }),
  grouped(['a', 'each'], 'b'),
  conv(['b', 'narrow', '', 'x'], 'c', { isSum: true }),
];

describe('chains of convolutions of an ONNX graph', () => {
  it('have the outputs of the last and the inputs of all in turn', () => {
    const [node, ...rest] = chained([expand, depthwise, project]);
    expect(rest).toEqual([]);
    expect(node).toMatchObject({ op: 'Conv', outputs: ['c'], chain: [expand, depthwise, project] });
    expect(node!.inputs).toEqual(['x', 'wide', 'bias', 'each', 'narrow', '', 'x']);
    expect(node!.isSum).toBeUndefined();
  });

  it.each([
    ['an expansion with another reader', [expand, depthwise, conv(['a', 'square'], 'z')], ['a', 'b', 'z']],
    ['an expansion that adds something', [{ ...expand, isSum: true }, depthwise], ['a', 'b']],
    ['a result that is added elsewhere', [depthwise, conv(['y', 'narrow', '', 'b'], 'c')], ['b', 'c']],
    ['larger kernels', [depthwise, conv(['b', 'square'], 'c')], ['b', 'c']],
    ['several results of a channel', [expand, grouped(['a', 'twice'], 'b')], ['a', 'b']],
    ['kernels that are computed', [conv(['x', 'computed'], 'a'), depthwise], ['a', 'b']],
  ])('leave alone %s', (_, nodes, expected) => {
    expect(chained(nodes).map(({ outputs: [name] }) => name)).toEqual(expected);
  });

  it('leave alone what is an output', () => {
    expect(chained([expand, depthwise, project], ['a', 'c']).map(({ outputs: [name] }) => name)).toEqual(['a', 'c']);
  });
});
