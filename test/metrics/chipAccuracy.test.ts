import { describe, expect, it } from 'vitest';
import { randomStream } from '../../src/base/random.js';
import { accuracyProportion } from '../../src/metrics/accuracyProportion.js';
import { chipAccuracy } from '../../src/metrics/chipAccuracy.js';

/** Hits in one draw of images that a chip with this accuracy gets right. */
function hits(chip: number, accuracy: number, images = 200): number[] {
  const stream = randomStream(chip, 'test', images);
  return Array.from({ length: images }, () => (stream.float() < accuracy ? 1 : 0));
}

describe('chipAccuracy', () => {
  it('is the accuracy over images for one chip', () => {
    const one = hits(1, 0.7);
    expect(chipAccuracy([one], 1)).toEqual(accuracyProportion(one, 1));
  });

  it('counts all chips, images and draws', () => {
    const { hits: found, total } = chipAccuracy(
      [
        [4, 0, 2],
        [3, 1, 4],
      ],
      4,
    );
    expect([found, total]).toEqual([14, 24]);
  });

  it('has the interval of the images alone, about, if all chips agree', () => {
    const one = hits(1, 0.7);
    const [low, high] = chipAccuracy([one, one, one, one], 1).interval;
    const [lowOfOne, highOfOne] = accuracyProportion(one, 1).interval;
    expect(Math.abs(low - lowOfOne)).toBeLessThan(0.02);
    expect(Math.abs(high - highOfOne)).toBeLessThan(0.02);
  });

  it('is wider if chips differ: with chips of 0.9 and 0.3 it spans a chance of one alone', () => {
    const [low, high] = chipAccuracy([hits(1, 0.9), hits(2, 0.3)], 1).interval;
    expect(low).toBeLessThan(0.36);
    expect(high).toBeGreaterThan(0.86);
  });

  it('refuses chips with other images', () => {
    expect(() => chipAccuracy([[1], [1, 0]], 1)).toThrow(/other numbers of images/);
  });
});
