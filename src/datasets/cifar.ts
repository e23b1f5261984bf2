import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../base/errors.js';
import type { Dataset } from '../contract/dataset.js';
import { makeDataset } from './makeDataset.js';

const side = 32;
const channels = 3;
const plane = side * side;

/** One of the CIFAR sets in its publisher's binary layout: per record the label bytes, then the planes R, G and B. */
interface CifarLayout {
  readonly name: 'cifar10' | 'cifar100';
  readonly folder: string;
  readonly files: { readonly train: readonly string[]; readonly test: readonly string[] };
  readonly recordsPerFile: { readonly train: number; readonly test: number };
  readonly labelBytes: number;
  readonly classNamesFile: string;
  readonly classes: number;
  /** Of the training part, 0..255. */
  readonly channelMeans: readonly number[];
}

/** Krizhevsky 2009; channel means taken over the training part. */
export const cifar10Layout: CifarLayout = {
  name: 'cifar10',
  folder: 'cifar-10-batches-bin',
  files: { train: [1, 2, 3, 4, 5].map((number) => `data_batch_${number}.bin`), test: ['test_batch.bin'] },
  recordsPerFile: { train: 10_000, test: 10_000 },
  labelBytes: 1,
  classNamesFile: 'batches.meta.txt',
  classes: 10,
  channelMeans: [125.307, 122.95, 113.865],
};

/** Krizhevsky 2009, with the 100 fine labels. */
export const cifar100Layout: CifarLayout = {
  name: 'cifar100',
  folder: 'cifar-100-binary',
  files: { train: ['train.bin'], test: ['test.bin'] },
  recordsPerFile: { train: 50_000, test: 10_000 },
  labelBytes: 2,
  classNamesFile: 'fine_label_names.txt',
  classes: 100,
  channelMeans: [129.304, 124.07, 112.434],
};

/** Reads a part of CIFAR-10 or CIFAR-100 below `dataDir`. Throws `UserError` if files are missing, cut off or corrupt. */
export function loadCifar(layout: CifarLayout, split: 'train' | 'test', dataDir: string): Dataset {
  const folder = join(dataDir, layout.folder);
  const classNames = readLines(layout, join(folder, layout.classNamesFile));
  const files = layout.files[split].map((name) => readRecords(layout, split, join(folder, name)));
  const record = layout.labelBytes + channels * plane;
  const count = files.reduce((sum, file) => sum + file.length / record, 0);
  const pixels = new Uint8Array(count * channels * plane);
  const labels = new Uint8Array(count);
  let image = 0;
  for (const [number, file] of files.entries()) {
    for (let at = 0; at < file.length; at += record, image++) {
      labels[image] = file[at + layout.labelBytes - 1]!;
      if (labels[image]! >= layout.classes) throw wrongLabel(layout, join(folder, layout.files[split][number]!), at);
      interleave(file, at + layout.labelBytes, { target: pixels, offset: image * channels * plane });
    }
  }
  return makeDataset({
    name: layout.name,
    split,
    count,
    shape: [side, side, channels],
    classNames,
    pixels,
    labels,
    channelMeans: layout.channelMeans.map((mean) => mean / 255),
  });
}

/** Planes RRR...GGG...BBB... to pixels RGBRGB... */
function interleave(
  source: Uint8Array,
  from: number,
  { target, offset }: { readonly target: Uint8Array; readonly offset: number },
): void {
  for (let channel = 0; channel < channels; channel++) {
    for (let pixel = 0; pixel < plane; pixel++) {
      target[offset + pixel * channels + channel] = source[from + channel * plane + pixel]!;
    }
  }
}

function readRecords(layout: CifarLayout, split: 'train' | 'test', file: string): Uint8Array {
  if (!existsSync(file)) throw missing(layout, file);
  const bytes = readFileSync(file);
  const expected = layout.recordsPerFile[split] * (layout.labelBytes + channels * plane);
  if (bytes.length === expected) return bytes;
  throw new UserError({
    where: file,
    expected: `${expected} bytes`,
    found: `${bytes.length} bytes`,
    remedy: `the file is cut off or not of this data set: fetch it again with 'npx rapa data ${layout.name}'`,
  });
}

function readLines(layout: CifarLayout, file: string): string[] {
  if (!existsSync(file)) throw missing(layout, file);
  const names = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');
  if (names.length === layout.classes) return names.map((name) => name.trim());
  throw new UserError({ where: file, expected: `${layout.classes} class names`, found: `${names.length} lines` });
}

function missing(layout: CifarLayout, file: string): UserError {
  return new UserError({
    where: file,
    expected: `the binary version of ${layout.name}, unpacked`,
    found: 'no such file',
    remedy: `npx rapa data ${layout.name}, or name the folder that holds ${layout.folder} with --data-dir or RAPA_DATA_DIR`,
  });
}

function wrongLabel(layout: CifarLayout, file: string, at: number): UserError {
  return new UserError({
    where: `${file}, byte ${at}`,
    expected: `a label below ${layout.classes}`,
    found: 'a higher one',
    remedy: `the file is corrupt: fetch it again with 'npx rapa data ${layout.name}'`,
  });
}
