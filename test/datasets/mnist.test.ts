import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../src/base/stableHash.js';
import { loadDataset } from '../../src/datasets/loadDataset.js';
import { digitCounts } from '../../src/datasets/mnistDigits.js';
import { apportion, stratifiedSplit } from '../../src/datasets/stratifiedSplit.js';

const load = (split: 'train' | 'test') => loadDataset({ name: 'mnist', split }, { dataDir: undefined });
const countLabels = (labels: Iterable<number>, classes = 10) => {
  const counts = new Array<number>(classes).fill(0);
  for (const label of labels) counts[label]!++;
  return counts;
};

describe('stratifiedSplit', () => {
  const cases = fc
    .record({
      labels: fc.uint8Array({ minLength: 1, maxLength: 300, max: 5 }),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      seed: fc.nat(),
    })
    .map(({ labels, share, seed }) => ({ labels, testCount: Math.floor(share * labels.length), seed }));

  it('puts every image into exactly one part, with the requested size of the test part', () => {
    fc.assert(
      fc.property(cases, ({ labels, ...options }) => {
        const { train, test } = stratifiedSplit(labels, 6, options);
        expect(test.length).toBe(options.testCount);
        expect([...train, ...test].sort((a, b) => a - b)).toEqual([...labels.keys()]);
      }),
    );
  });

  it('gives every class its share of the test part within one image, and keeps to the shares in every prefix', () => {
    fc.assert(
      fc.property(cases, ({ labels, ...options }) => {
        const { test } = stratifiedSplit(labels, 6, options);
        const sizes = countLabels(labels, 6);
        const inTest = countLabels(
          Array.from(test, (position) => labels[position]!),
          6,
        );
        inTest.forEach((count, label) => {
          expect(Math.abs(count - (sizes[label]! * options.testCount) / labels.length)).toBeLessThan(1);
        });
        const seen = new Array<number>(6).fill(0);
        test.forEach((position, at) => {
          seen[labels[position]!]!++;
          const classesThere = inTest.filter((count) => count > 0).length;
          seen.forEach((count, label) => {
            const share = ((at + 1) * inTest[label]!) / test.length;
            expect(Math.abs(count - share)).toBeLessThan(1 + (classesThere * inTest[label]!) / test.length + 1e-9);
          });
        });
      }),
    );
  });

  it('is the same for equal arguments and another one for another seed', () => {
    const labels = Uint8Array.from({ length: 200 }, (_, at) => at % 4);
    const split = (seed: number) => [...stratifiedSplit(labels, 4, { testCount: 40, seed }).test];
    expect(split(3)).toEqual(split(3));
    expect(split(3)).not.toEqual(split(4));
  });

  it('apportions the whole total, rounding to the largest remainders', () => {
    expect(apportion([1, 1, 1], 2)).toEqual([1, 1, 0]);
    expect(apportion([5, 3, 2], 5)).toEqual([3, 1, 1]);
  });
});

describe('mnist', () => {
  it('has 8,000 and 2,000 images of 32 x 32 x 1 on shared memory, a fifth of each digit in the test part', async () => {
    const [train, test] = [await load('train'), await load('test')];
    expect([train.count, test.count]).toEqual([8000, 2000]);
    expect(countLabels(test.labels)).toEqual([200, 225, 198, 206, 196, 173, 203, 214, 189, 196]);
    const both = countLabels([...train.labels, ...test.labels]);
    expect(both).toEqual([...digitCounts]);
    for (const { pixels, labels, shape, count } of [train, test]) {
      expect(shape).toEqual([32, 32, 1]);
      expect(pixels.length).toBe(count * 1024);
      expect(pixels.buffer).toBeInstanceOf(SharedArrayBuffer);
      expect(labels.buffer).toBeInstanceOf(SharedArrayBuffer);
    }
  });

  it('has no image twice, so none of the test part was trained on', async () => {
    const hashes = new Set<string>();
    for (const { pixels, count } of [await load('train'), await load('test')]) {
      for (let at = 0; at < count; at++) hashes.add(sha256(pixels.slice(at * 1024, (at + 1) * 1024)));
    }
    expect(hashes.size).toBe(10_000);
  });

  it('has an empty border of two pixels round digits that use the whole range of bytes', async () => {
    const { pixels } = await load('test');
    let brightest = 0;
    pixels.forEach((byte, at) => {
      const [row, column] = [Math.floor(at / 32) % 32, at % 32];
      if (byte > 0 && (Math.min(row, column) < 2 || Math.max(row, column) > 29)) expect.fail(`pixel ${at} is ${byte}`);
      brightest = Math.max(brightest, byte);
    });
    expect(brightest).toBe(255);
  });

  it('has every digit in its share, within three images, among the first images of the test part', async () => {
    const { labels } = await load('test');
    for (const prefix of [50, 100, 500]) {
      const counts = countLabels(labels.subarray(0, prefix));
      counts.forEach((count, digit) => {
        expect(Math.abs(count - (prefix * digitCounts[digit]!) / 10_000)).toBeLessThan(3);
      });
    }
  });

  it('gives the mean of its training part with either split', async () => {
    const [train, test] = [await load('train'), await load('test')];
    const mean = train.pixels.reduce((sum, byte) => sum + byte, 0) / (train.pixels.length * 255);
    expect(train.channelMeans[0]).toBeCloseTo(mean, 12);
    expect(test.channelMeans).toEqual(train.channelMeans);
  });

  it('is the same data from one version of this project to the next', async () => {
    expect((await load('train')).sha256).toMatchInlineSnapshot(
      `"391b4dc77556df8b336e564b2b60ee4fd6a06d64efde0f29dab672b25297b332"`,
    );
    expect((await load('test')).sha256).toMatchInlineSnapshot(
      `"aba5eb95291d126599d229674efcaef0c485f7e3df3d9183f39793f3da2c5b00"`,
    );
  });
});
