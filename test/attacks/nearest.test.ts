import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { AttackBatch } from '../../src/attacks/attack.js';
import { ddn } from '../../src/attacks/nearest/ddn.js';
import { fab } from '../../src/attacks/nearest/fab.js';
import { fmn } from '../../src/attacks/nearest/fmn.js';
import type { NearestExamples } from '../../src/attacks/nearest/nearestExamples.js';
import { sigmaZero } from '../../src/attacks/nearest/sigmaZero.js';
import { type DistanceNorm, norms } from '../../src/attacks/norms/norms.js';
import { startEngine } from '../../src/kernels/engine.js';
import type { LoadedModel } from '../../src/models/loadModel.js';
import tf from '../../src/tfjs/tfjs.cjs';
import { dimensions, linearExample, logitsOf } from '../support/attackExample.js';
import { noisyModel } from '../support/noisyModel.js';

beforeAll(async () => {
  await startEngine('cpu');
});

type Find = (model: LoadedModel, batch: AttackBatch) => NearestExamples;

/** Each search, its norm, and by how much it may exceed the smallest distance that there is. */
const searches: readonly (readonly [string, DistanceNorm, number, Find])[] = [
  ...(['linf', 'l2', 'l1'] as const).flatMap(
    (norm) =>
      [
        [
          `fmn ${norm}`,
          norm,
          1.03,
          (model: LoadedModel, batch: AttackBatch) => fmn({ norm, steps: 100, eot: 1 }, model, batch),
        ],
        [
          `fab ${norm}`,
          norm,
          1.01,
          (model: LoadedModel, batch: AttackBatch) => fab({ norm, steps: 15, targets: 'all', eot: 1 }, model, batch),
        ],
      ] as const,
  ),
  [
    'fmn towards all classes',
    'l2',
    1.03,
    (model, batch) => fmn({ norm: 'l2', steps: 100, targets: 'all', eot: 1 }, model, batch),
  ],
  [
    'ddn towards all classes',
    'l2',
    1.25,
    (model, batch) => ddn({ steps: 100, gamma: 0.05, initialNorm: 1, targets: 'all', eot: 1 }, model, batch),
  ],
  ['fmn l0', 'l0', 1.35, (model, batch) => fmn({ norm: 'l0', steps: 100, eot: 1 }, model, batch)],
  ['ddn', 'l2', 1.25, (model, batch) => ddn({ steps: 100, gamma: 0.05, initialNorm: 1, eot: 1 }, model, batch)],
  [
    'sigma-zero',
    'l0',
    1.35,
    (model, batch) =>
      sigmaZero(
        { steps: 300, sigma: 1e-3, threshold: 0.3, thresholdStep: 0.01, learningRate: 1, eot: 1 },
        model,
        batch,
      ),
  ],
];

/** A linear model of three classes and, in every norm, each image's distance to the nearest boundary inside the box. */
function example(seed: number, { low = 0.3, high = 0.7 } = {}) {
  const made = linearExample(seed, { classes: 3, images: 3, right: true, low, high });
  const rows = logitsOf(made.model, made.values);
  const smallest = (norm: DistanceNorm) =>
    rows.map((row, image) => {
      const label = made.batch.labels[image]!;
      const lengths = row.flatMap((logit, other) => {
        if (other === label) return [];
        const w = Float32Array.from({ length: dimensions }, (_, at) => {
          return made.model.weights[3 * at + other]! - made.model.weights[3 * at + label]!;
        });
        const point = made.values.subarray(image * dimensions, (image + 1) * dimensions);
        return [norms[norm].reach(point, w, row[label]! - logit)];
      });
      return Math.min(...lengths);
    });
  return { ...made, smallest };
}

function isFooled(model: LoadedModel, batch: AttackBatch, points: Float32Array): boolean[] {
  return logitsOf(model, points).map((row, image) => row.indexOf(Math.max(...row)) !== batch.labels[image]);
}

