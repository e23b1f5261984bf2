import { expect, it } from 'vitest';
import { heldTensors, readsOf } from '../../../src/models/keras/heldTensors.js';
import type { ArgumentPlan, CallPlan } from '../../../src/models/keras/kerasGraph.js';
import tf from '../../../src/tfjs/tfjs.cjs';

const of = (layer: string): ArgumentPlan => ({ kind: 'tensor', reference: { layer, call: 0, output: 0 } });
const step = (...layers: string[]): CallPlan => ({ args: layers.map(of), kwargs: {} });
const output = { layer: 'c', call: 0, output: 0 };

it('tensors between steps are freed after their last use; inputs, outputs and tensors that are passed on are not', () => {
  const [toA, toB, toC] = [step('x'), step('a', 'x'), step('a', 'b')];
  const [x, a, c] = [1, 2, 3].map((value) => tf.scalar(value)) as [tf.Tensor, tf.Tensor, tf.Tensor];
  const held = heldTensors(readsOf([toA, toB, toC], [output]), new Map([['x/0', [x]]]));
  held.hold('a/0', [a]);
  held.release(toA);
  held.hold('b/0', [a]); // the same tensor, passed on
  held.release(toB);
  expect([x.isDisposed, a.isDisposed]).toEqual([false, false]);
  expect(held.of('b/0')).toEqual([a]);
  held.hold('c/0', [c]);
  held.release(toC);
  expect([x.isDisposed, a.isDisposed, c.isDisposed]).toEqual([false, true, false]);
  tf.dispose([x, c]);
});

it('results that nothing reads are freed at once', () => {
  const held = heldTensors(readsOf([step('x')], [output]), new Map());
  const result = tf.scalar(1);
  held.hold('unread/0', [result]);
  expect(result.isDisposed).toBe(true);
});
