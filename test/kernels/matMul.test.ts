import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import tf from '../../src/tfjs/tfjs.cjs';
import {
  expectSameBits,
  expectSameOn,
  itOnBackends,
  itOnEachEngine,
  normals,
  tensor,
  valuesOn,
} from './support/tensors.js';

/** Float sums of up to 70 products of standard normals, relative to the largest result. */
const tolerance = 2e-6;

const size = fc.integer({ min: 1, max: 70 });
const products = fc.record({
  seed: fc.nat(),
  rows: size,
  inner: size,
  columns: size,
  transposeA: fc.boolean(),
  transposeB: fc.boolean(),
});

describe('matrix products on wasm', () => {
  itOnBackends('give the results and gradients of the stock cpu backend', async (others) => {
    await fc.assert(
      fc.asyncProperty(products, async ({ seed, rows, inner, columns, transposeA, transposeB }) => {
        const multiply = (a: tf.Tensor, b: tf.Tensor) => tf.matMul(a, b, transposeA, transposeB) as tf.Tensor;
        await expectSameOn(
          others,
          () => {
            const a = tensor<tf.Rank.R2>(normals(seed, ...(transposeA ? [inner, rows] : [rows, inner])));
            const b = tensor<tf.Rank.R2>(normals(seed + 1, ...(transposeB ? [columns, inner] : [inner, columns])));
            const dy = tensor(normals(seed + 2, rows, columns));
            return [multiply(a, b), ...tf.grads(multiply)([a, b], dy)];
          },
          tolerance,
        );
      }),
      { numRuns: 60 },
    );
  });

  itOnBackends('give the same for batches of matrices, which tfjs multiplies', async (others) => {
    await expectSameOn(
      others,
      () => [tf.matMul(tensor<tf.Rank.R3>(normals(1, 3, 4, 5)), tensor<tf.Rank.R3>(normals(2, 3, 5, 6)))],
      tolerance,
    );
  });

  itOnBackends('give the same with bias and activation fused', async (others) => {
    const activations = fc.constantFrom('linear' as const, 'relu' as const, 'sigmoid' as const);
    await fc.assert(
      fc.asyncProperty(products, activations, async ({ seed, rows, inner, columns }, activation) => {
        await expectSameOn(
          others,
          () => {
            const a = tensor<tf.Rank.R2>(normals(seed, rows, inner));
            const b = tensor<tf.Rank.R2>(normals(seed + 1, inner, columns));
            return [tf.fused.matMul({ a, b, bias: tensor(normals(seed + 2, columns)), activation })];
          },
          tolerance,
        );
      }),
      { numRuns: 30 },
    );
  });

  itOnEachEngine(
    'add each column its bias in every row and batch, whichever side is transposed, on %s',
    async (engine) => {
      const bias = () => tf.tensor1d([10, 20]);
      for (const [transposeA, transposeB] of [
        [false, false],
        [true, false],
        [false, true],
        [true, true],
      ] as const) {
        const a = () => tf.ones(transposeA ? [3, 2] : [2, 3]) as tf.Tensor2D;
        const b = () => tf.ones(transposeB ? [2, 3] : [3, 2]) as tf.Tensor2D;
        const results = await valuesOn(engine, () => [
          tf.fused.matMul({ a: a(), b: b(), transposeA, transposeB, bias: bias() }),
          tf.fused.matMul({ a: a(), b: b(), transposeA, transposeB, bias: tf.tensor1d([5]), activation: 'relu6' }),
          tf.fused.matMul({
            a: tf.stack([a(), a()]) as tf.Tensor3D,
            b: tf.stack([b(), b()]) as tf.Tensor3D,
            ...{ transposeA, transposeB, bias: bias() },
          }),
        ]);
        expect(results.map((values) => [...values])).toEqual([
          [13, 23, 13, 23],
          [6, 6, 6, 6],
          [13, 23, 13, 23, 13, 23, 13, 23],
        ]);
      }
    },
  );

  itOnEachEngine('of nothing are zero, on %s', async (engine) => {
    const results = await valuesOn(engine, () => [
      tf.matMul(tf.zeros([2, 0]), tf.zeros([0, 3])),
      tf.matMul(tf.zeros([0, 2]), tf.zeros([3, 0]), true, true),
    ]);
    expect(results.map((values) => [...values])).toEqual([Array(6).fill(0), Array(6).fill(0)]);
  });

  it('do not depend on how many rows there are', async () => {
    const [rows, inner, columns] = [13, 37, 10];
    const a = normals(1, rows, inner);
    const b = normals(2, inner, columns);
    for (const engine of ['wasm simd', 'wasm relaxed', 'wasm wide'] as const) {
      const multiply = (x: tf.Tensor) => tf.fused.matMul({ a: x as tf.Tensor2D, b: tensor<tf.Rank.R2>(b) });
      const back = (x: tf.Tensor) => tf.matMul(x as tf.Tensor2D, tensor<tf.Rank.R2>(b), false, true) as tf.Tensor;
      const [whole, wholeBack] = await valuesOn(engine, () => {
        const y = multiply(tensor(a));
        return [y, back(y)];
      });
      for (let i = 0; i < rows; i++) {
        const row = { shape: [1, inner], values: a.values.slice(i * inner, (i + 1) * inner) };
        const [y, x] = await valuesOn(engine, () => {
          const product = multiply(tensor(row));
          return [product, back(product)];
        });
        expectSameBits(y!, whole!.subarray(i * columns, (i + 1) * columns));
        expectSameBits(x!, wholeBack!.subarray(i * inner, (i + 1) * inner));
      }
    }
  });
});
