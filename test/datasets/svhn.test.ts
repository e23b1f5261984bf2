import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadDataset } from '../../src/datasets/loadDataset.js';
import { readMatArrays } from '../../src/datasets/readMatArrays.js';
import { type MatOptions, matFile, type WrittenArray } from './support/matFile.js';
import { temporaryFolder, userFault } from './support/temporaryFolder.js';

const dataDir = temporaryFolder();
const file = join(dataDir, 'test_32x32.mat');
const load = () => loadDataset({ name: 'svhn', split: 'test' }, { dataDir });
const layouts: MatOptions[] = [true, false].flatMap((little) =>
  [true, false].map((compressed) => ({ little, compressed })),
);

/** A pixel's value from where it is, so that any mix-up of axes shows. */
const pixel = (row: number, column: number, channel: number, image: number) =>
  (row * 7 + column * 31 + channel * 101 + image * 57) % 256;

function images(count: number): WrittenArray {
  const values: number[] = [];
  for (let image = 0; image < count; image++)
    for (let channel = 0; channel < 3; channel++)
      for (let column = 0; column < 32; column++)
        for (let row = 0; row < 32; row++) values.push(pixel(row, column, channel, image));
  return { name: 'X', dimensions: [32, 32, 3, count], values, stored: 'uint8' };
}
const labels = (values: number[], stored: WrittenArray['stored'] = 'uint8'): WrittenArray => ({
  name: 'y',
  dimensions: [values.length, 1],
  values,
  stored,
});
const plain: MatOptions = { little: true, compressed: false };
const packed: MatOptions = { little: true, compressed: true };

describe('readMatArrays', () => {
  const arrays = fc.array(
    fc
      .record({
        name: fc.stringMatching(/^[a-z][a-z0-9_]{0,9}$/),
        dimensions: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 2, maxLength: 4 }),
        stored: fc.constantFrom('uint8', 'int16', 'double' as const),
        seed: fc.nat(255),
      })
      .map(({ seed, ...array }): WrittenArray => {
        const count = array.dimensions.reduce((a, b) => a * b, 1);
        return { ...array, values: Array.from({ length: count }, (_, at) => (seed + 37 * at) % 256) };
      }),
    { maxLength: 4 },
  );

  it('reads back every array that was written, in both byte orders, compressed and not', async () => {
    await fc.assert(
      fc.asyncProperty(arrays, fc.constantFrom(...layouts), fc.nat(3), async (written, options, skipped) => {
        writeFileSync(file, matFile(written, options));
        const names: string[] = [];
        for await (const array of readMatArrays(file)) {
          const expected = written[names.length]!;
          expect(array.dimensions).toEqual(expected.dimensions);
          // Not taking all the numbers of an array must not disturb the next one.
          if (names.length !== skipped) expect([...(await array.take(array.count))]).toEqual(expected.values);
          names.push(array.name);
        }
        expect(names).toEqual(written.map(({ name }) => name));
      }),
      { numRuns: 60 },
    );
  });

  it('passes over text, structures and complex arrays', async () => {
    const numeric = labels([1, 2, 3]);
    const others = [4, 2, 9 | 0x0800].map((flags) => ({ ...numeric, name: `kind${flags}`, flags }));
    for (const options of layouts) {
      writeFileSync(file, matFile([...others, numeric, ...others], options));
      const names: string[] = [];
      for await (const { name } of readMatArrays(file)) names.push(name);
      expect(names).toEqual(['y']);
    }
  });
});

