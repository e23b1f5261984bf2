import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../base/errors.js';
import { sha256 } from '../base/stableHash.js';
import type { Dataset, ImageFiles } from '../contract/dataset.js';
import type { DatasetSpec } from '../contract/suite.js';
import type { DatasetSource } from './datasetSource.js';
import { fairOrder } from './fairOrder.js';
import { firstChannel, threeChannels } from './imageBytes.js';
import type { ImageHeader } from './imageHeader.js';
import { type ClassFolder, classOrderNotes, listClassFolders } from './listClassFolders.js';
import { readImage, requireHeader } from './readImage.js';
import { sealDataset } from './sealDataset.js';
import { sharedBytes } from './sharedBytes.js';
import type { StoredImage } from './storedImage.js';

/** Memory limit for decoded images; the others are decoded on demand. */
const mostMemory = 256 * 2 ** 20;
/** Bytes of the first images from which channel means are computed. */
const meansOver = 64 * 2 ** 20;
/** Files above this size are refused. */
const mostFileBytes = 64 * 2 ** 20;

/**
 * The user's PNG and JPEG images, one folder per class, all of one size, as stored samples. Ordered so that the first n contain
 * the classes in proportion. One channel if every image of the split is grey, else three. Every file is read and checked at the
 * start; as many first images as a run needs and memory allows are decoded then.
 */
export const imageFolder: DatasetSource = {
  name: 'imageFolder',
  facts: { title: 'your PNG or JPEG images, one folder per class', place: { kind: 'path' } },
  load: async ({ split, path, images, orientation = 'stored' }: DatasetSpec, _, options): Promise<Dataset> => {
    if (path === undefined) {
      const remedy = 'add "path", a folder with one folder per class';
      throw new UserError({ where: 'dataset', expected: 'a path for imageFolder', found: 'none', remedy });
    }
    const classes = listClassFolders(path, split);
    const { paths, labels } = inFairOrder(classes);
    const { files, headers } = readHeaders(paths, orientation);
    const channels = isGrey(files, headers) ? 1 : 3;
    const shape = [headers[0]!.height, headers[0]!.width, channels] as const;
    const wanted = Math.min(paths.length, images ?? paths.length, options?.images ?? paths.length);
    return sealDataset({
      name: 'imageFolder',
      split,
      count: paths.length,
      shape,
      classNames: classes.map(({ name }) => name),
      labels,
      files,
      ...decodeFirst(files, shape, wanted),
      notes: [...classOrderNotes(classes.map(({ name }) => name)), ...orientationNotes(headers, orientation)],
    });
  },
};

function inFairOrder(classes: readonly ClassFolder[]): {
  readonly paths: string[];
  readonly labels: Dataset['labels'];
} {
  const files = classes.flatMap(({ path, images }) => images.map((image) => join(path, image)));
  const classOf = Uint16Array.from(classes.flatMap(({ images }, label) => images.map(() => label)));
  const order = fairOrder(classOf, classes.length);
  const labels =
    classes.length > 256 ? new Uint16Array(new SharedArrayBuffer(2 * files.length)) : sharedBytes(files.length);
  order.forEach((position, image) => {
    labels[image] = classOf[position]!;
  });
  return { paths: Array.from(order, (position) => files[position]!), labels };
}

interface ReadFiles {
  readonly files: ImageFiles;
  /** Sizes are after applying the requested orientation. */
  readonly headers: readonly ImageHeader[];
}

/** Reads every file once. Throws `UserError` for the first file that is damaged, unsupported, or of another size. */
function readHeaders(paths: readonly string[], orientation: ImageFiles['orientation']): ReadFiles {
  const sums = sharedBytes(32 * paths.length);
  const headers = paths.map((file, image) => {
    const bytes = readBounded(file);
    sums.set(Buffer.from(sha256(bytes), 'hex'), 32 * image);
    const header = requireHeader(bytes, file);
    const isTurned = orientation === 'exif' && header.orientation >= 5;
    return isTurned ? { ...header, width: header.height, height: header.width } : header;
  });
  const first = headers[0]!;
  const odd = headers.findIndex(({ width, height }) => width !== first.width || height !== first.height);
  if (odd < 0) return { files: { paths, sha256: sums, orientation }, headers };
  throw new UserError({
    where: paths[odd]!,
    expected: `${sizeOf(first)} like ${paths[0]}`,
    found: sizeOf(headers[odd]!),
    remedy:
      'resize all images to one size first; this program resizes nothing, since that would change the measurement',
  });
}

function readBounded(file: string): Buffer {
  const handle = openSync(file, 'r');
  try {
    const { size } = fstatSync(handle);
    if (size <= mostFileBytes) return readFileSync(handle);
    const found = `${size.toLocaleString('en-US')} bytes`;
    throw new UserError({ where: file, expected: 'an image of at most 64 MiB', found, remedy: 'remove the file' });
  } finally {
    closeSync(handle);
  }
}

function sizeOf({ width, height }: ImageHeader): string {
  return `${width} x ${height} pixels`;
}

/** Whether every image is grey, even if stored in colour: decodes images until one is not grey. */
function isGrey({ paths, orientation }: ImageFiles, headers: readonly ImageHeader[]): boolean {
  return headers.every((header, image) => {
    if (header.isGrey) return true;
    const { samples, channels } = readImage(readFileSync(paths[image]!), { file: paths[image]!, orientation });
    return channels === 1 || hasEqualChannels(samples);
  });
}

function hasEqualChannels(samples: Uint8Array): boolean {
  for (let at = 0; at < samples.length; at += 3) {
    if (samples[at] !== samples[at + 1] || samples[at] !== samples[at + 2]) return false;
  }
  return true;
}

/** The first `wanted` images within the memory limit, and the channel means over the first images of the split. */
function decodeFirst(
  { paths, orientation }: ImageFiles,
  [height, width, channels]: readonly [number, number, 1 | 3],
  wanted: number,
): Pick<Dataset, 'pixels' | 'channelMeans'> {
  const size = height * width * channels;
  const held = Math.min(wanted, Math.floor(mostMemory / size));
  const averaged = Math.min(paths.length, Math.max(1, Math.floor(meansOver / size)));
  const pixels = sharedBytes(held * size);
  const sums = new Float64Array(channels);
  for (let image = 0; image < Math.max(held, averaged); image++) {
    const bytes = toChannels(readImage(readFileSync(paths[image]!), { file: paths[image]!, orientation }), channels);
    if (image < held) pixels.set(bytes, image * size);
    if (image >= averaged) continue;
    for (let at = 0; at < size; ) for (let channel = 0; channel < channels; channel++) sums[channel]! += bytes[at++]!;
  }
  const channelMeans = Array.from(sums, (sum) => sum / (averaged * height * width * 255));
  return { pixels, channelMeans };
}

function toChannels(image: StoredImage, channels: 1 | 3): Uint8Array {
  return channels === 1 ? firstChannel(image.samples, image.channels) : threeChannels(image);
}

function orientationNotes(headers: readonly ImageHeader[], orientation: ImageFiles['orientation']): string[] {
  const turned = headers.filter((header) => header.orientation !== 1).length;
  if (turned === 0) return [];
  const what = `${turned} of ${headers.length} images have an EXIF orientation`;
  return orientation === 'exif'
    ? [`${what}, which is applied`]
    : [`${what}, which is ignored; "orientation": "exif" in the data set applies it`];
}
