import { describe, expect, it } from 'vitest';
import { joinSteps, type Step } from '../../../src/models/keras/joinSteps.js';
import {
  type AfterConvolution,
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
  run: (x, after) => {
    seen.push(after);
    return x;
  },
};
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
    const x = tf.scalar(1);
    joined[0]!.run({ args: [x], kwargs: {}, maskOf: () => undefined, setMask: () => {} });
    expect(seen.at(-1)).toMatchObject({ activation: 'relu' });
    expect(seen.at(-1)!.scale).toBe(normal.kind === 'normalization' ? normal.scale : undefined);
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
