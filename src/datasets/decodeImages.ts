import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { UserError } from '../base/errors.js';
import { type ByteReader, byteReader, EndOfBytes } from './byteReader.js';
import { decodeLoop, frameHeaderBytes } from './decodeLoop.js';
import { imageFault } from './imageFault.js';

/** A decoded image: width x height x 4 bytes, red, green, blue and alpha 255. */
export interface DecodedImage {
  readonly file: string;
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array;
}

/**
 * Decodes PNG and JPEG files, in their order, to 8 bits a channel. Throws `UserError` naming the first that is damaged, or
 * that has transparency, which is refused because such pixels depend on what lies behind. The native decoder works in a
 * process of its own: some damaged headers end it with a segmentation fault, which here is one more fault of a file.
 */
export async function* decodeImages(files: readonly string[]): AsyncGenerator<DecodedImage> {
  const child = startDecoder(files);
  const ended = new Promise<string>((resolve) => {
    const words: Buffer[] = [];
    child.stderr.on('data', (part: Buffer) => words.push(part));
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code, signal) => {
      if (signal === null && code !== 0) resolve(Buffer.concat(words).toString().trim());
      else resolve(`an image on which the decoder ended (${signal ?? 'early'})`);
    });
  });
  const reader = byteReader(child.stdout);
  try {
    for (const file of files) {
      const fault = imageFault(await readFile(file));
      if (fault !== undefined) throw damaged(file, fault);
      yield await takeImage(reader, file).catch(async (error) => {
        throw error instanceof EndOfBytes ? damaged(file, await ended) : error;
      });
    }
  } finally {
    child.kill();
  }
}

function startDecoder(files: readonly string[]): ChildProcessWithoutNullStreams {
  const canvas = createRequire(import.meta.url).resolve('@napi-rs/canvas');
  const child = spawn(process.execPath, ['--eval', `(${decodeLoop})(require)`, canvas]);
  // A child that dies before it has read the list shows that by the end of its output.
  child.stdin.on('error', () => {});
  child.stdin.end(JSON.stringify(files));
  return child;
}

async function takeImage(reader: ByteReader, file: string): Promise<DecodedImage> {
  const header = await reader.take(frameHeaderBytes);
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  if (width === 0) throw damaged(file, 'an image that does not decode');
  const rgba = await reader.take(width * height * 4);
  for (let at = 3; at < rgba.length; at += 4) {
    // What the decoder gives up on half-way stays transparent too.
    if (rgba[at] !== 255) throw damaged(file, 'transparent pixels, or an image that does not decode to its end');
  }
  return { file, width, height, rgba };
}

function damaged(where: string, found: string): UserError {
  const remedy = 'replace the file, or take it out';
  return new UserError({ where, expected: 'an opaque PNG or JPEG image, whole', found, remedy });
}
