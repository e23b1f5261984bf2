import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import tf from '../../src/tfjs/tfjs.cjs';
import { expectSameBits, expectSameOn, itOnBackends, normals, tensor, useEngine, valuesOn } from './support/tensors.js';

const operations = { add: tf.add, sub: tf.sub, mul: tf.mul, div: tf.div };

/** A shape, and the same with some axes set to 1 or left out at the front. */
const shapes = fc
  .array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 4 })
  .chain((whole) =>
    fc.record({
      whole: fc.constant(whole),
      ones: fc.array(fc.boolean(), { minLength: whole.length, maxLength: whole.length }),
      dropped: fc.integer({ min: 0, max: whole.length - 1 }),
    }),
  )
  .map(({ whole, ones, dropped }) => ({ whole, part: whole.map((n, i) => (ones[i] ? 1 : n)).slice(dropped) }));

describe('arithmetic on wasm', () => {
  itOnBackends(
    'gives the results and gradients of the stock cpu backend however one operand spreads over the other',
    async (others) => {
      const names = fc.constantFrom('add' as const, 'sub' as const, 'mul' as const, 'div' as const);
      await fc.assert(
        fc.asyncProperty(shapes, names, fc.boolean(), fc.nat(), async ({ whole, part }, name, swapped, seed) => {
          await expectSameOn(
            others,
            () => {
              const [a, b] = [tensor(normals(seed, ...whole)), tensor(normals(seed + 1, ...part))];
              const operands = (swapped ? [b, a] : [a, b]).map((t) => (name === 'div' ? t.abs().add(0.5) : t));
              const compute = (x: tf.Tensor, y: tf.Tensor) => operations[name](x, y) as tf.Tensor;
              return [compute(operands[0]!, operands[1]!), ...tf.grads(compute)(operands)];
            },
            1e-5,
          );
        }),
        { numRuns: 120 },
      );
    },
  );

  it('computes signs like the cpu backend, also of zeros, infinities and NaN', async () => {
    const special = [
      0,
      -0,
      1,
      -1,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      Number.NaN,
      1e-40,
      -1e-40,
      5,
      -7,
    ];
    const [expected] = await valuesOn('cpu', () => [tf.sign(tf.tensor1d(special))]);
    for (const engine of ['wasm simd', 'wasm relaxed', 'wasm wide'] as const) {
      expect(await valuesOn(engine, () => [tf.sign(tf.tensor1d(special))])).toEqual([expected]);
    }
  });
});

describe('Identity on wasm', () => {
  it('gives copies that outlive their original', async () => {
    await useEngine('wasm simd');
    const data = normals(1, 100);
    const original = tensor<tf.Rank.R1>(data);
    const copy = tf.clone(original);
    original.dispose();
    const other = tf.zeros([100]);
    expectSameBits(copy.dataSync() as Float32Array, data.values as Float32Array);
    tf.dispose([copy, other]);
  });

  it('keeps a variable apart from the tensor it was made of', async () => {
    await useEngine('wasm simd');
    const start = tf.tensor1d([1, 2, 3]);
    const variable = tf.variable(start.clone());
    variable.assign(tf.tensor1d([4, 5, 6]));
    expect([...start.dataSync()]).toEqual([1, 2, 3]);
    expect([...variable.dataSync()]).toEqual([4, 5, 6]);
    tf.dispose([start, variable]);
  });
});
