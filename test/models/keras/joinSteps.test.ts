import { describe, expect, it } from 'vitest';
import { joinSteps, type Step } from '../../../src/models/keras/joinSteps.js';
import type { ArgumentPlan } from '../../../src/models/keras/kerasGraph.js';
import {
  type AfterConvolution,
  type Borders,
  type BuiltLayer,
  type JointLayer,
  withJoint,
} from '../../../src/models/keras/kerasLayer.js';
import tf from '../../../src/tfjs/tfjs.cjs';

const layer: BuiltLayer = ({ args }) => args[0] as tf.Tensor;
const step = (key: string, joint?: JointLayer): Step => ({ key, run: withJoint(layer, joint), args: [], kwargs: {} });

const seen: AfterConvolution[] = [];
const convolution: JointLayer = {
  kind: 'convolution',
  isPaddable: true,
  isOpen: true,
  role: 'none',
  link: (after) => {
    seen.push(after);
    const { borders: _, ...rest } = after;
    return {
      depthwise: false,
      strides: [1, 1],
      dilations: [1, 1],
      pad: 'same',
      filter: tf.ones([1, 1, 1, 1]),
      ...rest,
    };
  },
};
const image = (value: number) => tf.fill([1, 1, 1, 1], value);
const normalization = (): JointLayer => ({ kind: 'normalization', scale: tf.scalar(2), offset: tf.scalar(3) });
const relu: JointLayer = { kind: 'activation', activation: 'relu' };

const keys = (steps: readonly Step[], readers: Readonly<Record<string, readonly (string | undefined)[]>>) =>
  joinSteps(steps, (key) => readers[key] ?? []).map(({ key }) => key);

describe('joining steps of a Keras network', () => {
  it('joins a convolution, its normalisation and its activation under the name of the last', () => {
    const normal = normalization();
    const steps = [step('a', convolution), step('b', normal), step('c', relu), step('d')];
    const joined = joinSteps(steps, (key) => ({ a: ['b'], b: ['c'], c: ['d'] })[key] ?? []);
    expect(joined.map(({ key }) => key)).toEqual(['c', 'd']);
    const x = image(1);
    joined[0]!.run({ args: [x], kwargs: {}, maskOf: () => undefined, setMask: () => {} });
    expect(seen.at(-1)).toMatchObject({ activation: 'relu' });
    expect(seen.at(-1)!.scale).toBe(normal.kind === 'normalization' ? normal.scale : undefined);
  });

  it('joins the zeros around its images, if only the convolution reads them and may be padded', () => {
    const borders: Borders = [
      [0, 1],
      [2, 3],
    ];
    const padding: JointLayer = { kind: 'padding', borders };
    const closed: JointLayer = { ...convolution, isOpen: false };
    const steps = [step('p', padding), step('a', closed), step('b', relu)];
    const joined = joinSteps(steps, (key) => ({ p: ['a'], a: ['b'] })[key] ?? []);
    expect(joined.map(({ key }) => key)).toEqual(['a', 'b']);
    joined[0]!.run({ args: [image(1)], kwargs: {}, maskOf: () => undefined, setMask: () => {} });
    expect(seen.at(-1)).toMatchObject({ activation: 'linear', borders });
    expect(keys(steps, { p: ['a', 'x'], a: ['b'] })).toEqual(['p', 'a', 'b']);
    const same: JointLayer = { ...convolution, isPaddable: false };
    expect(keys([step('p', padding), step('a', same), step('b', relu)], { p: ['a'], a: ['b'] })).toEqual(['p', 'b']);
  });

  it('joins the addition of an earlier tensor, once, and the activation after it', () => {
    const of = (layer: string): ArgumentPlan => ({ kind: 'tensor', reference: { layer, call: 0, output: 0 } });
    const list: ArgumentPlan = { kind: 'list', items: [of('a'), of('other')] };
    const sum = { ...step('sum/0', { kind: 'addition' }), args: [list] };
    const steps = [
      { ...step('other/0', convolution), args: [of('x')] },
      { ...step('a/0', convolution), args: [of('x')] },
      sum,
      step('relu/0', relu),
    ];
    const readers = (key: string) => ({ 'other/0': ['sum/0'], 'a/0': ['sum/0'], 'sum/0': ['relu/0'] })[key] ?? [];
    const joined = joinSteps(steps, readers);
    expect(joined.map(({ key }) => key)).toEqual(['a/0', 'relu/0']);
    expect(joined[1]!.args).toEqual([of('x'), of('a')]);
    const [x, other] = [image(1), image(2)];
    joined[1]!.run({ args: [x, other], kwargs: {}, maskOf: () => undefined, setMask: () => {} });
    expect(seen.at(-1)).toMatchObject({ activation: 'relu', added: other });
    const three = { ...sum, args: [{ ...list, items: [of('a'), of('other'), of('c')] }] };
    expect(joinSteps([...steps.slice(0, 2), three, steps[3]!], readers)).toHaveLength(4);
  });

  it('stops at results with other readers, outputs, a second normalisation and whatever follows the activation', () => {
    const steps = [step('a', convolution), step('b', normalization()), step('c', relu)];
    expect(keys(steps, { a: ['b', 'x'], b: ['c'] })).toEqual(['a', 'b', 'c']);
    expect(keys(steps, { a: ['b'], b: ['c', undefined] })).toEqual(['b', 'c']);
    const twice = [step('a', convolution), step('b', normalization()), step('c', normalization())];
    expect(keys(twice, { a: ['b'], b: ['c'] })).toEqual(['b', 'c']);
    const after = [step('a', convolution), step('b', relu), step('c', normalization())];
    expect(keys(after, { a: ['b'], b: ['c'] })).toEqual(['b', 'c']);
  });
});
