import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { AttackSpec } from '../../src/contract/suite.js';
import { startEngine } from '../../src/kernels/engine.js';
import { attackOnce, attackSpec, dimensions, linearExample, logitsOf } from '../support/attackExample.js';
import { noisyModel } from '../support/noisyModel.js';

beforeAll(async () => {
  await startEngine('cpu');
});

/** A linear model and each image's distance to the nearest boundary. */
function example(seed: number, classes: number) {
  const { model, values, labels, batch } = linearExample(seed, { classes, images: 3, right: true });
  const distances = logitsOf(model, values).map((row, image) => {
    const label = labels[image]!;
    const weight = (i: number, k: number) => model.weights[classes * i + k]!;
    const lengths = row.map((logit, other) => {
      const w = Array.from({ length: dimensions }, (_, i) => weight(i, label) - weight(i, other));
      return other === label ? Number.POSITIVE_INFINITY : (row[label]! - logit) / Math.hypot(...w);
    });
    return Math.min(...lengths);
  });
  const isFooled = (changed: Float32Array) =>
    logitsOf(model, changed).map((row, image) => row.indexOf(Math.max(...row)) !== labels[image]);
  const norms = (changed: Float32Array) =>
    batch.images.map((_, image) => {
      const own = changed.subarray(image * dimensions, (image + 1) * dimensions);
      return Math.hypot(...own.map((value, at) => value - values[image * dimensions + at]!));
    });
  return { model, values, batch, distances, isFooled, norms };
}

/**
 * With the share and the length by which each may exceed the optimum: Adam's steps, of a quarter of its rate, are coarse,
 * and its margin follows the strongest other class, which with several need not be the nearest.
 */
describe.each([
  ['deepfool', attackSpec({ kind: 'deepfool' }), { classes: 5, excess: 1.021, resolution: 1e-4 }],
  [
    'cw',
    attackSpec({ kind: 'cw', searchSteps: 7, steps: 120, learningRate: 0.01, initialConstant: 0.1 }),
    { classes: 2, excess: 1.05, resolution: 0.008 },
  ],
] as const)('%s', (_, spec, { classes, excess, resolution }) => {
  it('finds the closed-form smallest perturbation of a linear model', () => {
    fc.assert(
      fc.property(fc.nat(500), (seed) => {
        const { model, batch, distances, isFooled, norms } = example(seed, classes);
        const changed = attackOnce(spec, model, { batch, epsilons: [100, 100, 100] });
        expect(isFooled(changed)).toEqual([true, true, true]);
        for (const [image, norm] of norms(changed).entries()) {
          expect(norm).toBeGreaterThan(0.999 * distances[image]!);
          expect(norm).toBeLessThan(excess * distances[image]! + resolution);
        }
        model.dispose();
      }),
      { numRuns: 4 },
    );
  });

  it('succeeds at a point if its norm is within the budget; otherwise is scaled down to the budget', () => {
    const { model, batch, distances, isFooled, norms } = example(3, classes);
    const scaled = (factor: number) => distances.map((distance) => factor * distance);
    expect(isFooled(attackOnce(spec, model, { batch, epsilons: scaled(1.1) }))).toEqual([true, true, true]);
    const below = attackOnce(spec, model, { batch, epsilons: scaled(0.9) });
    expect(isFooled(below)).toEqual([false, false, false]);
    for (const [image, norm] of norms(below).entries()) expect(norm).toBeCloseTo(0.9 * distances[image]!, 5);
  });

  it('leaves a misclassified image unchanged or almost unchanged', () => {
    const { model, batch, norms } = example(4, classes);
    const wrong = { ...batch, labels: batch.labels.map((label) => (label + 1) % classes) };
    const changed = attackOnce(spec, model, { batch: wrong, epsilons: [100, 100, 100] });
    for (const norm of norms(changed)) expect(norm).toBeLessThan(1e-3);
  });

  it('continues on a stochastic model until the mean margin of its draws falls', () => {
    const model = noisyModel(4, 1);
    const { batch } = linearExample(4, { classes: 2, images: 12 });
    const left = (eot: number) => {
      const few = spec.kind === 'cw' ? { searchSteps: 4, steps: 20 } : {};
      const epsilons = new Array(12).fill(100);
      const changed = attackOnce({ ...spec, ...few, eot } as AttackSpec, model, { batch, epsilons });
      const margins = batch.images.map((_, image) => {
        let score = 0;
        for (let i = 0; i < dimensions; i++) score += (changed[image * dimensions + i]! - 0.5) * model.mean[i]!;
        return Math.max(0, batch.labels[image] === 0 ? score : -score);
      });
      return margins.reduce((sum, value) => sum + value, 0) / 12;
    };
    expect(left(15)).toBeLessThan(0.6 * left(1));
  });
});
