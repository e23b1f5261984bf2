import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { UserError } from '../base/errors.js';

/** Header of a NumPy array file (format versions 1 to 3). */
export interface NpyHeader {
  /** e.g. `|u1`. */
  readonly type: string;
  readonly shape: readonly number[];
  /** Byte offset of the values. */
  readonly offset: number;
}

const longestHeader = 65_536;
const remedy = 'unpack the published archive again';

/** Reads the header of a NumPy array file. Throws `UserError` for other files, and for arrays in Fortran order. */
export function readNpyHeader(file: string): NpyHeader {
  const start = readBytes(file, { from: 0, count: Math.min(longestHeader, statSync(file).size) });
  const isNpy = start.length > 12 && start.subarray(0, 6).equals(Buffer.from('\x93NUMPY', 'latin1'));
  const isLong = isNpy && start[6]! > 1;
  const length = !isNpy ? 0 : isLong ? start.readUInt32LE(8) : start.readUInt16LE(8);
  const from = isLong ? 12 : 10;
  const text = start.subarray(from, from + length).toString('latin1');
  const type = /'descr':\s*'([^']+)'/.exec(text)?.[1];
  const order = /'fortran_order':\s*(True|False)/.exec(text)?.[1];
  const shape = /'shape':\s*\(([\d,\s]*)\)/.exec(text)?.[1];
  if (type === undefined || shape === undefined || order !== 'False') {
    const found = order === 'True' ? "an array in Fortran's order" : 'another file, or a damaged one';
    throw new UserError({ where: file, expected: "a NumPy array in C's order (.npy)", found, remedy });
  }
  const sizes = shape.split(',').flatMap((size) => (size.trim() === '' ? [] : [Number(size)]));
  return { type, shape: sizes, offset: from + length };
}

/** Reads the given number of bytes. Throws an error if the file ends earlier. */
export function readBytes(file: string, { from, count }: { readonly from: number; readonly count: number }): Buffer {
  const handle = openSync(file, 'r');
  try {
    const bytes = Buffer.alloc(count);
    let read = 0;
    while (read < count) {
      const part = readSync(handle, bytes, read, count - read, from + read);
      if (part === 0)
        throw new UserError({ where: file, expected: `${from + count} bytes`, found: `${from + read}`, remedy });
      read += part;
    }
    return bytes;
  } finally {
    closeSync(handle);
  }
}
