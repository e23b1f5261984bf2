import { expect, it } from 'vitest';
import { checkGraph } from '../../src/models/checkGraph.js';

const nodes = (changes: object) => ({
  node: [
    { name: 'x', op: 'Placeholder' },
    { name: 'kernel', op: 'Const' },
    {
      name: 'conv',
      op: '_FusedConv2D',
      input: ['x', 'kernel'],
      attr: { strides: { list: { i: ['1', '2', '2', '1'] } } },
      ...changes,
    },
  ],
});
const check = (changes: object) => () => checkGraph('a model', nodes(changes), new Set(['kernel']));

it('refuses convolutions without a kernel, and strides that are no whole numbers above 0', () => {
  expect(check({})).not.toThrow();
  expect(check({ input: ['kernel'] })).toThrow(/node 'conv'[\s\S]*2 inputs for _FusedConv2D[\s\S]*found:\s+.*1/);
  expect(check({ input: undefined })).toThrow(/found:\s+.*0/);
  const fused = { fused_ops: { list: { s: [Buffer.from('BiasAdd').toString('base64')] } } };
  expect(check({ attr: fused })).toThrow(/3 inputs for _FusedConv2D[\s\S]*found:\s+.*2/);
  for (const i of [[[[[]]]], ['0'], [1.5], ['a'], [null]]) {
    expect(check({ attr: { strides: { list: { i } } } })).toThrow(/strides[\s\S]*whole numbers above 0/);
  }
});
