import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/base/errors.js';
import { imageHeader } from '../../src/datasets/imageHeader.js';
import { readImage } from '../../src/datasets/readImage.js';

interface Sample {
  readonly file: string;
  readonly samples?: string;
  readonly turned?: string;
}
const { width, height, images } = JSON.parse(
  readFileSync(new URL('./support/storedSamples.json', import.meta.url), 'utf8'),
) as { readonly width: number; readonly height: number; readonly images: Readonly<Record<string, Sample>> };
const bytesOf = (name: string) => Buffer.from(images[name]!.file, 'base64');
const names = Object.keys(images);
const read = (name: string, orientation: 'stored' | 'exif' = 'stored') =>
  readImage(bytesOf(name), { file: name, orientation });

/** Changes the size that a PNG's header tells, with its checksum. */
function withPngSize(name: string, side: number): Buffer {
  const bytes = bytesOf(name);
  bytes.writeUInt32BE(side, 16);
  bytes.writeUInt32BE(side, 20);
  let sum = 0xffffffff;
  for (const byte of bytes.subarray(12, 29)) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  bytes.writeUInt32BE(~sum >>> 0, 29);
  return bytes;
}

describe('readImage', () => {
  it.each(names.filter((name) => !name.startsWith('REFUSED')))(
    'gives the samples that Pillow finds stored in %s, to the last bit',
    (name) => {
      const image = read(name);
      const expected = Buffer.from(images[name]!.samples!, 'base64');
      expect(image).toMatchObject({ width, height, channels: expected.length / (width * height) });
      expect(Buffer.from(image.samples).equals(expected)).toBe(true);
    },
  );

  it.each([
    ['REFUSED grey and alpha.png', /transparent pixels/],
    ['REFUSED rgb and alpha.png', /transparent pixels/],
    ['REFUSED transparent colour.png', /transparent pixels/],
    ['REFUSED transparent palette.png', /transparent pixels/],
    ['REFUSED grey of 16 bits.png', /16 bits per channel/],
    ['REFUSED rgb of 16 bits.png', /16 bits per channel/],
    ['REFUSED cmyk.jpg', /four channels \(CMYK/],
  ] as const)('refuses %s', (name, found) => {
    expect(() => read(name)).toThrow(found);
  });

  it.each([2, 3, 4, 5, 6, 7, 8])('rotates an image of EXIF orientation %i like Pillow, on request', (orientation) => {
    const name = `orientation ${orientation}.jpg`;
    const image = read(name, 'exif');
    expect([image.width, image.height]).toEqual(orientation >= 5 ? [height, width] : [width, height]);
    expect(Buffer.from(image.samples).equals(Buffer.from(images[name]!.turned!, 'base64'))).toBe(true);
  });

  it('refuses an image of more than four million pixels by its header, before anything is unpacked', () => {
    const bytes = withPngSize('rgb.png', 16_384);
    const before = process.memoryUsage().rss;
    expect(() => readImage(bytes, { file: 'x', orientation: 'stored' })).toThrow(
      /16384 x 16384 pixels, more than 4,194,304/,
    );
    expect(process.memoryUsage().rss - before).toBeLessThan(50e6);
    expect(imageHeader(withPngSize('rgb.png', 2048))).toMatchObject({ width: 2048, height: 2048 });
  });

  it('reads a sound JPEG after a damaged one', () => {
    const name = 'progressive.jpg';
    const damaged = bytesOf(name);
    damaged.fill(0xaa, damaged.length - 300, damaged.length - 2);
    expect(() => readImage(damaged, { file: 'x', orientation: 'stored' })).toThrow(/JPEG/);
    expect(Buffer.from(read(name).samples).equals(Buffer.from(images[name]!.samples!, 'base64'))).toBe(true);
  });

  it('throws a UserError if any byte of a PNG is changed', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...names.filter((own) => own.endsWith('.png'))),
        fc.nat(),
        fc.nat(254),
        (name, place, by) => {
          const bytes = bytesOf(name);
          const at = place % bytes.length;
          bytes[at] = (bytes[at]! + by + 1) % 256;
          expect(() => readImage(bytes, { file: 'x', orientation: 'stored' })).toThrow(UserError);
          expect(() => readImage(bytes.subarray(0, at), { file: 'x', orientation: 'stored' })).toThrow(UserError);
        },
      ),
    );
  });

  it('gives an image or a UserError if a byte of a JPEG is changed, and a UserError if it is truncated', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...names.filter((own) => own.endsWith('.jpg'))),
        fc.nat(),
        fc.nat(255),
        (name, place, value) => {
          const bytes = bytesOf(name);
          const at = place % bytes.length;
          expect(() => readImage(bytes.subarray(0, at), { file: 'x', orientation: 'stored' })).toThrow(UserError);
          bytes[at] = value;
          try {
            readImage(bytes, { file: 'x', orientation: 'stored' });
          } catch (error) {
            expect(error).toBeInstanceOf(UserError);
          }
        },
      ),
    );
  });
});
