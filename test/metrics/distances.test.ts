import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../src/base/random.js';
import { resubmission } from '../../src/metrics/resubmission.js';
import { accuracyAt, areaUnderCurve, medianDistance, optimality } from '../../src/metrics/securityCurve.js';
import { worstCase } from '../../src/metrics/worstCase.js';

const distancesOf = fc.array(fc.double({ min: 0, max: 2, noNaN: true }), { minLength: 1, maxLength: 60 });

describe('resubmission', () => {
  it('of one try is the error rate', () => {
    const [once] = resubmission([0, 1, 4, 3], 4, [1]);
    expect(once!.success).toBeCloseTo(1 - 8 / 16, 12);
  });

  it('with as many tries as draws succeeds if any draw is wrong', () => {
    const [all] = resubmission([0, 1, 4, 3, 4], 4, [4]);
    expect(all!.success).toBeCloseTo(3 / 5, 12);
  });

  it('counts subsets of draws: 2 errors in 5 draws, 2 tries: 1 - 3/5 x 2/4', () => {
    expect(resubmission([3], 5, [2])[0]!.success).toBeCloseTo(1 - 0.3, 12);
  });

  it('is unbiased: its mean over many sets of draws is 1 - (1 - p)^k', () => {
    const stream = randomStream(3, 'test', 0);
    const draws = 6;
    const hits = Array.from({ length: 60_000 }, () => {
      let own = 0;
      for (let draw = 0; draw < draws; draw++) if (stream.float() >= 0.2) own++;
      return own;
    });
    for (const { tries, success, interval } of resubmission(hits, draws, [1, 3, 6])) {
      expect(success).toBeCloseTo(1 - 0.8 ** tries, 2);
      expect(interval[0]).toBeLessThan(success);
      expect(interval[1]).toBeGreaterThan(success);
    }
  });

  it('grows with the number of tries, and refuses more tries than draws', () => {
    const success = resubmission([1, 5, 9, 10], 10, [1, 2, 5, 10]).map((point) => point.success);
    expect(success).toEqual(success.toSorted((a, b) => a - b));
    expect(() => resubmission([1], 4, [5])).toThrow('1 to the draws');
  });
});

describe('worstCase', () => {
  it('takes the fewest hits of each image', () => {
    expect(
      worstCase([
        [5, 0, 3],
        [4, 2, 3],
        [5, 1, 0],
      ]),
    ).toEqual([4, 0, 0]);
    expect(() => worstCase([[1], [1, 1]])).toThrow('over 1 and over 2');
  });
});

describe('security curves', () => {
  it('count an image as right below its distance', () => {
    expect(accuracyAt([0, 0.1, 0.2, Number.POSITIVE_INFINITY], 0.1)).toBe(0.5);
    expect(accuracyAt([0, 0.1, 0.2, Number.POSITIVE_INFINITY], 0)).toBe(0.75);
  });

  it('have the area of the steps between distances', () => {
    expect(areaUnderCurve([0, 0.5, Number.POSITIVE_INFINITY, 4], 1)).toBeCloseTo((0 + 0.5 + 1 + 1) / 4, 12);
    fc.assert(
      fc.property(distancesOf, (distances) => {
        const steps = 4000;
        let sum = 0;
        for (let at = 0; at < steps; at++) sum += accuracyAt(distances, ((at + 0.5) * 1.5) / steps);
        expect(areaUnderCurve(distances, 1.5)).toBeCloseTo(sum / steps, 2);
      }),
      { numRuns: 20 },
    );
  });

  it('have an infinite median if most images resist, and an interval that covers the median', () => {
    const infinite = Number.POSITIVE_INFINITY;
    expect(medianDistance([1, infinite, infinite]).median).toBe(infinite);
    expect(medianDistance([3, 1, 2]).median).toBe(2);
    expect(medianDistance([1, 2, 3, 4]).median).toBe(2.5);
    fc.assert(
      fc.property(distancesOf, (distances) => {
        const { median, interval } = medianDistance(distances);
        expect(interval[0]).toBeLessThanOrEqual(median);
        expect(interval[1]).toBeGreaterThanOrEqual(median);
      }),
    );
  });

  it('interval of the median covers the true one in about 95 % of samples', () => {
    const stream = randomStream(5, 'test', 0);
    let covered = 0;
    for (let sample = 0; sample < 2000; sample++) {
      const { interval } = medianDistance(Array.from({ length: 101 }, () => stream.float()));
      if (interval[0] <= 0.5 && interval[1] >= 0.5) covered++;
    }
    expect(covered / 2000).toBeGreaterThan(0.94);
    expect(covered / 2000).toBeLessThan(0.985);
  });

  it('optimality is 1 for the best, 0 for an attack that finds nothing', () => {
    const best = [0, 0.2, 0.4];
    const nothing = [0, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    const options = { cleanAccuracy: 2 / 3, end: 1 };
    expect(optimality(best, best, options)).toBe(1);
    expect(optimality(nothing, best, options)).toBeCloseTo(0, 12);
    expect(optimality([0, 0.6, 0.7], best, options)).toBeCloseTo(1 - 0.7 / 1.4, 12);
    expect(optimality(nothing, nothing, options)).toBeNull();
  });
});
