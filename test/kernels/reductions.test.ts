import { describe, expect } from 'vitest';
import tf from '../../src/tfjs/tfjs.cjs';
import { itOnEachEngine, normals, tensor, useEngine, valuesOn } from './support/tensors.js';

describe('reductions', () => {
  itOnEachEngine('of nothing are the identities of their operations, on %s', async (engine) => {
    await useEngine(engine);
    const empty = () => tf.zeros([2, 0, 3]);
    const cases: [tf.Tensor, number[], number][] = tf.tidy(() => [
      [tf.sum(empty(), 1), [2, 3], 0],
      [tf.mean(empty(), 1, true), [2, 1, 3], Number.NaN],
      [tf.prod(empty(), 1), [2, 3], 1],
      [tf.max(empty(), 1), [2, 3], Number.NEGATIVE_INFINITY],
      [tf.min(empty(), [1, 2], true), [2, 1, 1], Number.POSITIVE_INFINITY],
      [tf.max(empty().toInt(), 1), [2, 3], -(2 ** 31)],
      [tf.any(empty().toBool(), 1), [2, 3], 0],
      [tf.all(empty().toBool(), 1), [2, 3], 1],
      [tf.sum(empty(), 0), [0, 3], 0],
    ]);
    for (const [result, shape, value] of cases) {
      expect(result.shape).toEqual(shape);
      expect([...result.dataSync()]).toEqual(Array(tf.util.sizeFromShape(shape)).fill(value));
      result.dispose();
    }
  });

  itOnEachEngine('of a million values are right, on %s', async (engine) => {
    const values = await valuesOn(engine, () => [
      tf.mean(tf.fill([1_000_000], 0.1)),
      tf.sum(tf.fill([2, 2, 500_001], 0.1), 2),
      tf.mean(tf.fill([3, 224, 224, 2], 0.1), [1, 2], true),
    ]);
    const tolerance = engine === 'tensorflow' ? 1e-3 : 1e-5; // TensorFlow adds long axes in few parts
    for (const [at, right] of [0.1, 50_000.1, 0.1].entries()) {
      for (const value of values[at]!) expect(Math.abs(value / right - 1)).toBeLessThan(tolerance);
    }
  });

  itOnEachEngine('of long axes have the gradient and shape of short ones, on %s', async (engine) => {
    await valuesOn(engine, () => {
      const [x, weights] = [tensor(normals(1, 2, 5000, 2)), tensor<tf.Rank.R3>(normals(2, 2, 1, 2))];
      const gradient = tf.grad((values) => tf.sum(tf.mul(tf.mean(values, 1, true), weights)))(x);
      const expected = tf.mul(tf.ones([2, 5000, 2]), weights).div(5000);
      expect(gradient.sub(expected).abs().max().dataSync()[0]).toBeLessThan(1e-9);
      return [gradient];
    });
  });
});