describe('svhn', () => {
  it.each(layouts)('turns columns into NHWC and label 10 into digit 0 (%o)', async (options) => {
    writeFileSync(file, matFile([images(3), labels([10, 1, 9], 'double')], options));
    const { pixels, labels: digits, shape, count, classNames, sha256 } = await load();
    expect({ shape, count, digits: [...digits] }).toEqual({ shape: [32, 32, 3], count: 3, digits: [0, 1, 9] });
    expect(classNames[digits[2]!]).toBe('9');
    for (let at = 0; at < pixels.length; at++) {
      const [channel, column] = [at % 3, Math.floor(at / 3) % 32];
      const [row, image] = [Math.floor(at / 96) % 32, Math.floor(at / 3072)];
      if (pixels[at] !== pixel(row, column, channel, image)) expect.fail(`pixel ${at} is ${pixels[at]}`);
    }
    expect(pixels.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it('has the same hash however the file was written', async () => {
    const hashes = new Set<string>();
    for (const options of layouts) {
      writeFileSync(file, matFile([labels([3, 10], 'int16'), images(2)], options));
      hashes.add((await load()).sha256);
    }
    expect(hashes.size).toBe(1);
  });

  it.each([
    ['labels outside 1 to 10', [images(2), labels([1, 11])], /label 11 of image 1/],
    ['label 0', [images(1), labels([0])], /label 0/],
    ['broken labels', [images(1), labels([1.5], 'double')], /label 1\.5/],
    ['more labels than images', [images(2), labels([1, 2, 3])], /2 images and 3 labels/],
    ['no labels', [images(1)], /none/],
    ['no images', [labels([1])], /none/],
    ['images of another size', [{ ...images(1), dimensions: [16, 64, 3, 1] }, labels([1])], /16 x 64 x 3 x 1/],
    ['images not stored as bytes', [{ ...images(1), stored: 'int16' }, labels([1])], /not bytes/],
    [
      'dimensions that do not fit the data',
      [{ ...images(1), dimensions: [32, 32, 3, 2] }, labels([1])],
      /bytes of data/,
    ],
  ] as [string, WrittenArray[], RegExp][])('refuses %s, naming the file and the remedy', async (_, arrays, found) => {
    for (const options of [plain, packed]) {
      writeFileSync(file, matFile(arrays, options));
      const fault = await userFault(load());
      expect(fault.where).toBe(file);
      expect(fault.found).toMatch(found);
      expect(fault.remedy).toContain('rapa data svhn');
    }
  });

  it('refuses a file cut off at any place', async () => {
    const sizes = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    await fc.assert(
      fc.asyncProperty(sizes, fc.constantFrom(...layouts), async (share, options) => {
        const whole = matFile([images(2), labels([1, 2, 3, 4, 5, 6, 7, 8, 9].slice(0, 2))], options);
        writeFileSync(file, whole.subarray(0, Math.floor(share * whole.length)));
        expect((await userFault(load())).remedy).toContain('rapa data svhn');
      }),
      { numRuns: 60 },
    );
  });

  it('never takes a damaged file down with anything but a UserError', async () => {
    const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(damage, fc.constantFrom(...layouts), async (changes, options) => {
        const bytes = matFile([labels([1, 2]), images(2)], options);
        // The first kilobyte holds everything but pixels.
        for (const [at, value] of changes) bytes[at % Math.min(bytes.length, 1024)] = value;
        writeFileSync(file, bytes);
        const outcome = await load().catch((error: Error) => error.name);
        if (typeof outcome === 'string') expect(outcome).toBe('UserError');
        else expect(outcome.count).toBe(2);
      }),
      { numRuns: 150 },
    );
  });

  it('sees a flipped bit in compressed data by its checksum', async () => {
    const bytes = matFile([labels([1, 2]), images(2)], packed);
    bytes[bytes.length - 1]! ^= 1;
    writeFileSync(file, bytes);
    expect((await userFault(load())).found).toMatch(/cannot be decompressed/);
  });

  it('says which file is missing and how to get it', async () => {
    const fault = await userFault(loadDataset({ name: 'svhn', split: 'train' }, { dataDir }));
    expect(fault.where).toContain(dataDir);
    expect(fault.expected).toContain('train_32x32.mat');
    expect(fault.remedy).toMatch(/rapa data svhn.*--data-dir.*RAPA_DATA_DIR/);
  });
});
