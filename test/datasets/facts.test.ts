import { resolve } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { Dataset } from '../../src/contract/dataset.js';
import { datasetNames } from '../../src/contract/suite.js';
import { describeDataset } from '../../src/datasets/describeDataset.js';
import { loadDataset } from '../../src/datasets/loadDataset.js';
import { pixelsToFloat } from '../../src/datasets/pixelsToFloat.js';
import { resolveDataDir } from '../../src/datasets/resolveDataDir.js';
import { temporaryFolder, userFault } from './support/temporaryFolder.js';

const nowhere = temporaryFolder();
const given = process.env.RAPA_DATA_DIR;
afterEach(() => {
  if (given === undefined) delete process.env.RAPA_DATA_DIR;
  else process.env.RAPA_DATA_DIR = given;
});

describe('resolveDataDir', () => {
  it('takes the flag before RAPA_DATA_DIR before data in the working folder', () => {
    process.env.RAPA_DATA_DIR = '/from/environment';
    expect(resolveDataDir('flag')).toBe(resolve('flag'));
    expect(resolveDataDir(undefined)).toBe('/from/environment');
    expect(resolveDataDir('')).toBe('/from/environment');
    delete process.env.RAPA_DATA_DIR;
    expect(resolveDataDir(undefined)).toBe(resolve('data'));
  });

  it('is what loadDataset falls back to', async () => {
    process.env.RAPA_DATA_DIR = nowhere;
    const fault = await userFault(loadDataset({ name: 'cifar10', split: 'test' }, { dataDir: undefined }));
    expect(fault.where).toContain(nowhere);
  });
});

describe('describeDataset', () => {
  it.each(datasetNames)('has facts of %s that agree with each other', (name) => {
    const { place, shape, counts, classNames, present, faults, title } = describeDataset(name, nowhere);
    expect(title).not.toBe('');
    if (place.kind === 'path') return expect([shape, counts, classNames]).toEqual([undefined, undefined, undefined]);
    expect(new Set(classNames).size).toBe(name === 'cifar100' ? 100 : 10);
    const below = place.kind === 'dataDir';
    expect(present).toEqual({ train: !below, test: !below });
    expect(faults.length).toBe(below ? place.files.train.length + place.files.test.length : 0);
    if (below) {
      for (const split of ['train', 'test'] as const) {
        const bytes = place.files[split].reduce((sum, file) => sum + (file.bytes ?? Number.NaN), 0);
        const labelBytes = { cifar10: 1, cifar100: 2 }[name as string];
        if (labelBytes) expect(bytes).toBe(counts![split] * (shape![0] * shape![1] * shape![2] + labelBytes));
      }
    }
  });

  it('agrees with mnist as it is loaded', async () => {
    const { shape, counts, classNames } = describeDataset('mnist', nowhere);
    for (const split of ['train', 'test'] as const) {
      const dataset = await loadDataset({ name: 'mnist', split }, { dataDir: nowhere });
      expect(dataset).toMatchObject({ shape, classNames, split, count: counts![split] });
    }
  });
});

describe('loadDataset', () => {
  it('loads the first images on request, with the hash of the complete split, and refuses more than exist', async () => {
    const spec = { name: 'mnist' as const, split: 'test' as const };
    const whole = await loadDataset(spec, { dataDir: nowhere });
    const some = await loadDataset({ ...spec, images: 7 }, { dataDir: nowhere });
    expect(some).toMatchObject({ count: 7, sha256: whole.sha256 });
    expect([...some.labels]).toEqual([...whole.labels.subarray(0, 7)]);
    expect(pixelsToFloat(some, [0, 7])).toEqual(pixelsToFloat(whole, [0, 7]));
    expect(() => pixelsToFloat(some, [7, 8])).toThrow(RangeError);
    const fault = await userFault(loadDataset({ ...spec, images: whole.count + 1 }, { dataDir: nowhere }));
    expect(fault).toMatchObject({ expected: expect.stringContaining(`${whole.count + 1}`), found: `${whole.count}` });
  });
});

describe('pixelsToFloat', () => {
  const pixels = Uint8Array.from({ length: 4 * 2 * 3 * 3 }, (_, at) => (at * 41) % 256);
  const dataset: Dataset = {
    name: 'small',
    split: 'test',
    count: 4,
    shape: [2, 3, 3],
    classNames: ['a'],
    pixels,
    labels: new Uint8Array(4),
    channelMeans: [0, 0, 0],
    sha256: '',
  };

  it('gives byte / 255 as a 32-bit float, with images in the requested order including repeats', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(3), { maxLength: 6 }), (images) => {
        const expected = images.flatMap((image) =>
          [...pixels.subarray(image * 18, (image + 1) * 18)].map((byte) => Math.fround(byte / 255)),
        );
        expect([...pixelsToFloat(dataset, Int32Array.from(images))]).toEqual(expected);
      }),
    );
  });

  it('gives for a range what it gives for the list of its images', () => {
    for (let from = 0; from <= 4; from++) {
      for (let to = from; to <= 4; to++) {
        const list = Int32Array.from({ length: to - from }, (_, at) => from + at);
        expect(pixelsToFloat(dataset, [from, to])).toEqual(pixelsToFloat(dataset, list));
      }
    }
  });

  it('writes to the start of the memory that it is given, and nothing beyond', () => {
    const room = new Float32Array(60).fill(7);
    const written = pixelsToFloat(dataset, [1, 3], room);
    expect(written.buffer).toBe(room.buffer);
    expect(written).toEqual(pixelsToFloat(dataset, [1, 3]));
    expect([...room.subarray(36)]).toEqual(Array(24).fill(7));
    expect(() => pixelsToFloat(dataset, [0, 4], room)).toThrow(RangeError);
  });

  it('refuses images that there are none of', () => {
    expect(() => pixelsToFloat(dataset, [0, 5])).toThrow(RangeError);
    expect(() => pixelsToFloat(dataset, [3, 2])).toThrow(RangeError);
    expect(() => pixelsToFloat(dataset, Int32Array.of(0, 4))).toThrow(/images 0 to 3, not 4/);
    expect(() => pixelsToFloat(dataset, Int32Array.of(-1))).toThrow(RangeError);
  });
});
