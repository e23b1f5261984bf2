import { describe, expect, it } from 'vitest';
import { chainSteps } from '../../../src/models/keras/chainSteps.js';
import type { ConvolutionStep, Step } from '../../../src/models/keras/joinSteps.js';
import type { ArgumentPlan } from '../../../src/models/keras/kerasGraph.js';
import tf from '../../../src/tfjs/tfjs.cjs';

const of = (layer: string, output = 0): ArgumentPlan => ({ kind: 'tensor', reference: { layer, call: 0, output } });

/** Each convolution adds its own number to the images, in order. */
const convolution = (role: ConvolutionStep['role'], isSum = false): ConvolutionStep => ({
  role,
  isSum,
  link: (added) => ({
    ...{ depthwise: role === 'depthwise', filter: tf.ones([1, 1, 1, 1]), pad: 'same', activation: 'linear', added },
    ...{ strides: [1, 1], dilations: [1, 1], offset: tf.tensor1d([role === 'depthwise' ? 10 : 1]) },
  }),
});

const step = (layer: string, args: readonly ArgumentPlan[], own?: ConvolutionStep): Step => ({
  key: `${layer}/0`,
  run: ({ args: [x] }) => x as tf.Tensor,
  args,
  kwargs: {},
  ...(own === undefined ? {} : { convolution: own }),
});

const [pointwise, depthwise] = [convolution('pointwise'), convolution('depthwise')];
const [expand, each, project] = [
  step('expand', [of('x')], pointwise),
  step('each', [of('expand')], depthwise),
  step('project', [of('each')], pointwise),
];

const chained = (steps: readonly Step[], outputs: readonly string[] = []) => {
  const readers = (key: string) => [
    ...steps.filter(({ args }) => JSON.stringify(args).includes(`"${key.split('/')[0]}"`)).map((reader) => reader.key),
    ...outputs.filter((output) => output === key).map(() => undefined),
  ];
  return chainSteps(steps, readers);
};
const keys = (steps: readonly Step[], outputs: readonly string[] = []) => chained(steps, outputs).map(({ key }) => key);
const value = (x: tf.Tensor | readonly tf.Tensor[]) => [x].flat()[0]!.dataSync()[0];

describe('chains of steps of a Keras network', () => {
  it('run convolutions before and after a depthwise one in their order, under the name of the last', () => {
    const [whole, ...others] = chained([expand, each, project]);
    expect([whole!.key, others]).toEqual(['project/0', []]);
    expect(whole!.args).toEqual([of('x')]);
    const call = { kwargs: {}, maskOf: () => undefined, setMask: () => {} };
    expect(value(whole!.run({ ...call, args: [tf.fill([1, 1, 1, 1], 100)] }))).toBe(112);
  });

  it('add what the last one adds', () => {
    const sum = step('project', [of('each'), of('x')], convolution('pointwise', true));
    const [whole] = chained([expand, each, sum]);
    expect(whole!.args).toEqual([of('x'), of('x')]);
    const x = tf.fill([1, 1, 1, 1], 100);
    expect(value(whole!.run({ args: [x, x], kwargs: {}, maskOf: () => undefined, setMask: () => {} }))).toBe(212);
  });

  it('leave out what has other readers, is an output, adds something before the end, or is added to another', () => {
    const other = step('other', [of('expand')]);
    expect(keys([expand, each, other, project])).toEqual(['expand/0', 'other/0', 'project/0']);
    expect(keys([expand, each, project], ['each/0'])).toEqual(['each/0', 'project/0']);
    const sum = step('expand', [of('x'), of('y')], convolution('pointwise', true));
    expect(keys([sum, each, project])).toEqual(['expand/0', 'project/0']);
    const elsewhere = step('project', [of('x'), of('each')], convolution('pointwise', true));
    expect(keys([expand, each, elsewhere])).toEqual(['each/0', 'project/0']);
    expect(keys([step('expand', [of('x')]), each])).toEqual(['expand/0', 'each/0']);
    expect(keys([expand, step('each', [of('expand', 1)], depthwise)])).toEqual(['expand/0', 'each/0']);
  });

  it('share no convolution', () => {
    const second = step('second', [of('project')], depthwise);
    const last = step('last', [of('second')], pointwise);
    expect(keys([expand, each, project, second, last])).toEqual(['project/0', 'last/0']);
  });
});
