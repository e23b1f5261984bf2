import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sweptDeviations, sweptTiles, theorySweep } from '../../src/paper/theorySweep.js';
import { replicatedLoss } from '../../src/paper/tileRegularizer.js';

const number = fc.double({ min: -3, max: 3, noNaN: true });
const regression = fc.integer({ min: 1, max: 3 }).chain((weights) =>
  fc.integer({ min: 1, max: 4 }).chain((tiles) =>
    fc.record({
      replicas: fc.array(fc.array(number, { minLength: tiles, maxLength: tiles }), {
        minLength: weights,
        maxLength: weights,
      }),
      inputs: fc.array(fc.array(number, { minLength: weights, maxLength: weights }), { minLength: 1, maxLength: 4 }),
    }),
  ),
);

describe('replicatedLoss', () => {
  it('splits the average loss into that of the mean and a regulariser that is never negative and knows no labels', () => {
    fc.assert(
      fc.property(regression, fc.integer({ min: 0, max: 15 }), ({ replicas, inputs }, bits) => {
        const labels = inputs.map((_, index) => ((bits >> index) & 1) as 0 | 1);
        const turned = labels.map((label) => (1 - label) as 0 | 1);
        const [a, b] = [
          replicatedLoss({ replicas, inputs, labels }),
          replicatedLoss({ replicas, inputs, labels: turned }),
        ];
        expect(a.average).toBeCloseTo(a.ofMean + a.regularizer, 9);
        expect(a.regularizer).toBeGreaterThanOrEqual(-1e-12);
        expect(b.regularizer).toBe(a.regularizer);
        expect(b.secondOrder).toBe(a.secondOrder);
      }),
    );
  });

  it('has no regulariser where the tiles are equal', () => {
    fc.assert(
      fc.property(regression, ({ replicas, inputs }) => {
        const equal = replicas.map((values) => values.map(() => values[0]!));
        const { regularizer, secondOrder } = replicatedLoss({ replicas: equal, inputs, labels: inputs.map(() => 1) });
        expect(Math.abs(regularizer)).toBeLessThan(1e-9);
        expect(Math.abs(secondOrder)).toBeLessThan(1e-9);
      }),
    );
  });

  it('is 1/8 x^2 Var to second order at p = 1/2, and near it for small variances', () => {
    const { regularizer, secondOrder } = replicatedLoss({ replicas: [[-0.1, 0.1]], inputs: [[2]], labels: [0] });
    expect(secondOrder).toBeCloseTo(0.125 * 4 * 0.01, 12);
    expect(regularizer).toBeCloseTo((Math.log(1 + Math.exp(0.2)) + Math.log(1 + Math.exp(-0.2))) / 2 - Math.log(2), 12);
    expect(regularizer / secondOrder).toBeCloseTo(1, 2);
  });

  it('overflows for no weight', () => {
    const { regularizer } = replicatedLoss({ replicas: [[2000, -2000]], inputs: [[1]], labels: [1] });
    expect(regularizer).toBeCloseTo(1000 - Math.log(2), 6);
  });
});

describe('theorySweep', () => {
  it('covers all tiles and deviations, its second order within 2 % at small ones', () => {
    const points = theorySweep(1);
    expect(points).toHaveLength(sweptTiles.length * sweptDeviations.length);
    for (const { deviation, regularizer, secondOrder } of points) {
      if (deviation === 0) expect(Math.abs(regularizer)).toBeLessThan(1e-12);
      if (deviation === 0.1) expect(regularizer / secondOrder).toBeCloseTo(1, 1);
    }
  });
});
