import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createInflate } from 'node:zlib';
import { type ByteReader, byteReader, EndOfBytes } from './byteReader.js';
import {
  decodeNumbers,
  MatFault,
  matTags,
  numberBytes,
  paddedBytes,
  parseTag,
  tagBytes,
  takeElement,
} from './matElement.js';

/** A numeric array of a MAT-file whose numbers have not been read yet. */
export interface MatArray {
  readonly name: string;
  /** At least two; column-major order, so the first varies fastest. */
  readonly dimensions: readonly number[];
  /** Product of the dimensions. */
  readonly count: number;
  /** Whether values are stored as bytes 0..255. */
  readonly isBytes: boolean;
  /** The next `count` numbers. */
  take(count: number): Promise<Float64Array>;
  /** The next `count` numbers of an array stored as bytes, without a copy; valid until the next call. */
  takeBytes(count: number): Promise<Uint8Array>;
}

/**
 * The real numeric arrays of a version 5 MAT-file, in either byte order, compressed or not, in file order; other variables are
 * skipped. Streaming: read an array's numbers before requesting the next array. Throws `MatFault` with the problem for files that
 * are truncated, corrupt or in another format.
 */
export async function* readMatArrays(file: string): AsyncGenerator<MatArray> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const little = await readByteOrder(handle);
    for (let at = headerBytes; at < size; ) {
      const tag = parseTag(await readAt(handle, at, tagBytes), little);
      const start = at + tagBytes;
      const end = start + (tag.inline === undefined ? tag.bytes : 0);
      if (end > size) throw new MatFault(`it ends at byte ${size}, inside an element that extends to byte ${end}`);
      if (tag.type === matTags.matrix || tag.type === matTags.compressed)
        yield* readVariable(file, { tag, start, end, little });
      // Only compressed elements are not padded.
      at = tag.type === matTags.compressed ? end : start + paddedBytes(tag);
    }
  } catch (error) {
    throw asMatFault(error);
  } finally {
    await handle.close();
  }
}

const headerBytes = 128;

async function readByteOrder(handle: FileHandle): Promise<boolean> {
  const mark = (await readAt(handle, 0, headerBytes)).toString('latin1', 124);
  // Version 0x0100 and 'MI' as 16-bit words in the writer's byte order.
  if (mark === '\x00\x01IM') return true;
  if (mark === '\x01\x00MI') return false;
  throw new MatFault('no header of a MAT-file of version 5');
}

async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  let have = 0;
  while (have < length) {
    const { bytesRead } = await handle.read(bytes, have, length - have, position + have);
    if (bytesRead === 0) throw new MatFault(`it ends at byte ${position + have}, where ${length - have} more belong`);
    have += bytesRead;
  }
  return bytes;
}

interface Extent {
  readonly tag: { readonly type: number; readonly bytes: number };
  readonly start: number;
  readonly end: number;
  readonly little: boolean;
}

async function* readVariable(file: string, { tag, start, end, little }: Extent): AsyncGenerator<MatArray> {
  if (start === end) throw new MatFault(`an empty element at byte ${start}`);
  const stream = createReadStream(file, { start, end: end - 1 });
  const compressed = tag.type === matTags.compressed;
  // An error, if any, is raised when the inflate stream is read.
  const reader = byteReader(compressed ? pipeline(stream, createInflate(), () => {}) : stream);
  try {
    let bytes = tag.bytes;
    if (compressed) {
      const inner = parseTag(await reader.take(tagBytes), little);
      if (inner.type !== matTags.matrix) throw new MatFault(`a compressed element of type ${inner.type}, not a matrix`);
      bytes = inner.bytes;
      if (bytes > tag.bytes * mostDeflateGains)
        throw new MatFault(`${bytes} bytes compressed into ${tag.bytes}, which is impossible`);
    }
    const array = await readArray(reader, bytes, little);
    if (array !== undefined) yield array;
    if (compressed) await reader.drain();
  } finally {
    await reader.close();
  }
}

/** Deflate compresses at most 1,032 bytes into one. */
const mostDeflateGains = 1032;
/** Classes of numeric arrays in the array's flags, double to uint32; 64-bit integers do not fit a number. */
const [firstNumericClass, lastNumericClass] = [6, 13];
const complexFlag = 0x0800;

async function readArray(reader: ByteReader, bytes: number, little: boolean): Promise<MatArray | undefined> {
  const flags = await takeElement(reader, little);
  if (flags.tag.type !== matTags.uint32 || flags.data.length !== 8) throw new MatFault('a matrix without array flags');
  const [word] = decodeNumbers(flags.data, flags.tag.type, little);
  const arrayClass = word! & 0xff;
  if (arrayClass < firstNumericClass || arrayClass > lastNumericClass || word! & complexFlag) return undefined;
  const sizes = await takeElement(reader, little);
  if (sizes.tag.type !== matTags.int32) throw new MatFault('a matrix without dimensions');
  const dimensions = [...decodeNumbers(sizes.data, sizes.tag.type, little)];
  const name = (await takeElement(reader, little)).data.toString('latin1');
  const data = parseTag(await reader.take(tagBytes), little);
  const count = dimensions.reduce((product, size) => product * size, 1);
  const each = numberBytes(data.type);
  const described = `array ${JSON.stringify(name)} of ${dimensions.join(' x ')}`;
  if (each === undefined) throw new MatFault(`${described} stored as type ${data.type}, not as numbers`);
  if (data.bytes !== count * each || data.bytes > bytes) {
    throw new MatFault(`${described} with ${data.bytes} bytes of data instead of ${count * each}`);
  }
  const source = data.inline === undefined ? reader : inlineReader(data.inline);
  // Called by the array's reader, so errors do not pass through the generator's catch.
  const takeBytes = (numbers: number) =>
    source.take(numbers * each).catch((error) => {
      throw asMatFault(error);
    });
  const take = async (numbers: number) => decodeNumbers(await takeBytes(numbers), data.type, little);
  return { name, dimensions, count, isBytes: data.type === 2, take, takeBytes };
}

function inlineReader(bytes: Buffer): ByteReader {
  return byteReader(
    (async function* () {
      yield bytes;
    })(),
  );
}

function asMatFault(error: unknown): unknown {
  if (error instanceof EndOfBytes) return new MatFault(`an element ends too early: ${error.message}`);
  const { code, message } = error as NodeJS.ErrnoException;
  return code?.startsWith('Z_') ? new MatFault(`compressed data that cannot be decompressed (${message})`) : error;
}
