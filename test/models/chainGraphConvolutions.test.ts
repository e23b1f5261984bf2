import { describe, expect, it } from 'vitest';
import { chainedConvolutions, chainGraphConvolutions, chainPrefix } from '../../src/models/chainGraphConvolutions.js';
import type { GraphNode } from '../../src/models/graphTopology.js';
import { joinedConvolution } from '../../src/models/joinGraphConvolutions.js';

const weightSpecs = [
  { name: 'wide', shape: [1, 1, 4, 8], dtype: 'float32' as const },
  { name: 'each', shape: [3, 3, 8, 1], dtype: 'float32' as const },
  { name: 'narrow', shape: [1, 1, 8, 4], dtype: 'float32' as const },
  { name: 'square', shape: [3, 3, 8, 4], dtype: 'float32' as const },
  { name: 'bias', shape: [8], dtype: 'float32' as const },
];

const joint = (name: string, input: readonly string[], { depthwise = false, added = false } = {}): GraphNode => ({
  name,
  op: joinedConvolution,
  input,
  attr: { depthwise: { b: depthwise }, added: { b: added }, activation: { s: btoa('linear') } },
});

const [expand, depthwise, project] = [
  joint('a', ['x', 'wide', 'bias']),
  joint('b', ['a', 'each'], { depthwise: true }),
  joint('c', ['b', 'narrow', 'x'], { added: true }),
];

const namesOf = (nodes: readonly GraphNode[], signature?: unknown) => {
  const facts = { weightSpecs, weights: new Uint8Array(0), signature };
  return chainGraphConvolutions({ node: nodes }, facts).node.map(({ name, op }) => `${name}: ${op}`);
};

describe('chains of joined convolutions of a graph', () => {
  it('have the name of the last, all operands in turn and the attributes of each', () => {
    const nodes = [expand, depthwise, project, { name: 'd', op: 'Neg', input: ['c'] }];
    const [chain, ...rest] = chainGraphConvolutions({ node: nodes }, { weightSpecs, weights: new Uint8Array(0) }).node;
    expect(chain).toMatchObject({ name: 'c', op: chainedConvolutions });
    expect(chain!.input).toEqual(['x', 'wide', 'bias', 'each', 'narrow', 'x']);
    expect(chain!.attr).toMatchObject({
      operands: { list: { i: ['2', '1', '2'] } },
      [`${chainPrefix(0)}depthwise`]: { b: false },
      [`${chainPrefix(1)}depthwise`]: { b: true },
      [`${chainPrefix(2)}added`]: { b: true },
    });
    expect(rest).toEqual([nodes[3]]);
  });

  it.each([
    ['an expansion with another reader', [expand, depthwise, { name: 'd', op: 'Neg', input: ['a'] }], ['a', 'b', 'd']],
    ['an expansion that adds something', [{ ...expand, attr: { added: { b: true } } }, depthwise], ['a', 'b']],
    ['a result that is added elsewhere', [depthwise, joint('c', ['y', 'narrow', 'b'], { added: true })], ['b', 'c']],
    ['larger kernels', [depthwise, joint('c', ['b', 'square'])], ['b', 'c']],
    ['convolutions that are not joined', [{ ...expand, op: 'Conv2D' }, depthwise], ['a', 'b']],
  ])('leave alone %s', (_, nodes, expected) => {
    expect(namesOf(nodes).map((name) => name.split(':')[0])).toEqual(expected);
  });

  it('leave alone what is an output', () => {
    const signature = { outputs: { first: { name: 'b:0' } } };
    expect(namesOf([expand, depthwise, project], signature)).toEqual([
      `b: ${chainedConvolutions}`,
      `c: ${joinedConvolution}`,
    ]);
  });
});
