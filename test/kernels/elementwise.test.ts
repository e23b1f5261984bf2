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
  useEngine,
  valuesOn,
} from './support/tensors.js';

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

  itOnEachEngine('computes signs, also of zeros, infinities and NaN, on %s', async (engine) => {
    const special = [
      0,
      -0,
      1,
      -1,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      Number.NaN,
      5,
      -7,
      1e-37,
      -1e-37,
    ];
    const [signs] = await valuesOn(engine, () => [tf.sign(tf.tensor1d(special))]);
    expect([...signs!].map((sign) => sign + 0)).toEqual([0, 0, 1, -1, 1, -1, Number.NaN, 1, -1, 1, -1]);
  });

  it('computes signs of numbers too small to be normal, and no negative zero', async () => {
    for (const engine of ['cpu', 'wasm simd', 'wasm relaxed', 'wasm wide'] as const) {
      const [signs] = await valuesOn(engine, () => [tf.sign(tf.tensor1d([1e-40, -1e-40, -0]))]);
      expect([...signs!]).toEqual([1, -1, 0]);
    }
  });
});

/** Every fifth value is NaN, in turn as JavaScript and as x64 makes it: with the sign bit. */
function withNaN({ shape, values }: ReturnType<typeof normals>) {
  const own = Float32Array.from(values, (value) => 3 * value);
  const bits = new Uint32Array(own.buffer);
  for (let at = 2; at < own.length; at += 5) bits[at] = at % 2 === 0 ? 0x7fc00000 : 0xffc00000;
  return { shape, values: own };
}

describe('NaN', () => {
  itOnBackends('is NaN in maxima and minima, whichever operand it is in and however one spreads', async (others) => {
    await fc.assert(
      fc.asyncProperty(shapes, fc.boolean(), fc.nat(), async ({ whole, part }, swapped, seed) => {
        await expectSameOn(
          others,
          () => {
            const [a, b] = [tensor(withNaN(normals(seed, ...whole))), tensor(withNaN(normals(seed + 1, ...part)))];
            const [x, y] = swapped ? [b, a] : [a, b];
            return [tf.maximum(x, y), tf.minimum(x, y)];
          },
          0,
        );
      }),
      { numRuns: 120 },
    );
  });

  itOnBackends('spreads where each operand has axes of its own', async (others) => {
    await expectSameOn(
      others,
      () => {
        const [a, b] = [tensor(withNaN(normals(1, 4, 1, 3))), tensor(withNaN(normals(2, 1, 5, 3)))];
        return [tf.maximum(a, b), tf.minimum(b, a)];
      },
      0,
    );
  });

  it('is the result of every bound, maximum and minimum of NaN, and of nothing else', async () => {
    const compute = () => {
      const [a, b] = [tf.tensor1d([Number.NaN, 1, 2]), tf.tensor1d([0, Number.NaN, 5])];
      return [tf.maximum(a, b), tf.minimum(a, b), tf.relu6(a), tf.clipByValue(a, 0, 1.5)];
    };
    for (const engine of ['wasm simd', 'wasm relaxed', 'wasm wide'] as const) {
      expect((await valuesOn(engine, compute)).map((values) => [...values])).toEqual([
        [Number.NaN, Number.NaN, 5],
        [Number.NaN, Number.NaN, 2],
        [Number.NaN, 1, 2],
        [Number.NaN, 1, 1.5],
      ]);
    }
  });

  itOnEachEngine('has no maxima and minima of nothing, on %s', async (engine) => {
    const cases: [number[], number[], number[]][] = [
      [
        [2, 1, 4],
        [1, 0, 4],
        [2, 0, 4],
      ],
      [
        [1, 0, 1],
        [2, 1, 3],
        [2, 0, 3],
      ],
      [[0], [1], [0]],
    ];
    for (const [a, b, shape] of cases) {
      await valuesOn(engine, () => {
        const results = [tf.maximum(tf.zeros(a), tf.zeros(b)), tf.minimum(tf.zeros(a), tf.zeros(b))];
        for (const result of results) expect(result.shape).toEqual(shape);
        return results;
      });
    }
  });

  itOnBackends('is NaN after bounds, alone and at the end of fused operations', async (others) => {
    for (const size of [1, 4, 7, 64]) {
      await expectSameOn(
        others,
        () => {
          const x = tensor(withNaN(normals(size, 2, size, 3, 3)));
          const first = tensor(normals(size, 1, size, 3, 3));
          const half = tf.concat([first, first.log()]); // in the second image NaN, where the logarithm has none
          const matrix = half.reshape([2, 9 * size]) as tf.Tensor2D;
          const bounded = (['relu', 'relu6'] as const).flatMap((activation) => [
            tf.fused.conv2d({ x: half, filter: tf.ones([1, 1, 3, 4]), strides: 1, pad: 'valid', activation }),
            tf.fused.conv2d({
              x,
              filter: tf.ones([1, 2, 3, 4]),
              strides: 1,
              pad: 'valid',
              dilations: [1, 2],
              activation,
            }),
            tf.fused.depthwiseConv2d({ x, filter: tf.ones([1, 2, 3, 2]), strides: 1, pad: 'same', activation }),
            tf.fused.matMul({ a: matrix, b: tf.ones([9 * size, 5]), activation }),
            tf.fused.matMul({ a: matrix, b: tf.ones([5, 2]), transposeA: true, transposeB: true, activation }),
          ]);
          return [
            tf.relu(x),
            tf.relu6(x),
            tf.clipByValue(x, -1, 2),
            tf.clipByValue(x, Number.NEGATIVE_INFINITY, 2),
            ...bounded,
          ];
        },
        1e-5,
      );
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
