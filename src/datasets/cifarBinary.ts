import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dataset } from '../contract/dataset.js';
import type { DatasetName, DatasetSpec } from '../contract/suite.js';
import { brokenFile, count, requireFiles } from './datasetFiles.js';
import type { DatasetFile, DatasetSource } from './datasetSource.js';
import { mixClasses } from './mixClasses.js';
import { publisherNotes } from './publisherNotes.js';
import { sealDataset } from './sealDataset.js';
import { sharedBytes } from './sharedBytes.js';

const side = 32;
const plane = side * side;
const imageBytes = 3 * plane;

/** The differences between the data sets in CIFAR binary layout. */
export interface CifarLayout {
  readonly name: DatasetName;
  readonly title: string;
  readonly folder: string;
  /** Number of values of each label byte of a record; the last one is the class. */
  readonly labelBounds: readonly number[];
  /** File names in the folder, and the images in each. */
  readonly train: readonly string[];
  readonly test: readonly string[];
  readonly imagesPerFile: Readonly<Record<'train' | 'test', number>>;
  /** One class name per line; may be missing. */
  readonly namesFile: string;
  readonly classNames: readonly string[];
  readonly channelMeans: readonly number[];
  /** SHA-1 of the publisher's files, by name. */
  readonly sha1: Readonly<Record<string, string>>;
}

/**
 * A data set in CIFAR binary layout: records of one or two label bytes and 3072 bytes in planes red, green, blue, which become
 * NHWC.
 */
export function cifarBinary(layout: CifarLayout): DatasetSource {
  const recordBytes = layout.labelBounds.length + imageBytes;
  const filesOf = (split: 'train' | 'test'): DatasetFile[] =>
    layout[split].map((file) => ({
      path: `${layout.folder}/${file}`,
      bytes: layout.imagesPerFile[split] * recordBytes,
    }));
  const files = { train: filesOf('train'), test: filesOf('test') };
  const countOf = (split: 'train' | 'test') => layout[split].length * layout.imagesPerFile[split];
  return {
    name: layout.name,
    facts: {
      title: layout.title,
      place: { kind: 'dataDir', files },
      shape: [side, side, 3],
      counts: { train: countOf('train'), test: countOf('test') },
      classNames: layout.classNames,
    },
    load: async ({ split }: DatasetSpec, dataDir: string): Promise<Dataset> => {
      requireFiles(layout.name, files[split], dataDir);
      const images = countOf(split);
      const into = { pixels: sharedBytes(images * imageBytes), labels: sharedBytes(images) };
      const others: string[] = [];
      for (const [index, { path }] of files[split].entries()) {
        const sum = await readRecords(layout, join(dataDir, path), {
          into,
          first: index * layout.imagesPerFile[split],
          images: layout.imagesPerFile[split],
        });
        if (sum !== layout.sha1[layout[split][index]!]) others.push(path);
      }
      const own = {
        name: layout.name,
        split,
        count: images,
        shape: [side, side, 3] as const,
        classNames: await readClassNames(layout, dataDir),
        channelMeans: layout.channelMeans,
        ...into,
        notes: publisherNotes(layout.name, others),
      };
      return sealDataset(mixClasses(own));
    },
  };
}

interface Target {
  readonly into: { readonly pixels: Uint8Array; readonly labels: Uint8Array };
  /** Index in `into` of the file's first image. */
  readonly first: number;
  readonly images: number;
}

/** Reads a file a thousand records at a time to save memory; returns its SHA-1. */
async function readRecords(layout: CifarLayout, file: string, { into, first, images }: Target): Promise<string> {
  const labelBytes = layout.labelBounds.length;
  const recordBytes = labelBytes + imageBytes;
  const buffer = Buffer.alloc(Math.min(images, 1000) * recordBytes);
  const hash = createHash('sha1');
  const handle = await open(file);
  try {
    for (let done = 0; done < images; ) {
      const wanted = Math.min(images - done, 1000);
      const { bytesRead } = await handle.read(buffer, 0, wanted * recordBytes, done * recordBytes);
      const whole = Math.floor(bytesRead / recordBytes);
      if (whole === 0)
        throw brokenFile(layout.name, {
          where: file,
          expected: `${count(images)} records`,
          found: `${count(done)} records`,
        });
      for (let at = 0; at < whole; at++) {
        const record = buffer.subarray(at * recordBytes, (at + 1) * recordBytes);
        into.labels[first + done + at] = labelOf(record, layout, () => `${file}, record ${done + at}`);
        interleave(record.subarray(labelBytes), into.pixels, (first + done + at) * imageBytes);
      }
      hash.update(buffer.subarray(0, whole * recordBytes));
      done += whole;
    }
    return hash.digest('hex');
  } finally {
    await handle.close();
  }
}

function labelOf(record: Uint8Array, { name, labelBounds }: CifarLayout, where: () => string): number {
  labelBounds.forEach((bound, byte) => {
    if (record[byte]! < bound) return;
    throw brokenFile(name, { where: where(), expected: `a label below ${bound}`, found: `label ${record[byte]}` });
  });
  return record[labelBounds.length - 1]!;
}

function interleave(planes: Uint8Array, pixels: Uint8Array, offset: number): void {
  for (let pixel = 0, to = offset; pixel < plane; pixel++, to += 3) {
    pixels[to] = planes[pixel]!;
    pixels[to + 1] = planes[pixel + plane]!;
    pixels[to + 2] = planes[pixel + 2 * plane]!;
  }
}

async function readClassNames({ name, folder, namesFile, classNames }: CifarLayout, dataDir: string) {
  const file = join(dataDir, folder, namesFile);
  if (!existsSync(file)) return classNames;
  const lines = (await readFile(file, 'utf8')).split('\n').map((line) => line.trim());
  const names = lines.filter((line) => line !== '');
  if (names.length === classNames.length) return names;
  throw brokenFile(name, {
    where: file,
    expected: `${classNames.length} class names, one per line`,
    found: `${names.length}`,
  });
}