describe.each(searches)('%s', (_, norm, excess, find) => {
  it('finds the closed-form smallest perturbation of a linear model', () => {
    fc.assert(
      fc.property(fc.nat(500), (seed) => {
        const { model, values, batch, smallest } = example(seed);
        const before = tf.memory().numTensors;
        const { points, distances } = find(model, batch);
        expect(tf.memory().numTensors).toBe(before);
        expect(isFooled(model, batch, points)).toEqual([true, true, true]);
        for (const [image, distance] of distances.entries()) {
          const own = (all: Float32Array) => all.subarray(image * dimensions, (image + 1) * dimensions);
          expect(distance).toBe(norms[norm].distance(own(points), own(values)));
          expect(distance).toBeGreaterThan(0.999 * smallest(norm)[image]!);
          expect(distance).toBeLessThanOrEqual(excess * smallest(norm)[image]! + (norm === 'l0' ? 1 : 1e-5));
        }
        for (const value of points) expect(value >= 0 && value <= 1).toBe(true);
        model.dispose();
      }),
      { numRuns: 3 },
    );
  });

  it('finds examples of saturated images too, whose box is open on one side only', () => {
    const { model, batch, values, smallest } = example(8, { low: 0, high: 1 });
    const saturated = values.map((value) => (value < 0.5 ? 0 : 1));
    const pixels = tf.tensor4d(saturated, batch.pixels.shape);
    const labels = Int32Array.from(logitsOf(model, saturated), (row) => row.indexOf(Math.max(...row)));
    const own = { ...batch, pixels, labels };
    const { points, distances } = find(model, own);
    expect(smallest(norm)).toHaveLength(3);
    expect(isFooled(model, own, points)).toEqual([true, true, true]);
    expect(distances.every(Number.isFinite)).toBe(true);
    expect(distances.every((distance) => distance > 0)).toBe(true);
  });

  it('says that a misclassified image is at distance 0', () => {
    const { model, batch, values } = example(4);
    const wrong = { ...batch, labels: batch.labels.map((label) => (label + 1) % 3) };
    const { points, distances } = find(model, wrong);
    expect([...distances]).toEqual([0, 0, 0]);
    expect(points).toEqual(values);
  });

  it('reports no example if there is none, and leaves the image clean', () => {
    const { batch, values } = example(5);
    const constant: LoadedModel = {
      ...example(5).model,
      // The true class leads by far; slopes are there, but the box ends long before.
      logits: (pixels) =>
        tf.tidy(() => {
          const sums = pixels.reshape([pixels.shape[0], dimensions]).sum(1, true) as tf.Tensor2D;
          const truth = tf.oneHot(tf.tensor1d(batch.labels.slice(0, pixels.shape[0]), 'int32'), 3) as tf.Tensor2D;
          return sums
            .mul(1e-3)
            .mul(tf.tensor2d([[1, 2, 3]]))
            .add(truth.mul(50)) as tf.Tensor2D;
        }),
    };
    const { points, distances } = find(constant, batch);
    expect([...distances]).toEqual(new Array(3).fill(Number.POSITIVE_INFINITY));
    expect(points).toEqual(values);
  });

  it('does not depend on the batch', () => {
    const { model, batch, values } = example(6);
    const all = find(model, batch);
    for (const image of [0, 2]) {
      const pixels = tf.slice(batch.pixels, [image, 0, 0, 0], [1, -1, -1, -1]) as tf.Tensor4D;
      const alone = { ...batch, pixels, labels: batch.labels.slice(image, image + 1), images: [batch.images[image]!] };
      const { points } = find(model, alone);
      expect(points).toEqual(all.points.slice(image * dimensions, (image + 1) * dimensions));
    }
    expect(values).toHaveLength(3 * dimensions);
  });
});

describe('minimum norm on a stochastic model', () => {
  it('uses the mean margin of its draws', () => {
    const model = noisyModel(4, 1);
    const { batch } = linearExample(4, { classes: 2, images: 12 });
    const left = (eot: number) => {
      const { points } = fmn({ norm: 'l2', steps: 30, eot }, model, batch);
      const margins = batch.images.map((_, image) => {
        let score = 0;
        for (let i = 0; i < dimensions; i++) score += (points[image * dimensions + i]! - 0.5) * model.mean[i]!;
        return Math.max(0, batch.labels[image] === 0 ? score : -score);
      });
      return margins.reduce((sum, value) => sum + value, 0);
    };
    expect(left(15)).toBeLessThan(0.7 * left(1));
  });
});
