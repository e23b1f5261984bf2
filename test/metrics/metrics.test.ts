import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/base/errors.js';
import { packOutcomes, unpackOutcomes } from '../../src/contract/packOutcomes.js';
import { accuracyProportion } from '../../src/metrics/accuracyProportion.js';
import { epsilonForSnr } from '../../src/metrics/epsilonForSnr.js';
import { filterSimilarity } from '../../src/metrics/filterSimilarity.js';
import { gapReduction } from '../../src/metrics/gapReduction.js';
import { holm } from '../../src/metrics/holm.js';
import { interpolateOnSnr } from '../../src/metrics/interpolateOnSnr.js';
import { mcnemarExact } from '../../src/metrics/mcnemarExact.js';
import { pairedDifference } from '../../src/metrics/pairedDifference.js';
import { pointLabel } from '../../src/metrics/pointLabel.js';
import { relativeProportion } from '../../src/metrics/relativeProportion.js';
import { snrDb } from '../../src/metrics/snrDb.js';
import { wilsonInterval } from '../../src/metrics/wilsonInterval.js';

describe('wilsonInterval', () => {
  // Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('of %i hits in %i is the published one', (hits, total, low, high) => {
    const interval = wilsonInterval(hits, total);
    expect(interval[0]).toBeCloseTo(low, 4);
    expect(interval[1]).toBeCloseTo(high, 4);
  });

  it('holds the rate, stays in [0, 1], and mirrors when hits and misses change places', () => {
    fc.assert(
      fc.property(fc.nat(5000), fc.nat(5000), (hits, misses) => {
        const total = hits + misses;
        const [low, high] = wilsonInterval(hits, total);
        const [mirroredLow, mirroredHigh] = wilsonInterval(misses, total);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        if (total > 0) expect(low <= hits / total && hits / total <= high).toBe(true);
        expect(mirroredLow).toBeCloseTo(1 - high, 12);
        expect(mirroredHigh).toBeCloseTo(1 - low, 12);
      }),
    );
  });

  it('widens when the trials carry less information', () => {
    const [low, high] = wilsonInterval(300, 1000);
    const [wideLow, wideHigh] = wilsonInterval(300, 1000, { effectiveTotal: 100 });
    expect(wideLow).toBeLessThan(low);
    expect(wideHigh).toBeGreaterThan(high);
    expect([wideLow, wideHigh]).toEqual(wilsonInterval(30, 100));
  });

  it('is [0, 1] without trials and refuses more hits than trials', () => {
    expect(wilsonInterval(0, 0)).toEqual([0, 1]);
    expect(() => wilsonInterval(3, 2)).toThrow('3 hits of 2');
  });
});

const hitsOf = (draws: number) => fc.array(fc.nat(draws), { minLength: 1, maxLength: 60 });

describe('accuracyProportion and relativeProportion', () => {
  it('are plain Wilson intervals for one draw', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(1), fc.nat(1)), { maxLength: 80 }), (pairs) => {
        const clean = pairs.map(([c]) => c);
        const adversarial = pairs.map(([, a]) => a);
        const hits = adversarial.reduce((sum, a) => sum + a, 0);
        expect(accuracyProportion(adversarial, 1)).toEqual({
          hits,
          total: pairs.length,
          interval: wilsonInterval(hits, pairs.length),
        });
        const correct = pairs.filter(([c]) => c === 1);
        const kept = correct.filter(([, a]) => a === 1).length;
        expect(relativeProportion(clean, adversarial, 1)).toEqual({
          hits: kept,
          total: correct.length,
          interval: wilsonInterval(kept, correct.length),
        });
      }),
    );
  });

  it('are the same as for one draw if all draws of an image agree', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(1), fc.nat(1)), { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 2, max: 9 }),
        (pairs, draws) => {
          const clean = pairs.map(([c]) => c);
          const adversarial = pairs.map(([, a]) => a);
          const many = relativeProportion(
            clean.map((c) => c * draws),
            adversarial.map((a) => a * draws),
            draws,
          );
          const one = relativeProportion(clean, adversarial, 1);
          expect(many.interval[0]).toBeCloseTo(one.interval[0], 10);
          expect(many.interval[1]).toBeCloseTo(one.interval[1], 10);
          const accuracy = accuracyProportion(
            adversarial.map((a) => a * draws),
            draws,
          );
          expect(accuracy.interval[0]).toBeCloseTo(accuracyProportion(adversarial, 1).interval[0], 10);
          expect(accuracy.interval[1]).toBeCloseTo(accuracyProportion(adversarial, 1).interval[1], 10);
        },
      ),
    );
  });

  it('count hits and totals as defined and hold the rate, for any number of draws', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }).chain((draws) => fc.tuple(fc.constant(draws), hitsOf(draws), hitsOf(draws))),
        ([draws, clean, adversarial]) => {
          const count = Math.min(clean.length, adversarial.length);
          const c = clean.slice(0, count);
          const a = adversarial.slice(0, count);
          const relative = relativeProportion(c, a, draws);
          expect(relative.hits).toBe(c.reduce((sum, ci, i) => sum + ci * a[i]!, 0));
          expect(relative.total).toBe(draws * c.reduce((sum, ci) => sum + ci, 0));
          const accuracy = accuracyProportion(a, draws);
          expect(accuracy.hits).toBe(a.reduce((sum, ai) => sum + ai, 0));
          expect(accuracy.total).toBe(draws * count);
          for (const { hits, total, interval } of [relative, accuracy]) {
            if (total > 0) expect(interval[0] <= hits / total && hits / total <= interval[1]).toBe(true);
            else expect(interval).toEqual([0, 1]);
          }
        },
      ),
    );
  });

  it('refuse lists of different lengths', () => {
    expect(() => relativeProportion([1], [1, 0], 1)).toThrow('1 clean images but 2');
  });
});

