import { createHash } from 'node:crypto';
import { createReadStream, existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ChangedDuringRun, UserError } from '../base/errors.js';
import type { Dataset } from '../contract/dataset.js';
import { type NpyHeader, readBytes, readNpyHeader } from './npyFile.js';

/** The folder of the published files, below the data folder. */
export const publishedCorruptionsFolder = 'CIFAR-10-C';

/** URL and contents of the archive: 19 files of 50,000 images, and labels. */
export const publishedCorruptionsHelp =
  'fetch https://zenodo.org/records/2535967/files/CIFAR-10-C.tar (2.9 GB) and unpack it into the data folder, so that <data folder>/CIFAR-10-C/fog.npy is there';

const severitiesOfFile = 5;

/** By file, for images that are read individually. */
const headers = new Map<string, NpyHeader>();

/**
 * Checks the published files of these corruptions and returns the SHA-256 of each. A file contains the test images five times, by
 * severity, as uint8; labels.npy contains their labels. Throws `UserError` for missing files, another layout, or labels that
 * differ from the data set's.
 */
export async function inspectPublishedCorruptions(
  dataset: Dataset,
  names: readonly string[],
): Promise<Readonly<Record<string, string>>> {
  requireLabels(dataset);
  const hashes: Record<string, string> = {};
  for (const name of names) {
    const file = fileOf(dataset, name);
    requireLayout(file, dataset);
    hashes[name] = await hashOf(file);
  }
  return hashes;
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: 2 ** 20 }), hash);
  return hash.digest('hex');
}

/** By file: what a file looked like when its content was last compared with the plan. */
const compared = new Map<string, string>();

/**
 * Compares the published files of these corruptions with their SHA-256 when the run was planned; a file whose size and time stay as they
 * were is read once. Throws `ChangedDuringRun` for another content.
 */
export async function requirePublished(dataset: Dataset, planned: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, sha256] of Object.entries(planned)) {
    const file = fileOf(dataset, name);
    const { size, mtimeMs, ino } = statSync(file);
    const look = `${sha256} ${size} ${mtimeMs} ${ino}`;
    if (compared.get(file) === look) continue;
    const found = await hashOf(file);
    if (found !== sha256)
      throw new ChangedDuringRun({
        where: file,
        expected: `the file that the run was planned with (SHA-256 ${sha256.slice(0, 12)}...)`,
        found: `a different one (SHA-256 ${found.slice(0, 12)}...)`,
        remedy: 'do not change the published files during a run, and start it again',
      });
    headers.delete(file);
    compared.set(file, look);
  }
}

/** The bytes of one image at a severity from 1 to 5, height x width x channels. */
export function publishedCorruption(
  dataset: Dataset,
  name: string,
  { severity, image }: { readonly severity: number; readonly image: number },
): Uint8Array {
  const file = fileOf(dataset, name);
  const { offset, shape } = headers.get(file) ?? readNpyHeader(file);
  headers.set(file, { type: '|u1', offset, shape });
  const perImage = shape[1]! * shape[2]! * shape[3]!;
  const row = (severity - 1) * (shape[0]! / severitiesOfFile) + image;
  return readBytes(file, { from: offset + row * perImage, count: perImage });
}

function fileOf({ name, split, corruptedFolder }: Dataset, corruption: string): string {
  if (corruptedFolder === undefined) {
    throw new UserError({
      where: `corruption ${corruption}`,
      expected: 'the test part of cifar10, of which corrupted images are published',
      found: `${name} ${split}`,
      remedy: 'leave "source" out to compute the corruption',
    });
  }
  const file = join(corruptedFolder, `${corruption}.npy`);
  if (existsSync(file)) return file;
  throw new UserError({ where: file, expected: 'a published file', found: 'none', remedy: publishedCorruptionsHelp });
}

function requireLayout(file: string, dataset: Dataset): void {
  const { type, shape, offset } = readNpyHeader(file);
  const [images = 0, ...perImage] = shape;
  const isWhole = images % severitiesOfFile === 0 && images / severitiesOfFile >= dataset.count;
  const size = offset + shape.reduce((product, count) => product * count, 1);
  const found = `${type} [${shape.join(', ')}], ${statSync(file).size} bytes`;
  if (type === '|u1' && isWhole && perImage.join() === dataset.shape.join() && statSync(file).size === size) return;
  throw new UserError({
    where: file,
    expected: `bytes (|u1) of 5 x at least ${dataset.count} images of ${dataset.shape.join(' x ')}`,
    found,
    remedy: publishedCorruptionsHelp,
  });
}

/** The labels confirm that the files' images are in the order of the test images. */
function requireLabels(dataset: Dataset): void {
  const file = fileOf(dataset, 'labels');
  const { type, shape, offset } = readNpyHeader(file);
  const width = Number(/^[|<][iu]([148])$/.exec(type)?.[1] ?? 0);
  const rows = (shape[0] ?? 0) / severitiesOfFile;
  const bytes = width === 0 ? Buffer.alloc(0) : readBytes(file, { from: offset, count: (shape[0] ?? 0) * width });
  const isAlike = (severity: number) =>
    dataset.labels.every((label, image) => bytes[width * (severity * rows + image)] === label);
  if (width > 0 && rows >= dataset.count && [0, 1, 2, 3, 4].every(isAlike)) return;
  throw new UserError({
    where: file,
    expected: "the labels of the test images, five times in the data set's order",
    found: `${type} [${shape.join(', ')}] that differ`,
    remedy: publishedCorruptionsHelp,
  });
}
