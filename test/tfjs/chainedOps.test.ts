import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../../src/kernels/engine.js';
import tf from '../../src/tfjs/tfjs.cjs';

beforeAll(() => startEngine('cpu'));

/** The method that each declaration file of tfjs-core adds to tensors. */
function declaredMethods(): string[] {
  const core = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-core/package.json'));
  return readdirSync(join(core, 'dist/public/chained_ops'))
    .filter((name) => name.endsWith('.d.ts') && !/register_all|_test/.test(name))
    .map((name) => name.replace(/\.d\.ts$/, ''));
}

const values = () => tf.tensor2d([1, 2, 3, 4], [2, 2]);

describe('methods of tensors', () => {
  it('are all that tfjs-core declares', () => {
    const existing = new Set(Object.getOwnPropertyNames(tf.Tensor.prototype).map((name) => name.toLowerCase()));
    const declared = declaredMethods().map((name) => name.replaceAll('_', '').toLowerCase());
    expect(declared.length).toBeGreaterThan(130);
    expect(declared.filter((name) => !existing.has(name))).toEqual([]);
  });

  it.each<[string, () => tf.Tensor, number[]]>([
    ['sum(axis)', () => values().sum(1), [3, 7]],
    ['sub', () => values().sub(1), [0, 1, 2, 3]],
    ['where(condition, other)', () => values().where(values().greater(2), tf.scalar(9)), [9, 9, 3, 4]],
    ['concat(tensor)', () => values().concat(values(), 1), [1, 2, 1, 2, 3, 4, 3, 4]],
    [
      'concat(list)',
      () =>
        values()
          .as1D()
          .concat([tf.tensor1d([5]), tf.tensor1d([6])]),
      [1, 2, 3, 4, 5, 6],
    ],
    ['stack', () => tf.scalar(1).stack([tf.scalar(2), tf.scalar(3)]), [1, 2, 3]],
    ['as4D', () => values().as4D(1, 4, 1, 1), [1, 2, 3, 4]],
    ['toInt', () => tf.tensor1d([1.7, -1.7]).toInt(), [1, -1]],
    ['reshapeAs', () => values().reshapeAs(tf.zeros([4])), [1, 2, 3, 4]],
    ['resizeNearestNeighbor', () => values().as3D(2, 2, 1).resizeNearestNeighbor([1, 1]), [1]],
    ['matMul(transposed)', () => values().matMul(values(), false, true), [5, 11, 11, 25]],
    ['pad', () => tf.tensor1d([1]).pad([[1, 1]], 7), [7, 1, 7]],
  ])('%s takes the tensor as the first operand', (_, compute, expected) => {
    expect([...compute().dataSync()]).toEqual(expected);
  });

  it('refuse disposed tensors, and asScalar refuses tensors of several elements', () => {
    const tensor = values();
    expect(() => tensor.asScalar()).toThrow('4 elements');
    tensor.dispose();
    expect(() => tensor.add(1)).toThrow(/disposed/);
  });

  it('have gradients', () => {
    const slope = tf.grad((x) => x.square().sum())(values());
    expect([...slope.dataSync()]).toEqual([2, 4, 6, 8]);
  });
});
