import { closeSync, existsSync, openSync, readSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative } from 'node:path';
import { UserError } from '../../base/errors.js';

/** Tensors in files beside the model, as written by the exporter for more than 256 bytes. */
export interface ExternalData {
  /**
   * Bytes of a tensor by its entries `location`, `offset` and `length`. Throws `UserError`, naming `where`, if the file is
   * missing, too short, or outside the model's folder.
   */
  readonly read: (where: string, entries: readonly Entry[], expectedBytes: number) => Uint8Array;
  /** Files read so far. */
  readonly files: () => string[];
}

type Entry = { readonly key: string; readonly value: string };

/** External data of the model in `file`. `reserve` is called with the number of bytes before they are read, and may throw. */
export function openExternalData(file: string, reserve: (bytes: number) => void): ExternalData {
  const folder = dirname(file);
  const used = new Set<string>();
  return {
    files: () => [...used],
    read: (where, entries, expectedBytes) => {
      const fields = new Map(entries.map(({ key, value }) => [key, value]));
      const path = locate(where, folder, fields.get('location') ?? '');
      const offset = count(where, fields.get('offset') ?? '0');
      const length = count(where, fields.get('length') ?? String(expectedBytes));
      used.add(path);
      const held = statSync(path).size;
      if (length !== expectedBytes || offset + length > held) {
        throw new UserError({
          where,
          expected: `${expectedBytes} bytes from byte ${offset} of ${path}`,
          found: length === expectedBytes ? `a file of ${held} bytes` : `a length of ${length}`,
          remedy: 'the file is cut off or belongs to another model: copy all files of the model together',
        });
      }
      reserve(length);
      return readRange(path, offset, length);
    },
  };
}

/** The file's path, which must be inside the folder even if it is a link. */
function locate(where: string, folder: string, location: string): string {
  const remedy = 'external data must lie in the folder of the ONNX file: copy all files of the model together';
  const expected = `external data inside ${folder}`;
  const leavesFolder = (path: string) => path === '' || path.startsWith('..') || isAbsolute(path);
  if (leavesFolder(relative(folder, join(folder, location))) || isAbsolute(location)) {
    throw new UserError({ where, expected, found: location === '' ? 'no location' : location, remedy });
  }
  const path = join(folder, location);
  if (!existsSync(path) || !statSync(path).isFile()) {
    throw new UserError({ where, expected: `external data in ${path}`, found: 'no such file', remedy });
  }
  if (leavesFolder(relative(realpathSync(folder), realpathSync(path)))) {
    throw new UserError({ where, expected, found: `${location}, a link to ${realpathSync(path)}`, remedy });
  }
  return path;
}

function count(where: string, text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new UserError({ where, expected: 'whole numbers as offset and length of external data', found: text });
}

function readRange(path: string, offset: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  const file = openSync(path, 'r');
  try {
    let done = 0;
    while (done < length) {
      const got = readSync(file, bytes, done, length - done, offset + done);
      if (got === 0) throw new Error(`${path} became shorter while it was read`);
      done += got;
    }
  } finally {
    closeSync(file);
  }
  return bytes;
}
