import fc from 'fast-check';
import { describe, expect } from 'vitest';
import { momentumStep } from '../../src/kernels/momentumStep/momentumStep.js';
import tf from '../../src/tfjs/tfjs.cjs';
import { expectSameOn, itOnBackends, itOnEachEngine, normals, tensor, useEngine, valuesOn } from './support/tensors.js';

/** Of single operations rounded one by one, of which TensorFlow may fuse some. */
const tolerance = 1e-6;

const cases = fc.record({
  seed: fc.nat(),
  shape: fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 5 }),
  attributes: fc.record({
    rate: fc.constantFrom(0, 1e-4, 0.02, 1),
    momentum: fc.constantFrom(0, 0.9),
    gradientScale: fc.constantFrom(1, 3.5),
    weightDecay: fc.constantFrom(0, 5e-4, 0.1),
  }),
});

const step = (seed: number, shape: number[], attributes: Parameters<typeof momentumStep>[1]) => {
  const [weights, velocity, gradient] = [0, 1, 2].map((part) => tensor(normals(seed + part, ...shape)));
  const next = momentumStep({ weights: weights!, velocity: velocity!, gradient: gradient! }, attributes);
  return [next.weights, next.velocity, weights!, velocity!, gradient!];
};

describe('a step with momentum', () => {
  itOnBackends('gives the weights and velocity of the reference and leaves its inputs alone', async (others) => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ seed, shape, attributes }) => {
        await expectSameOn(others, () => step(seed, shape, attributes), tolerance);
      }),
      { numRuns: 60 },
    );
  });

  itOnEachEngine('keeps the velocity and follows it against the gradient, on %s', async (engine) => {
    await useEngine(engine);
    const attributes = { rate: 0.5, momentum: 0.25, gradientScale: 2, weightDecay: 0.125 };
    const [weights, velocity] = await valuesOn(engine, () => {
      const next = momentumStep(
        { weights: tf.tensor1d([8, 0]), velocity: tf.tensor1d([4, 4]), gradient: tf.tensor1d([3, -1]) },
        attributes,
      );
      return [next.weights, next.velocity];
    });
    expect([...velocity!]).toEqual([8, -1]); // 0.25 v + (2 g + 0.125 w)
    expect([...weights!]).toEqual([4, 0.5]);
  });
});
