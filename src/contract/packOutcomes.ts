import { deflateSync, inflateSync } from 'node:zlib';
import { UserError } from '../base/errors.js';

/** Maximum draws per image in packed outcomes. */
const maxDraws = 65_535;

/**
 * Per-image hits (0..draws each) as text: base64 of zlib-deflated bytes. With one draw 8 images share a byte, the first in its
 * lowest bit; up to 255 draws take one byte per image, more take two, low byte first.
 */
export function packOutcomes(hits: readonly number[], draws: number): string {
  for (const count of hits) {
    if (!Number.isInteger(count) || count < 0 || count > draws) throw new RangeError(`${count} hits of ${draws} draws`);
  }
  const bytes = new Uint8Array(packedLength(hits.length, draws));
  hits.forEach((count, image) => {
    if (draws === 1) {
      bytes[image >> 3]! |= count << (image & 7);
    } else if (draws <= 255) {
      bytes[image] = count;
    } else {
      bytes[2 * image] = count & 255;
      bytes[2 * image + 1] = count >> 8;
    }
  });
  return deflateSync(bytes, { level: 9 }).toString('base64');
}

/**
 * Reads the output of `packOutcomes` for `count` images. Throws `UserError` (at `where`) if the text is damaged, has another
 * number of images, or has counts above `draws`.
 */
export function unpackOutcomes(
  text: string,
  count: number,
  draws: number,
  { where = 'outcomes' }: { readonly where?: string } = {},
): number[] {
  const fault = (found: string) =>
    new UserError({
      where,
      expected: `packed outcomes of ${count} images with ${draws} ${draws === 1 ? 'draw' : 'draws'} each`,
      found,
      remedy: 'the file is damaged or was edited: recreate it with eval, or restore it from version control',
    });
  const bytes = inflate(text, packedLength(count, draws), fault);
  const hits = new Array<number>(count);
  for (let image = 0; image < count; image++) hits[image] = readCount(bytes, image, draws);
  const excess = hits.findIndex((value) => value > draws);
  if (excess >= 0) throw fault(`${hits[excess]} hits of image number ${excess}`);
  if (draws === 1 && count % 8 !== 0 && bytes[bytes.length - 1]! >> (count & 7) !== 0) {
    throw fault('outcomes of more images');
  }
  return hits;
}

function packedLength(count: number, draws: number): number {
  if (draws > maxDraws) throw new RangeError(`at most ${maxDraws} draws of an image, not ${draws}`);
  return draws === 1 ? Math.ceil(count / 8) : draws <= 255 ? count : 2 * count;
}

function inflate(text: string, length: number, fault: (found: string) => UserError): Uint8Array {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) throw fault('text that is not base64');
  let bytes: Uint8Array;
  try {
    // One extra byte of output detects a surplus without decompressing all of it.
    bytes = inflateSync(Buffer.from(text, 'base64'), { maxOutputLength: length + 1 });
  } catch (error) {
    throw fault(`bytes that do not inflate (${(error as Error).message})`);
  }
  if (bytes.length !== length) throw fault(`${bytes.length} bytes where there should be ${length}`);
  return bytes;
}

function readCount(bytes: Uint8Array, image: number, draws: number): number {
  if (draws === 1) return (bytes[image >> 3]! >> (image & 7)) & 1;
  return draws <= 255 ? bytes[image]! : bytes[2 * image]! + 256 * bytes[2 * image + 1]!;
}