describe('SNR', () => {
  it('of the epsilon for an SNR is that SNR', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 100, noNaN: true }),
        fc.double({ min: -20, max: 100, noNaN: true }),
        fc.integer({ min: 1, max: 10_000 }),
        (norm, target, dimensions) => {
          const epsilon = epsilonForSnr(norm, target, dimensions);
          expect(snrDb(norm, epsilon * Math.sqrt(dimensions))).toBeCloseTo(target, 8);
        },
      ),
    );
  });

  it('is 20 dB at a tenth of the signal and infinite without noise', () => {
    expect(snrDb(10, 1)).toBeCloseTo(20, 12);
    expect(snrDb(10, 0)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('interpolateOnSnr', () => {
  const curve = fc.uniqueArray(
    fc.record({ snrDb: fc.integer({ min: 0, max: 60 }), value: fc.double({ min: 0, max: 1, noNaN: true }) }),
    {
      selector: (point) => point.snrDb,
      minLength: 1,
      maxLength: 8,
    },
  );

  it('passes through every point, stays between neighbours and never extrapolates, for any order of points', () => {
    fc.assert(
      fc.property(curve, fc.double({ min: -10, max: 70, noNaN: true }), (points, at) => {
        for (const point of points) expect(interpolateOnSnr(points, point.snrDb)).toBeCloseTo(point.value, 12);
        const value = interpolateOnSnr(points, at);
        const sorted = points.toSorted((a, b) => a.snrDb - b.snrDb);
        if (at < sorted[0]!.snrDb || at > sorted.at(-1)!.snrDb) {
          expect(value).toBeNull();
        } else {
          const upper = sorted.findIndex((point) => point.snrDb >= at);
          const neighbours = [sorted[upper]!.value, sorted[Math.max(0, upper - 1)]!.value];
          expect(value).toBeGreaterThanOrEqual(Math.min(...neighbours) - 1e-12);
          expect(value).toBeLessThanOrEqual(Math.max(...neighbours) + 1e-12);
        }
      }),
    );
  });

  it('is linear between two points', () => {
    expect(
      interpolateOnSnr(
        [
          { snrDb: 40, value: 0.8 },
          { snrDb: 30, value: 0.4 },
        ],
        33,
      ),
    ).toBeCloseTo(0.52, 12);
  });
});

it("gapReduction gives the paper's 41 % for 73.7 % against 55.5 %, and null where there is no gap to reduce", () => {
  expect(gapReduction(1 - 0.737, 1 - 0.555)).toBeCloseTo(0.41, 2);
  expect(gapReduction(0.2, 0)).toBeNull();
});

describe('filterSimilarity', () => {
  /** The definition, pair by pair. */
  function byPairs(
    kernels: number[],
    [tiles, height, width, inputs, outputs]: readonly [number, number, number, number, number],
  ) {
    const length = height * width * inputs;
    let sum = 0;
    for (let f = 0; f < outputs; f++) {
      const filters = Array.from({ length: tiles }, (_, t) =>
        Array.from({ length }, (_, i) => kernels[(t * length + i) * outputs + f]!),
      );
      const pairs: number[] = [];
      for (let s = 0; s < tiles; s++) for (let t = 0; t < s; t++) pairs.push(correlation(filters[s]!, filters[t]!));
      sum += pairs.reduce((total, r) => total + r, 0) / pairs.length;
    }
    return sum / outputs;
  }
  function correlation(a: number[], b: number[]): number {
    const mean = (values: number[]) => values.reduce((total, value) => total + value, 0) / values.length;
    const covariance = mean(a.map((value, i) => (value - mean(a)) * (b[i]! - mean(b))));
    return covariance / Math.sqrt(mean(a.map((v) => (v - mean(a)) ** 2)) * mean(b.map((v) => (v - mean(b)) ** 2)));
  }

  it('equals the mean over pairs of tiles, computed pair by pair', () => {
    const shapes = fc.tuple(
      fc.integer({ min: 2, max: 5 }),
      fc.integer({ min: 1, max: 3 }),
      fc.constant(2),
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 3 }),
    );
    fc.assert(
      fc.property(
        shapes.chain((shape) =>
          fc.tuple(
            fc.constant(shape),
            fc.array(fc.double({ min: -1, max: 1, noNaN: true }), {
              minLength: shape.reduce((a, b) => a * b),
              maxLength: shape.reduce((a, b) => a * b),
            }),
          ),
        ),
        ([shape, values]) => {
          // Distinct ramps keep every filter from being constant.
          const kernels = values.map((value, i) => value + Math.sin(i * 12.9898) * 2);
          expect(filterSimilarity(kernels, shape)).toBeCloseTo(byPairs(kernels, shape), 10);
        },
      ),
    );
  });

  it('is 1 for equal tiles, -1 for two opposite ones, null for one tile or constant filters', () => {
    const filter = [0.3, -0.2, 0.5, 0.1];
    expect(filterSimilarity([...filter, ...filter, ...filter], [3, 2, 2, 1, 1])).toBeCloseTo(1, 12);
    expect(filterSimilarity([...filter, ...filter.map((value) => -value)], [2, 2, 2, 1, 1])).toBeCloseTo(-1, 12);
    expect(filterSimilarity(filter, [1, 2, 2, 1, 1])).toBeNull();
    expect(filterSimilarity(new Array(8).fill(0.1), [2, 2, 2, 1, 1])).toBeNull();
    expect(() => filterSimilarity(filter, [2, 2, 2, 1, 1])).toThrow('4 values');
  });
});

describe('mcnemarExact', () => {
  /** Sum of binomial coefficients in whole numbers. */
  function wholeNumbers(b: number, c: number): number {
    const trials = b + c;
    let coefficient = 1n;
    let sum = 0n;
    for (let k = 0; k <= Math.min(b, c); k++) {
      sum += coefficient;
      coefficient = (coefficient * BigInt(trials - k)) / BigInt(k + 1);
    }
    const scale = 10n ** 80n;
    return Math.min(1, Number((2n * sum * scale) / 2n ** BigInt(trials)) / 1e80);
  }

  it('equals the binomial sum in integers and does not depend on the order', () => {
    fc.assert(
      fc.property(fc.nat(120), fc.nat(120), (b, c) => {
        expect(mcnemarExact(b, c)).toBe(mcnemarExact(c, b));
        expect(mcnemarExact(b, c) / wholeNumbers(b, c)).toBeCloseTo(1, 9);
      }),
    );
  });

  it('has the textbook values', () => {
    expect(mcnemarExact(0, 0)).toBe(1);
    expect(mcnemarExact(0, 5)).toBeCloseTo(0.0625, 12);
    expect(mcnemarExact(1, 9)).toBeCloseTo(0.021484375, 12);
    expect(mcnemarExact(2, 10)).toBeCloseTo(0.03857421875, 12);
  });

  it('stays finite and ordered for large counts', () => {
    expect(mcnemarExact(50_000, 50_000)).toBe(1);
    // Normal approximation with continuity correction: z = 499 / sqrt(100,500).
    expect(mcnemarExact(50_000, 50_500)).toBeCloseTo(0.1154, 3);
    expect(mcnemarExact(4000, 6000)).toBeLessThan(1e-80);
    expect(mcnemarExact(0, 100_000)).toBe(0);
    expect(() => mcnemarExact(-1, 2)).toThrow('-1 is no count');
  });
});

describe('holm', () => {
  it("gives what R's p.adjust gives", () => {
    const adjusted = holm([0.01, 0.04, 0.03, 0.005]);
    [0.03, 0.06, 0.06, 0.02].forEach((expected, i) => {
      expect(adjusted[i]).toBeCloseTo(expected, 12);
    });
  });

  it('never lowers a p-value, keeps their order, and follows any permutation', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 }), (pValues) => {
        const adjusted = holm(pValues);
        pValues.forEach((p, i) => {
          expect(adjusted[i]).toBeGreaterThanOrEqual(p);
          expect(adjusted[i]).toBeLessThanOrEqual(1);
          pValues.forEach((q, j) => {
            if (p < q) expect(adjusted[i]!).toBeLessThanOrEqual(adjusted[j]!);
          });
        });
        expect(holm(pValues.toReversed())).toEqual(adjusted.toReversed());
      }),
    );
  });
});

