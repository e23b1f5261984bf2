import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { squareShare, squareSide } from '../../src/attacks/squareSchedule.js';
import { startEngine } from '../../src/kernels/engine.js';
import { attackOnce, attackSpec, dimensions, linearExample, marginsOf } from '../support/attackExample.js';
import { noisyModel } from '../support/noisyModel.js';

beforeAll(async () => {
  await startEngine('cpu');
});

describe('squareShare', () => {
  const share = (query: number, queries = 10_000) => squareShare(query, { queries, areaShare: 0.8 });

  it('is halved after 10, 50, 200, 500, 1000, 2000, 4000, 6000 and 8000 of 10,000 queries', () => {
    for (const [index, at] of [10, 50, 200, 500, 1000, 2000, 4000, 6000, 8000].entries()) {
      expect(share(at)).toBe(0.8 / 2 ** index);
      expect(share(at + 1)).toBe(0.8 / 2 ** (index + 1));
    }
    expect(share(1)).toBe(0.8);
    expect(share(10_000)).toBe(0.8 / 512);
  });

  it('is scaled to the budget', () => {
    for (let query = 1; query <= 1000; query++) expect(share(query, 1000)).toBe(share(10 * query));
  });

  it('gives sides from 1 to the image’s own', () => {
    expect(squareSide(0.8, [32, 32])).toBe(29);
    expect(squareSide(0.8 / 512, [32, 32])).toBe(1);
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 1, max: 40 }), (area, height) => {
        const side = squareSide(area, [height, 17]);
        expect(side).toBeGreaterThanOrEqual(1);
        expect(side).toBeLessThanOrEqual(Math.min(height, 17));
      }),
    );
  });
});

describe('square', () => {
  it('gets close to the closed-form optimum on a linear model that cannot be fooled, and ends at corners of the ball', () => {
    const { model, values, labels, batch } = linearExample(4, { classes: 2, images: 4, right: true });
    const w = Array.from({ length: dimensions }, (_, i) => model.weights[2 * i]! - model.weights[2 * i + 1]!);
    const before = marginsOf(model, values, labels);
    const norm = w.reduce((sum, value) => sum + Math.abs(value), 0);
    const epsilons = before.map((margin) => Math.min(0.2, (0.9 * margin) / norm));
    const changed = attackOnce(attackSpec({ kind: 'square', queries: 1500 }), model, { batch, epsilons });
    for (const [image, after] of marginsOf(model, changed, labels).entries()) {
      const optimum = epsilons[image]! * norm;
      expect(before[image]! - after).toBeGreaterThan(0.85 * optimum);
      expect(before[image]! - after).toBeLessThan(1.001 * optimum);
    }
    for (const [at, value] of changed.entries()) {
      expect(Math.abs(value - values[at]!)).toBeCloseTo(epsilons[Math.floor(at / dimensions)]!, 5);
    }
  });

  it('stops querying a deterministic model for an image that is misclassified', () => {
    const { model, batch } = linearExample(4, { classes: 2, images: 6, right: true });
    const sizes: number[] = [];
    const counting = {
      ...model,
      logits: (...[pixels, key]: Parameters<typeof model.logits>) => {
        sizes.push(pixels.shape[0]);
        return model.logits(pixels, key);
      },
    };
    const epsilons = new Array(6).fill(0.25);
    const changed = attackOnce(attackSpec({ kind: 'square', queries: 2000 }), counting, { batch, epsilons });
    expect(marginsOf(model, changed, batch.labels).every((margin) => margin < 0)).toBe(true);
    expect(sizes.length).toBeLessThan(2000);
    expect(sizes.every((size, index) => index === 0 || size <= sizes[index - 1]!)).toBe(true);
  });

  it('queries a stochastic model with new draws each time, to the end of its budget', () => {
    const model = noisyModel(1, 1);
    const { batch } = linearExample(1, { classes: 2, images: 2 });
    attackOnce(attackSpec({ kind: 'square', queries: 7, eot: 3 }), model, { batch, epsilons: [0.1, 0.1] });
    expect(model.asked).toHaveLength(2 * 8 * 3);
    expect(new Set(model.asked).size).toBe(model.asked.length);
  });
});
