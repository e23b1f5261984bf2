import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameKey, randomStream, shuffle } from '../../src/base/random.js';

const take = (seed: number, ...keys: number[]) => {
  const stream = randomStream(seed, 'test', ...keys);
  return Array.from({ length: 4 }, () => stream.float());
};

describe('randomStream', () => {
  it('gives equal streams for equal keys and other streams for other keys', () => {
    fc.assert(
      fc.property(fc.integer(), fc.array(fc.nat(), { maxLength: 4 }), fc.nat(), (seed, keys, extra) => {
        expect(take(seed, ...keys)).toEqual(take(seed, ...keys));
        expect(take(seed, ...keys, extra)).not.toEqual(take(seed, ...keys));
        expect(take(seed + 1, ...keys)).not.toEqual(take(seed, ...keys));
      }),
    );
  });

  it('keeps purposes apart', () => {
    expect(randomStream(1, 'attack', 2).float()).not.toBe(randomStream(1, 'clean', 2).float());
  });

  it('first numbers of neighbouring keys look independent', () => {
    const buckets = new Array<number>(64).fill(0);
    let previous = 0;
    for (let image = 0; image < 64_000; image++) {
      const value = randomStream(1, 'adversarial', 7, image, 0).float();
      buckets[Math.floor(value * 8) * 8 + Math.floor(previous * 8)]!++;
      previous = value;
    }
    const chiSquare = buckets.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    expect(chiSquare).toBeLessThan(110); // 63 degrees of freedom: exceeded with probability 0.0002
  });

  it('draws normals of mean 0 and variance 1, and uniform integers in range', () => {
    const stream = randomStream(3, 'test');
    const normals = Array.from({ length: 20_000 }, () => stream.normal());
    const mean = normals.reduce((sum, value) => sum + value, 0) / normals.length;
    const variance = normals.reduce((sum, value) => sum + value * value, 0) / normals.length;
    expect(Math.abs(mean)).toBeLessThan(0.03);
    expect(Math.abs(variance - 1)).toBeLessThan(0.05);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 31 }), (bound) => {
        const value = stream.int(bound);
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThan(bound);
      }),
    );
  });

  it('refuses a key that is not an integer', () => {
    expect(() => randomStream(1, 'test', 0.5)).toThrow(RangeError);
  });

  it('shuffles into a permutation', () => {
    const values = Int32Array.from({ length: 100 }, (_, index) => index);
    shuffle(values, randomStream(1, 'test', nameKey('shuffle')));
    expect([...values].sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, index) => index));
    expect([...values]).not.toEqual(Array.from({ length: 100 }, (_, index) => index));
  });
});
