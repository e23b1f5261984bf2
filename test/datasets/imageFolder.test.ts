import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { type Canvas, createCanvas } from '@napi-rs/canvas';
import { beforeEach, describe, expect, it } from 'vitest';
import { imageBytes } from '../../src/datasets/imageBytes.js';
import { loadDataset } from '../../src/datasets/loadDataset.js';
import { temporaryFolder, userFault } from './support/temporaryFolder.js';

const root = temporaryFolder();
const path = join(root, 'images');
const load = (split: 'train' | 'test' = 'test') =>
  loadDataset({ name: 'imageFolder', split, path }, { dataDir: undefined });

/** An image of random-looking opaque pixels. */
function picture(seed: number, { width = 6, height = 4, grey = false, alpha = 255 } = {}): Canvas {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  const image = context.createImageData(width, height);
  for (let at = 0; at < image.data.length; at += 4) {
    const colour = [0, 1, 2].map((channel) => (seed * 53 + at * 7 + (grey ? 0 : channel * 91)) % 256);
    image.data.set([...colour, alpha], at);
  }
  context.putImageData(image, 0, 0);
  return canvas;
}
const png = (seed: number, options?: Parameters<typeof picture>[1]) => picture(seed, options).toBuffer('image/png');
function put(file: string, bytes: Buffer): string {
  mkdirSync(dirname(join(path, file)), { recursive: true });
  writeFileSync(join(path, file), bytes);
  return join(path, file);
}
const rgb = (canvas: Canvas) => {
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  return [...data].filter((_, at) => at % 4 !== 3);
};

beforeEach(() => {
  rmSync(path, { recursive: true, force: true });
  mkdirSync(path);
});

