import type { ByteReader } from './byteReader.js';

/** Supported tags of the MAT-file format, version 5. */
export const matTags = { int32: 5, uint32: 6, matrix: 14, compressed: 15 } as const;

/** Stored number types, which are independent of the array's class. */
const numberReaders = {
  1: { bytes: 1, read: (view: DataView, at: number) => view.getInt8(at) },
  2: { bytes: 1, read: (view: DataView, at: number) => view.getUint8(at) },
  3: { bytes: 2, read: (view: DataView, at: number, little: boolean) => view.getInt16(at, little) },
  4: { bytes: 2, read: (view: DataView, at: number, little: boolean) => view.getUint16(at, little) },
  5: { bytes: 4, read: (view: DataView, at: number, little: boolean) => view.getInt32(at, little) },
  6: { bytes: 4, read: (view: DataView, at: number, little: boolean) => view.getUint32(at, little) },
  7: { bytes: 4, read: (view: DataView, at: number, little: boolean) => view.getFloat32(at, little) },
  9: { bytes: 8, read: (view: DataView, at: number, little: boolean) => view.getFloat64(at, little) },
} as const satisfies Record<number, NumberReader>;

interface NumberReader {
  readonly bytes: number;
  readonly read: (view: DataView, at: number, little: boolean) => number;
}

/** A data element's tag: its type and the length of its data. */
export interface MatTag {
  readonly type: number;
  readonly bytes: number;
  /** The data of a small element, up to 4 bytes, is inside the tag. */
  readonly inline?: Buffer;
}

/** Bytes of a tag, small or not. */
export const tagBytes = 8;

/** Reads an element's tag of 8 bytes. In a small one the upper half of the first word is the length. */
export function parseTag(bytes: Buffer, little: boolean): MatTag {
  const word = little ? bytes.readUInt32LE(0) : bytes.readUInt32BE(0);
  const small = word >>> 16;
  if (small > 0) return { type: word & 0xffff, bytes: small, inline: bytes.subarray(4, 4 + Math.min(small, 4)) };
  return { type: word, bytes: little ? bytes.readUInt32LE(4) : bytes.readUInt32BE(4) };
}

/** Bytes of an element's data including padding to 8. */
export function paddedBytes({ bytes, inline }: MatTag): number {
  return inline === undefined ? Math.ceil(bytes / 8) * 8 : 0;
}

/** Reads one complete small or short element including its padding. */
export async function takeElement(reader: ByteReader, little: boolean): Promise<{ tag: MatTag; data: Buffer }> {
  const tag = parseTag(await reader.take(tagBytes), little);
  if (tag.bytes > longestHeaderElement)
    throw new MatFault(`an element of ${tag.bytes} bytes where a short one belongs`);
  const data = tag.inline ?? (await reader.take(paddedBytes(tag))).subarray(0, tag.bytes);
  return { tag, data: Buffer.from(data) };
}

/** Names and dimensions are short; this limit protects against corrupt lengths. */
const longestHeaderElement = 4096;

/** The bytes do not follow the format. */
export class MatFault extends Error {
  override readonly name = 'MatFault';
}

/** Bytes per number of a stored type; undefined for types that are not numbers or cannot be represented exactly. */
export function numberBytes(type: number): number | undefined {
  return readerOf(type)?.bytes;
}

/** The numbers stored in some bytes. */
export function decodeNumbers(data: Buffer, type: number, little: boolean): Float64Array {
  const { bytes, read } = readerOf(type)!;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  return Float64Array.from({ length: data.length / bytes }, (_, at) => read(view, at * bytes, little));
}

function readerOf(type: number): NumberReader | undefined {
  return (numberReaders as Readonly<Record<number, NumberReader>>)[type];
}
