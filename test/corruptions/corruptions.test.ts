import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../src/base/random.js';
import { type Corruption, corruptionGroups } from '../../src/corruptions/corruption.js';
import { type CorruptionName, corruptions } from '../../src/corruptions/corruptions.js';
import type { Picture } from '../../src/corruptions/pictures/picture.js';

const side = 16;
const severities = [1, 2, 3, 4, 5];
const all = Object.entries(corruptions) as [CorruptionName, Corruption][];
const reference = JSON.parse(readFileSync(new URL('reference.json', import.meta.url), 'utf8')) as Record<
  string,
  number[]
>;

/** Ramps down, across and along the diagonal in red, green and blue. */
function ramps(): Picture {
  const values = new Float64Array(side * side * 3);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++)
      values.set([(16 * y) / 255, (16 * x) / 255, (8 * (x + y)) / 255], 3 * (side * y + x));
  }
  return { height: side, width: side, channels: 3, values };
}

function flat(value: number, channels = 3): Picture {
  return { height: 32, width: 32, channels, values: new Float64Array(32 * 32 * channels).fill(value) };
}

const stream = (image = 0) => randomStream(7, 'test', image);

const mean = (values: ArrayLike<number>) => Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;

function deviation(values: ArrayLike<number>): number {
  const middle = mean(values);
  return Math.sqrt(mean(Array.from(values, (value) => (value - middle) ** 2)));
}

describe('corruptions', () => {
  it('are fifteen in four groups, and four extras', () => {
    const standard = all.filter(([, { isExtra }]) => !isExtra);
    expect(standard).toHaveLength(15);
    expect(all).toHaveLength(19);
    const sizes = corruptionGroups.map((group) => standard.filter(([, own]) => own.group === group).length);
    expect(sizes).toEqual([3, 4, 4, 4]);
  });

  it.each(all)('%s depends only on its stream, does not change its input and stays finite', (_, corruption) => {
    const picture = ramps();
    for (const severity of severities) {
      const once = corruption.apply(picture, severity, stream());
      expect(once.values).toEqual(corruption.apply(ramps(), severity, stream()).values);
      expect(once.values.every(Number.isFinite)).toBe(true);
      expect(once).toMatchObject({ height: side, width: side, channels: 3 });
    }
    expect(picture.values).toEqual(ramps().values);
    expect(() => corruption.apply(picture, 6, stream())).toThrow('1 to 5');
  });

  it.each(all)('%s works on pictures of one channel', (_, corruption) => {
    const corrupted = corruption.apply(flat(0.4, 1), 3, stream());
    expect(corrupted.values).toHaveLength(32 * 32);
    expect(corrupted.values.every(Number.isFinite)).toBe(true);
  });
});

describe('noise', () => {
  it.each([
    ['gaussian_noise', [0.04, 0.06, 0.08, 0.09, 0.1]],
    ['shot_noise', [500, 250, 100, 75, 50].map((photons) => Math.sqrt(0.5 / photons))],
    ['speckle_noise', [0.06, 0.1, 0.12, 0.16, 0.2].map((sigma) => 0.5 * sigma)],
    ['impulse_noise', [0.01, 0.02, 0.03, 0.05, 0.07].map((share) => Math.sqrt(share / 4))],
  ] as const)('%s has the standard deviation that its law gives', (name, expected) => {
    for (const severity of severities) {
      const { values } = corruptions[name].apply(flat(0.5), severity, stream(severity));
      expect(mean(values)).toBeCloseTo(0.5, 1.7);
      expect(deviation(values) / expected[severity - 1]!).toBeGreaterThan(0.88);
      expect(deviation(values) / expected[severity - 1]!).toBeLessThan(1.12);
    }
  });
});

describe('results of the standard libraries on the same picture', () => {
  const bytes = (name: CorruptionName, severity: number) =>
    Array.from(corruptions[name].apply(ramps(), severity, stream()).values, (value) => 255 * value);

  it.each([
    ['pixelate0.9', 'pixelate', 2, 0.51],
    ['pixelate0.65', 'pixelate', 5, 0.51],
    // Pillow's transform works in whole numbers.
    ['jpeg80', 'jpeg_compression', 1, 2],
    ['jpeg40', 'jpeg_compression', 5, 2],
  ] as const)('%s', (key, name, severity, tolerance) => {
    const ours = bytes(name, severity);
    for (const [at, theirs] of reference[key]!.entries()) {
      expect(Math.abs(ours[at]! - theirs)).toBeLessThanOrEqual(tolerance);
    }
  });

  it.each([
    ['gauss1', 'gaussian_blur', 5, 1e-6],
    ['zoom1.06', 'zoom_blur', 1, 1e-6],
    ['zoom1.26', 'zoom_blur', 5, 1e-6],
  ] as const)('%s', (key, name, severity, tolerance) => {
    const ours = corruptions[name].apply(ramps(), severity, stream()).values;
    for (const [at, theirs] of reference[key]!.entries()) {
      expect(Math.abs(ours[at]! - theirs)).toBeLessThanOrEqual(tolerance);
    }
  });
});

describe('in closed form', () => {
  it('contrast moves values towards the channel means', () => {
    const picture = ramps();
    const { values } = corruptions.contrast.apply(picture, 5, stream());
    const red = picture.values.filter((_, at) => at % 3 === 0);
    expect(values[3 * side]).toBeCloseTo(mean(red) + 0.15 * (16 / 255 - mean(red)), 12);
  });

  it('brightness adds to the largest channel and keeps the ratios of the others', () => {
    const picture = { ...flat(0), values: new Float64Array(32 * 32 * 3).map((_, at) => [0.4, 0.2, 0.1][at % 3]!) };
    const { values } = corruptions.brightness.apply(picture, 5, stream());
    expect(values[0]).toBeCloseTo(0.7, 12);
    expect(values[1]).toBeCloseTo(0.35, 12);
    expect(values[2]).toBeCloseTo(0.175, 12);
  });

  it('saturation moves the lower channels away from the largest one', () => {
    const picture = { ...flat(0), values: new Float64Array(32 * 32 * 3).map((_, at) => [0.4, 0.3, 0.2][at % 3]!) };
    const { values } = corruptions.saturate.apply(picture, 3, stream());
    expect([...values.slice(0, 3)].map((value) => Number(value.toFixed(9)))).toEqual([0.4, 0.25, 0.1]);
  });

  it.each([
    'defocus_blur',
    'gaussian_blur',
    'glass_blur',
    'motion_blur',
    'zoom_blur',
    'elastic_transform',
    'pixelate',
  ] as const)('%s leaves a picture of one colour as it is', (name) => {
    for (const severity of severities) {
      for (const value of corruptions[name].apply(flat(0.3), severity, stream()).values)
        expect(value).toBeCloseTo(0.3, 9);
    }
  });

  it('impulse noise changes the share of values that it names, half to 0 and half to 1', () => {
    const { values } = corruptions.impulse_noise.apply(flat(0.5), 5, stream());
    const share = (value: number) => values.filter((own) => own === value).length / values.length;
    expect(share(0)).toBeCloseTo(0.035, 1.5);
    expect(share(1)).toBeCloseTo(0.035, 1.5);
    expect(share(0.5)).toBeCloseTo(0.93, 1.5);
  });
});