describe('pairedDifference', () => {
  it('holds the mean, has a width, and turns round with the sign', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(-1, -0.5, 0, 0.5, 1), { minLength: 3, maxLength: 200 }), (differences) => {
        const { mean, interval } = pairedDifference(differences);
        expect(interval[0]).toBeLessThanOrEqual(mean);
        expect(interval[1]).toBeGreaterThanOrEqual(mean);
        expect(interval[0]).toBeLessThan(interval[1]);
        const turned = pairedDifference(differences.map((difference) => -difference));
        expect(turned.interval[0]).toBeCloseTo(-interval[1], 12);
        expect(turned.interval[1]).toBeCloseTo(-interval[0], 12);
      }),
    );
  });
});

describe('packed outcomes', () => {
  const outcomes = fc
    .constantFrom(1, 2, 20, 255, 256, 1000)
    .chain((draws) => fc.tuple(fc.constant(draws), fc.array(fc.nat(draws), { maxLength: 300 })));

  it('are unpacked unchanged', () => {
    fc.assert(
      fc.property(outcomes, ([draws, hits]) => {
        expect(unpackOutcomes(packOutcomes(hits, draws), hits.length, draws)).toEqual(hits);
      }),
    );
  });

  it('of 10,000 random images with one draw take less than 2 kB', () => {
    const hits = Array.from({ length: 10_000 }, (_, i) => Math.abs(Math.imul(i, 0x9e3779b1)) % 2);
    expect(packOutcomes(hits, 1).length).toBeLessThan(2000);
  });

  it('of another number of images, or damaged anywhere, are a user error', () => {
    const hits = Array.from({ length: 100 }, (_, i) => ((i * i) % 3 === 0 ? 1 : 0));
    const text = packOutcomes(hits, 1);
    expect(() => unpackOutcomes(text, 99, 1)).toThrow(UserError);
    expect(() => unpackOutcomes(text, 200, 1)).toThrow('bytes where there should be 25');
    expect(() => unpackOutcomes('', 100, 1)).toThrow('not base64');
    expect(() => unpackOutcomes('not base64!', 100, 1, { where: 'a.json' })).toThrow('a.json');
    expect(() => unpackOutcomes(text.slice(0, -8), 100, 1)).toThrow('do not inflate');
    expect(() => unpackOutcomes(packOutcomes([0, 5], 5), 2, 4)).toThrow('5 hits of image number 1');
    fc.assert(
      fc.property(fc.nat(Buffer.from(text, 'base64').length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const bytes = Buffer.from(text, 'base64');
        bytes[at]! ^= flip;
        let read: number[] | undefined;
        try {
          read = unpackOutcomes(bytes.toString('base64'), hits.length, 1);
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
        }
        // A few bits of zlib's header say nothing about the content.
        if (read !== undefined) expect(read).toEqual(hits);
      }),
    );
  });

  it('cannot hold more hits than draws', () => {
    expect(() => packOutcomes([2], 1)).toThrow('2 hits of 1 draws');
  });
});

it('pointLabel names grey levels where epsilon is a whole number of them', () => {
  const strength = { kind: 'epsilons', epsilons: [0, 8 / 255, 0.0125, 1] } as const;
  expect([0, 1, 2, 3].map((point) => pointLabel(strength, point))).toEqual([
    'epsilon 0',
    'epsilon 8/255',
    'epsilon 0.0125',
    'epsilon 1',
  ]);
  expect(pointLabel({ kind: 'snrDb', snrDb: [33], snrReference: 'pixel' }, 0)).toBe('33 dB');
});
