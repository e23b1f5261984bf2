import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { CifarLayout } from '../../src/datasets/cifarBinary.js';
import { cifarBinary } from '../../src/datasets/cifarBinary.js';
import { describeDataset } from '../../src/datasets/describeDataset.js';
import { loadDataset } from '../../src/datasets/loadDataset.js';
import { temporaryFolder, userFault } from './support/temporaryFolder.js';

const dataDir = temporaryFolder();
const side = 32;

/** A pixel's value from where it is, so that any mix-up of planes, rows or records shows. */
const pixel = (row: number, column: number, channel: number, image: number) =>
  (row * 7 + column * 31 + channel * 101 + image * 57) % 256;

function record(labels: readonly number[], image: number): Buffer {
  const planes = Buffer.alloc(3 * side * side);
  for (let at = 0; at < planes.length; at++) {
    planes[at] = pixel(Math.floor(at / side) % side, at % side, Math.floor(at / side ** 2), image);
  }
  return Buffer.concat([Buffer.from(labels), planes]);
}

const small: CifarLayout = {
  name: 'cifar100',
  title: 'small',
  folder: 'small',
  labelBounds: [2, 4],
  train: ['one.bin', 'two.bin'],
  test: ['test.bin'],
  imagesPerFile: { train: 3, test: 2 },
  namesFile: 'names.txt',
  classNames: ['a', 'b', 'c', 'd'],
  channelMeans: [0.1, 0.2, 0.3],
  sha1: {},
};
const folder = join(dataDir, small.folder);
const source = cifarBinary(small);
const loadSmall = () => source.load({ name: 'cifar100', split: 'train' }, dataDir);

beforeAll(() => mkdirSync(folder));
function write(labels = [0, 1, 2, 3, 0, 1]): void {
  const records = labels.map((label, image) => record([label % 2, label], image));
  writeFileSync(join(folder, 'one.bin'), Buffer.concat(records.slice(0, 3)));
  writeFileSync(join(folder, 'two.bin'), Buffer.concat(records.slice(3)));
}

describe('cifarBinary', () => {
  it('turns planes into NHWC, over several files in their order, with the last label byte as the class', async () => {
    write();
    const { pixels, labels, count, shape, classNames, channelMeans } = await loadSmall();
    expect({ count, shape, labels: [...labels] }).toEqual({ count: 6, shape: [32, 32, 3], labels: [0, 1, 2, 3, 0, 1] });
    expect([classNames, channelMeans]).toEqual([small.classNames, small.channelMeans]);
    for (let at = 0; at < pixels.length; at++) {
      const [row, column] = [Math.floor(at / 96) % 32, Math.floor(at / 3) % 32];
      if (pixels[at] !== pixel(row, column, at % 3, Math.floor(at / 3072))) expect.fail(`pixel ${at} is ${pixels[at]}`);
    }
    expect([pixels.buffer, labels.buffer].every((buffer) => buffer instanceof SharedArrayBuffer)).toBe(true);
  });

  it('has a hash that one pixel or one label changes', async () => {
    write();
    const { sha256 } = await loadSmall();
    expect((await loadSmall()).sha256).toBe(sha256);
    write([0, 1, 2, 3, 0, 3]);
    expect((await loadSmall()).sha256).not.toBe(sha256);
    const records = [0, 1, 2].map((label, image) => record([label % 2, label], image));
    records[2]![3000]! ^= 1;
    write();
    writeFileSync(join(folder, 'one.bin'), Buffer.concat(records));
    expect((await loadSmall()).sha256).not.toBe(sha256);
  });

  it('takes class names from the file beside the images and refuses a wrong number of them', async () => {
    write();
    const names = join(folder, 'names.txt');
    writeFileSync(names, 'w\nx\r\ny\nz\n\n');
    expect((await loadSmall()).classNames).toEqual(['w', 'x', 'y', 'z']);
    writeFileSync(names, 'w\nx\n');
    expect(await userFault(loadSmall())).toMatchObject({
      where: names,
      expected: '4 class names, one per line',
      found: '2',
    });
    rmSync(names);
  });

  it.each([
    ['class', [0, 1, 2, 3, 4, 0], 1, 'label 4'],
    ['second class', [9, 1, 2, 3, 0, 0], 0, 'label 9'],
  ])('refuses a %s that there is none of, naming file and record', async (_, labels, at, found) => {
    write(labels);
    const fault = await userFault(loadSmall());
    expect(fault.where).toBe(`${join(folder, at === 1 ? 'two.bin' : 'one.bin')}, record ${at}`);
    expect(fault).toMatchObject({ expected: 'a label below 4', found });
    expect(fault.remedy).toContain('rapa data cifar100');
  });

  it('refuses a coarse label that there is none of', async () => {
    write();
    writeFileSync(
      join(folder, 'two.bin'),
      Buffer.concat([3, 0, 1].map((label, at) => record([at === 2 ? 2 : 0, label], at))),
    );
    expect(await userFault(loadSmall())).toMatchObject({ expected: 'a label below 2', found: 'label 2' });
  });

  it.each([
    ['cut off', 3 * 3074 - 1],
    ['cut off by whole records', 2 * 3074],
    ['too long', 3 * 3074 + 1],
    ['empty', 0],
  ])('refuses a file that is %s, with the sizes expected and found', async (_, size) => {
    write();
    truncateSync(join(folder, 'two.bin'), size);
    const fault = await userFault(loadSmall());
    expect(fault.expected).toContain('small/two.bin (9,222 bytes)');
    expect(fault.found).toBe(`small/two.bin has ${size.toLocaleString('en-US')} bytes`);
  });

  it('notes files that are not the publisher’s', async () => {
    write();
    const note = 'small/one.bin, small/two.bin are not the files of the publisher of cifar100';
    expect((await loadSmall()).notes).toEqual([expect.stringContaining(note)]);
    const sha1 = (file: string) =>
      createHash('sha1')
        .update(readFileSync(join(folder, file)))
        .digest('hex');
    const published = cifarBinary({ ...small, sha1: { 'one.bin': sha1('one.bin'), 'two.bin': sha1('two.bin') } });
    expect((await published.load({ name: 'cifar100', split: 'train' }, dataDir)).notes).toEqual([]);
  });

  it('shuffles images stored by class, so that the first ones are a fair sample, and states it', async () => {
    const images = 64;
    const layout: CifarLayout = { ...small, train: ['sorted.bin'], imagesPerFile: { train: images, test: 2 } };
    const sorted = (labels: number[]) => {
      const records = labels.map((label, image) => record([label % 2, label], image));
      writeFileSync(join(folder, 'sorted.bin'), Buffer.concat(records));
      return cifarBinary(layout).load({ name: 'cifar100', split: 'train' }, dataDir);
    };
    const mixed = await sorted(Array.from({ length: images }, (_, image) => Math.floor(image / 16)));
    expect(mixed.notes).toContainEqual(expect.stringContaining('sorted by class'));
    for (const first of [8, 16, 32]) {
      const counts = [0, 1, 2, 3].map(
        (label) => [...mixed.labels.subarray(0, first)].filter((own) => own === label).length,
      );
      expect(Math.max(...counts.map((count) => Math.abs(count - first / 4)))).toBeLessThanOrEqual(1);
    }
    // Image and label still belong together: image 16 label + k.
    for (let image = 0; image < images; image++) {
      const first = mixed.pixels[image * 3072]!;
      const original = Array.from({ length: images }, (_, own) => own).find((own) => pixel(0, 0, 0, own) === first)!;
      expect(mixed.labels[image]).toBe(Math.floor(original / 16));
    }
    const taken = await sorted(Array.from({ length: images }, (_, image) => image % 4));
    expect([...taken.labels.subarray(0, 6)]).toEqual([0, 1, 2, 3, 0, 1]);
    expect(taken.notes).toHaveLength(1);
    rmSync(join(folder, 'sorted.bin'));
  });

  it('names each missing file once', async () => {
    write();
    rmSync(join(folder, 'two.bin'));
    expect((await userFault(loadSmall())).found).toBe('small/two.bin is missing');
    rmSync(join(folder, 'one.bin'));
    expect((await userFault(loadSmall())).found).toBe('none of them');
  });
});

