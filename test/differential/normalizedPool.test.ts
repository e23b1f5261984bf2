import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { type NormalizedPooling, normalizedPool } from '../../src/kernels/normalizedPool/normalizedPool.js';
import {
  type Data,
  expectSameBits,
  expectSameOn,
  itOnBackends,
  itOnEachEngine,
  normals,
  tensor,
  valuesOn,
} from './support/tensors.js';

/** Roots and quotients in single precision against powers in double precision, relative to the largest result. */
const tolerance = 2e-6;

const cases = fc.record({
  seed: fc.nat(),
  batch: fc.integer({ min: 1, max: 3 }),
  height: fc.integer({ min: 2, max: 9 }),
  width: fc.integer({ min: 2, max: 19 }),
  channels: fc.constantFrom(1, 2, 3, 4, 5, 7, 16, 32, 33, 54),
  attributes: fc.record({
    pooling: fc.constantFrom('max' as const, 'average' as const),
    depthRadius: fc.integer({ min: 0, max: 7 }),
    bias: fc.constantFrom(1, 2, 0.5),
    alpha: fc.constantFrom(1, 1e-4, 0.3),
    beta: fc.constantFrom(0.5, 0.6, 0.75, 1),
  }),
});

/** As after ReLU: half are 0, so that windows have several largest units. */
function activations(seed: number, ...shape: number[]): Data {
  const { values } = normals(seed, ...shape);
  return { shape, values: values.map((value) => Math.max(value, 0)) as Float32Array };
}

function oneAfterTheOther(x: tf.Tensor4D, { pooling, depthRadius, bias, alpha, beta }: NormalizedPooling): tf.Tensor4D {
  const normalized = tf.localResponseNormalization(x, depthRadius, bias, alpha, beta);
  return pooling === 'max' ? tf.maxPool(normalized, 2, 2, 'valid') : tf.avgPool(normalized, 2, 2, 'valid');
}

describe('response normalisation joined with pooling', () => {
  itOnBackends('gives the outputs and gradients of the reference', async (others) => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ seed, batch, height, width, channels, attributes }) => {
        const pool = (x: tf.Tensor) => normalizedPool(x as tf.Tensor4D, attributes) as tf.Tensor;
        const compute = () => {
          const x = tensor(normals(seed, batch, height, width, channels));
          const dy = tensor(normals(seed + 1, batch, height >> 1, width >> 1, channels));
          return [pool(x), tf.grad(pool)(x, dy)];
        };
        await expectSameOn(others, compute, tolerance);
      }),
      { numRuns: 60 },
    );
  });

  itOnEachEngine(
    'is the two operations to the last bit, the first of equals taking the gradient, on %s',
    async (engine) => {
      await fc.assert(
        fc.asyncProperty(cases, async ({ seed, batch, height, width, channels, attributes }) => {
          const both = [normalizedPool, oneAfterTheOther].map((pool) => (x: tf.Tensor4D) => pool(x, attributes));
          const values = await valuesOn(engine, () =>
            both.flatMap((pool) => {
              const x = tensor(activations(seed, batch, height, width, channels));
              const dy = tensor(normals(seed + 1, batch, height >> 1, width >> 1, channels));
              return [pool(x), tf.grad(pool as (x: tf.Tensor) => tf.Tensor)(x, dy)];
            }),
          );
          expect(values.length).toBe(4);
          expectSameBits(values[0]!, values[2]!);
          expectSameBits(values[1]!, values[3]!);
        }),
        { numRuns: 40 },
      );
    },
  );
});