describe('imageFolder', () => {
  it('refuses class folders whose names are the same number', async () => {
    for (const name of ['1', '01', '2']) put(`${name}/a.png`, png(1));
    expect(await userFault(load())).toMatchObject({ where: path, found: "'01' and '1'" });
  });

  it('reads PNG pixels exactly, with classes in the order of their names', async () => {
    put('dog/2.png', png(3));
    put('dog/10.png', png(2));
    put('Zebra/a.PNG', png(1));
    put('cat/a.png', png(4));
    const dataset = await load();
    const { pixels, labels, classNames, count, shape } = dataset;
    expect({ classNames, count, shape }).toEqual({ classNames: ['Zebra', 'cat', 'dog'], count: 4, shape: [4, 6, 3] });
    const found = [...labels].map((label, image) => `${label} ${imageBytes(dataset, image)}`);
    const expected = [
      [0, 1],
      [1, 4],
      [2, 2],
      [2, 3],
    ].map(([label, seed]) => `${label} ${rgb(picture(seed!))}`);
    expect(found.sort()).toEqual(expected.sort());
    expect(pixels.buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  it('orders images so that every prefix has the class proportions, for any folders', async () => {
    for (let image = 0; image < 12; image++) put(`a/${image}.png`, png(image));
    for (let image = 0; image < 24; image++) put(`b/${image}.png`, png(image + 100));
    const { labels, sha256 } = await load();
    for (const first of [3, 6, 9, 12, 24]) {
      const ofA = [...labels.subarray(0, first)].filter((label) => label === 0).length;
      expect(Math.abs(ofA - first / 3)).toBeLessThanOrEqual(1);
    }
    const limited = await loadDataset({ name: 'imageFolder', split: 'test', path, images: 6 }, { dataDir: undefined });
    expect([...limited.labels]).toEqual([...labels.subarray(0, 6)]);
    expect(limited.sha256).toBe(sha256);
  });

  it('orders numeric class folders by number, and notes that torchvision and Keras do not', async () => {
    for (const name of ['10', '9', '0', '2']) put(`${name}/1.png`, png(Number(name)));
    const numbered = await load();
    expect(numbered.classNames).toEqual(['0', '2', '9', '10']);
    expect(numbered.notes).toEqual([expect.stringContaining('0, 2, 9, 10; torchvision and Keras order')]);
    rmSync(path, { recursive: true });
    for (const name of ['c10', 'c9']) put(`${name}/1.png`, png(1));
    const mixed = await load();
    expect(mixed.classNames).toEqual(['c10', 'c9']);
    expect(mixed.notes).toEqual([expect.stringContaining('names as text, c10, c9')]);
    rmSync(path, { recursive: true });
    for (const name of ['0', '1', '2']) put(`${name}/1.png`, png(1));
    expect((await load()).notes).toEqual([]);
  });

  it('decodes an image when it is asked for, and refuses one that has changed since', async () => {
    put('a/1.png', png(1));
    put('a/2.png', png(2));
    put('a/3.png', png(3));
    const dataset = await loadDataset({ name: 'imageFolder', split: 'test', path }, { dataDir: undefined, images: 1 });
    expect([dataset.count, dataset.pixels.length]).toEqual([3, 72]);
    const whole = await load();
    expect([0, 1, 2].map((image) => [...imageBytes(dataset, image)])).toEqual(
      [0, 1, 2].map((image) => [...whole.pixels.subarray(72 * image, 72 * image + 72)]),
    );
    expect(dataset.sha256).toBe(whole.sha256);
    for (const image of [1, 2, 3]) put(`a/${image}.png`, png(image + 9));
    const other = { ...dataset, files: { ...dataset.files!, sha256: dataset.files!.sha256.map((byte) => byte ^ 1) } };
    expect(() => imageBytes(other, 2)).toThrow(/the image as it was when the run was planned/);
  });

  it('states the channel means of its own images', async () => {
    put('a/1.png', png(1));
    put('b/2.png', png(2));
    const { pixels, channelMeans } = await load();
    const sums = [0, 0, 0];
    pixels.forEach((byte, at) => {
      sums[at % 3]! += byte / 255;
    });
    const means = sums.map((sum) => (3 * sum) / pixels.length);
    channelMeans.forEach((mean, channel) => {
      expect(mean).toBeCloseTo(means[channel]!, 10);
    });
  });

  it('has one channel if all images are grey, and three if one of them is not', async () => {
    put('a/1.png', png(1, { grey: true }));
    put('b/1.png', png(2, { grey: true }));
    const grey = await load();
    expect(grey.shape).toEqual([4, 6, 1]);
    expect([0, 1].map((image) => [...imageBytes(grey, image)].join()).sort()).toEqual(
      [1, 2]
        .map((seed) =>
          rgb(picture(seed, { grey: true }))
            .filter((_, at) => at % 3 === 0)
            .join(),
        )
        .sort(),
    );
    put('b/2.png', png(3));
    expect((await load()).shape).toEqual([4, 6, 3]);
  });

  it('reads JPEG within its compression loss, for any file name', async () => {
    const smooth = createCanvas(16, 16);
    const context = smooth.getContext('2d');
    context.fillStyle = 'rgb(200, 80, 40)';
    context.fillRect(0, 0, 16, 16);
    put('a/1.jpeg', smooth.toBuffer('image/jpeg', 100));
    put('a/2.png', smooth.toBuffer('image/jpeg', 100));
    const { pixels, count } = await load();
    expect(count).toBe(2);
    const furthest = Math.max(...Array.from(pixels, (byte, at) => Math.abs(byte - [200, 80, 40][at % 3]!)));
    expect(furthest).toBeLessThan(4);
  });

  it('ignores files left by desktop software', async () => {
    put('a/1.png', png(1));
    put('a/.DS_Store', Buffer.from('x'));
    put('a/Thumbs.db', Buffer.from('x'));
    put('.hidden/x', Buffer.from('x'));
    put('LICENCE.txt', Buffer.from('x'));
    expect((await load()).count).toBe(1);
  });

  it('takes train and test folders as splits, with the same classes', async () => {
    put('train/a/1.png', png(1));
    put('train/b/1.png', png(2));
    put('train/b/2.png', png(3));
    put('test/a/1.png', png(4));
    put('test/b/1.png', png(5));
    expect([...(await load('train')).labels].sort()).toEqual([0, 1, 1]);
    expect([...(await load('test')).labels].sort()).toEqual([0, 1]);
    put('test/c/1.png', png(6));
    expect((await userFault(load('train'))).found).toBe('c in one of them only');
  });

  it('takes a class that is called train for a class', async () => {
    put('plane/1.png', png(1));
    put('train/1.png', png(2));
    expect((await load()).classNames).toEqual(['plane', 'train']);
  });

  it('has no train split where there is none', async () => {
    put('a/1.png', png(1));
    expect(await userFault(load('train'))).toMatchObject({
      where: path,
      expected: /a folder train/ as unknown as string,
    });
    rmSync(path, { recursive: true });
    put('test/a/1.png', png(1));
    expect((await userFault(load('train'))).found).toBe('only a folder test');
    expect((await load()).count).toBe(1);
  });

  it('refuses the first image of another size, with both sizes, and resizes nothing', async () => {
    const first = put('a/1.png', png(1));
    const odd = put('a/2.png', png(2, { width: 7 }));
    const fault = await userFault(load());
    const sizes = ['6 x 4 pixels', '7 x 4 pixels'];
    const [size, other] = fault.where === odd ? sizes : sizes.toReversed();
    expect(fault).toMatchObject({ expected: `${size} like ${fault.where === odd ? first : odd}`, found: other });
    expect(fault.remedy).toContain('resizes nothing');
  });

  it.each([
    ['an empty file', Buffer.alloc(0), /empty file/],
    ['text', Buffer.from('hello'), /neither PNG nor JPEG/],
    ['a PNG cut off', png(1).subarray(0, -20), /truncated/],
    ['a PNG of nothing but its signature', png(1).subarray(0, 8), /truncated/],
    ['a JPEG cut off', picture(1).toBuffer('image/jpeg').subarray(0, -30), /truncated/],
    ['transparent pixels', png(1, { alpha: 100 }), /transparent pixels/],
    ['a PNG without pixels', rechunk(png(1), (type) => type !== 'IDAT'), /cannot be decompressed/],
    ['a PNG with too few pixels', rechunk(png(1), () => true, deflateSync(Buffer.alloc(10))), /too few pixels/],
  ] as [string, Buffer, RegExp][])('refuses %s, naming the file', async (_, bytes, found) => {
    put('a/1.png', png(1));
    const file = put('b/2.png', bytes);
    const fault = await userFault(load());
    expect(fault.where).toBe(file);
    expect(fault.found).toMatch(found);
  });

  it.each([
    ['a missing folder', () => rmSync(path, { recursive: true }), 'no such folder'],
    ['a folder without classes', () => {}, 'no folders'],
    ['a class without images', () => mkdirSync(join(path, 'a')), 'an empty folder'],
    ['a file of another kind', () => put('a/notes.txt', Buffer.from('x')), 'something else'],
    ['a folder among images', () => put('a/b.png/1.png', png(1)), 'something else'],
  ])('refuses %s', async (_, prepare, found) => {
    prepare();
    expect((await userFault(load())).found).toBe(found);
  });

  it('wants a path', async () => {
    const work = loadDataset({ name: 'imageFolder', split: 'test' }, { dataDir: undefined });
    expect((await userFault(work)).remedy).toContain('"path"');
  });
});

/** A PNG with some of its chunks, checksums made to hold, and other pixel data if asked for. */
function rechunk(source: Buffer, keep: (type: string) => boolean, pixels?: Buffer): Buffer {
  const parts = [source.subarray(0, 8)];
  for (let at = 8; at < source.length; ) {
    const length = source.readUInt32BE(at);
    const type = source.toString('latin1', at + 4, at + 8);
    const data = type === 'IDAT' && pixels ? pixels : source.subarray(at + 8, at + 8 + length);
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const [size, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    size.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc(body));
    if (keep(type)) parts.push(size, body, sum);
    at += 12 + length;
  }
  return Buffer.concat(parts);
}

/** CRC-32 bit by bit. */
function crc(bytes: Buffer): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return ~sum >>> 0;
}