describe('cifar10', () => {
  it('reads the publisher’s test batch of 30,730,000 bytes', async () => {
    const file = join(dataDir, 'cifar-10-batches-bin', 'test_batch.bin');
    mkdirSync(join(dataDir, 'cifar-10-batches-bin'));
    const bytes = Buffer.alloc(30_730_000);
    for (let image = 0; image < 10_000; image++) bytes[image * 3073] = image % 10;
    bytes.set(record([7], 42), 9_999 * 3073);
    writeFileSync(file, bytes);
    const { count, labels, pixels, classNames } = await loadDataset({ name: 'cifar10', split: 'test' }, { dataDir });
    expect([count, labels[1], labels[9_999], classNames[7]]).toEqual([10_000, 1, 7, 'horse']);
    expect([...pixels.subarray(-3)]).toEqual([0, 1, 2].map((channel) => pixel(31, 31, channel, 42)));
    expect(describeDataset('cifar10', dataDir).present).toEqual({ train: false, test: true });
    copyFileSync(file, join(dataDir, 'cifar-10-batches-bin', 'data_batch_1.bin'));
    expect(describeDataset('cifar10', dataDir).faults).toHaveLength(4);
  });
});

const real = process.env.RAPA_DATA_DIR ?? '';
const thereIs = (name: 'cifar10' | 'cifar100', split: 'train' | 'test') =>
  real !== '' && describeDataset(name, real).present[split];

describe('the published images', () => {
  for (const [name, split, perClass] of [
    ['cifar10', 'train', 5000],
    ['cifar10', 'test', 1000],
    ['cifar100', 'train', 500],
    ['cifar100', 'test', 100],
  ] as const) {
    const there = thereIs(name, split);
    const title = `have ${perClass} of each class in ${name} ${split}, and the channel means that are stated`;
    it.skipIf(!there)(
      there ? title : `DID NOT RUN, since RAPA_DATA_DIR does not hold ${name} ${split}: ${title}`,
      async () => {
        const { labels, classNames, pixels, channelMeans } = await loadDataset({ name, split }, { dataDir: real });
        const counts = new Map<number, number>();
        for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
        expect([...counts.values()]).toEqual(new Array(classNames.length).fill(perClass));
        const sums = [0, 0, 0];
        for (let at = 0; at < pixels.length; at++) sums[at % 3]! += pixels[at]!;
        const digits = split === 'train' ? 5 : 1;
        sums.forEach((sum, channel) => {
          expect((sum * 3) / pixels.length / 255).toBeCloseTo(channelMeans[channel]!, digits);
        });
      },
    );
  }
});
