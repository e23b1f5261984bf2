import fc from 'fast-check';
import { describe, expect } from 'vitest';
import tf from '../../src/tfjs/tfjs.cjs';
import { expectSameOn, itOnBackends, itOnEachEngine, normals, tensor, valuesOn } from './support/tensors.js';

/** Roots and quotients in single precision against powers in double precision, relative to the largest result. */
const tolerance = 2e-6;

const cases = fc.record({
  seed: fc.nat(),
  batch: fc.integer({ min: 1, max: 3 }),
  side: fc.integer({ min: 1, max: 5 }),
  channels: fc.constantFrom(1, 2, 3, 4, 5, 7, 16, 32, 33, 54),
  radius: fc.integer({ min: 0, max: 7 }),
  bias: fc.constantFrom(1, 2, 0.5),
  alpha: fc.constantFrom(1, 1e-4, 0.03, 0.3),
  beta: fc.constantFrom(0.5, 0.75, 1),
});

describe('local response normalisation', () => {
  itOnBackends('gives the outputs and gradients of the reference', async (others) => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ seed, batch, side, channels, radius, bias, alpha, beta }) => {
        const normalise = (x: tf.Tensor) =>
          tf.localResponseNormalization(x as tf.Tensor4D, radius, bias, alpha, beta) as tf.Tensor;
        const compute = () => {
          const x = tensor(normals(seed, batch, side, side, channels));
          const dy = tensor(normals(seed + 1, batch, side, side, channels));
          return [normalise(x), tf.grad(normalise)(x, dy)];
        };
        await expectSameOn(others, compute, tolerance);
      }),
      { numRuns: 60 },
    );
  });

  itOnEachEngine('is accurate to float precision on %s, both for the series and beyond its range', async (engine) => {
    const count = 4000;
    const values = Float32Array.from({ length: count }, (_, i) => (80 * (i + 1)) / count);
    const [found] = await valuesOn(engine, () => [
      tf.localResponseNormalization(tensor({ shape: [1, 1, count, 1], values }) as tf.Tensor4D, 0, 1, 1e-4, 0.75),
    ]);
    const errors = Array.from(values, (x, i) => Math.abs(found![i]! / (x / (1 + 1e-4 * x * x) ** 0.75) - 1));
    expect(Math.max(...errors)).toBeLessThan(4e-7);
  });

  itOnBackends('leaves other exponents to tfjs', async (others) => {
    const compute = () => {
      const x = tensor(normals(1, 2, 3, 3, 8));
      const normalise = (a: tf.Tensor) => tf.localResponseNormalization(a as tf.Tensor4D, 2, 1, 1, 0.6) as tf.Tensor;
      return [normalise(x), tf.grad(normalise)(x)];
    };
    await expectSameOn(others, compute, 1e-5);
  });
});
