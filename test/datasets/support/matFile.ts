import { deflateSync } from 'node:zlib';

export interface MatOptions {
  readonly little: boolean;
  readonly compressed: boolean;
}

/** An array to write, its numbers in column-major order. */
export interface WrittenArray {
  readonly name: string;
  readonly dimensions: readonly number[];
  readonly values: ArrayLike<number>;
  /** How the numbers are stored. */
  readonly stored: 'uint8' | 'int16' | 'double';
  /** Class and flags word; the default is that of a real uint8 array. */
  readonly flags?: number;
}

const storage = {
  uint8: { type: 2, bytes: 1 },
  int16: { type: 3, bytes: 2 },
  double: { type: 9, bytes: 8 },
} as const;

/** Bytes of a MAT-file of version 5, written from the format's description and apart from the reader. */
export function matFile(arrays: readonly WrittenArray[], options: MatOptions): Buffer {
  const header = Buffer.alloc(128, ' ');
  header.write('MATLAB 5.0 MAT-file, written by a test');
  header.writeUInt16LE(0x0100, 124);
  header.write('IM', 126);
  if (!options.little) header.subarray(124).swap16();
  return Buffer.concat([header, ...arrays.map((array) => variable(array, options))]);
}

function variable(array: WrittenArray, { little, compressed }: MatOptions): Buffer {
  const word = (value: number) => {
    const bytes = Buffer.alloc(4);
    if (little) bytes.writeUInt32LE(value);
    else bytes.writeUInt32BE(value);
    return bytes;
  };
  const element = (type: number, data: Buffer) => {
    if (data.length > 0 && data.length <= 4) {
      // Small element: length in the upper half of the first word, data beside it.
      return Buffer.concat([word((data.length << 16) | type), data, Buffer.alloc(4 - data.length)]);
    }
    return Buffer.concat([word(type), word(data.length), data, Buffer.alloc((8 - (data.length % 8)) % 8)]);
  };
  const body = Buffer.concat([
    element(6, Buffer.concat([word(array.flags ?? 9), word(0)])),
    element(5, Buffer.concat(array.dimensions.map(word))),
    element(1, Buffer.from(array.name)),
    element(storage[array.stored].type, numbers(array, little)),
  ]);
  const matrix = Buffer.concat([word(14), word(body.length), body]);
  if (!compressed) return matrix;
  const packed = deflateSync(matrix);
  return Buffer.concat([word(15), word(packed.length), packed]);
}

function numbers({ values, stored }: WrittenArray, little: boolean): Buffer {
  const { bytes } = storage[stored];
  const view = new DataView(new ArrayBuffer(values.length * bytes));
  Array.from(values).forEach((value, at) => {
    if (stored === 'uint8') view.setUint8(at, value);
    else if (stored === 'int16') view.setInt16(at * bytes, value, little);
    else view.setFloat64(at * bytes, value, little);
  });
  return Buffer.from(view.buffer);
}
