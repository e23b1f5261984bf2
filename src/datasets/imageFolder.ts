import { join } from 'node:path';
import { UserError } from '../base/errors.js';
import type { Dataset } from '../contract/dataset.js';
import type { DatasetSpec } from '../contract/suite.js';
import type { DatasetSource } from './datasetSource.js';
import { type DecodedImage, decodeImages } from './decodeImages.js';
import { type ClassFolder, listClassFolders } from './listClassFolders.js';
import { sealDataset } from './sealDataset.js';
import { sharedBytes } from './sharedBytes.js';

/**
 * The user's own PNG and JPEG images, one folder a class, all of one size. One channel if every image of the split is
 * grey, else three. Channel means are those of the images at hand.
 */
export const imageFolder: DatasetSource = {
  name: 'imageFolder',
  facts: { title: 'your own PNG or JPEG images, one folder a class', place: { kind: 'path' } },
  load: async ({ split, path }: DatasetSpec): Promise<Dataset> => {
    if (path === undefined) {
      const remedy = 'add "path", the folder that holds one folder a class';
      throw new UserError({ where: 'dataset', expected: 'a path for imageFolder', found: 'none', remedy });
    }
    const classes = listClassFolders(path, split);
    const { pixels, shape } = withoutRepeats(await readImages(classes));
    return sealDataset({
      name: 'imageFolder',
      split,
      count: pixels.length / (shape[0] * shape[1] * shape[2]),
      shape,
      classNames: classes.map(({ name }) => name),
      pixels,
      labels: labelsOf(classes),
      channelMeans: meansOf(pixels, shape[2]),
    });
  },
};

interface Images {
  readonly pixels: Uint8Array;
  readonly shape: readonly [height: number, width: number, channels: number];
}

async function readImages(classes: readonly ClassFolder[]): Promise<Images> {
  const files = classes.flatMap(({ path, images }) => images.map((image) => join(path, image)));
  let first: DecodedImage | undefined;
  let pixels = sharedBytes(0);
  let to = 0;
  for await (const image of decodeImages(files)) {
    if (first === undefined) {
      first = image;
      pixels = sharedBytes(files.length * image.width * image.height * 3);
    }
    if (image.width !== first.width || image.height !== first.height) throw otherSize(image, first);
    for (let from = 0; from < image.rgba.length; from += 4) {
      pixels[to++] = image.rgba[from]!;
      pixels[to++] = image.rgba[from + 1]!;
      pixels[to++] = image.rgba[from + 2]!;
    }
  }
  return { pixels, shape: [first!.height, first!.width, 3] };
}

function otherSize(image: DecodedImage, first: DecodedImage): UserError {
  return new UserError({
    where: image.file,
    expected: `${sizeOf(first)} like ${first.file}`,
    found: sizeOf(image),
    remedy: 'bring all images to one size first; nothing is resized here, since that would change what is measured',
  });
}

function sizeOf({ width, height }: DecodedImage): string {
  return `${width} x ${height} pixels`;
}

/** One channel of three that are equal everywhere. */
function withoutRepeats({ pixels, shape }: Images): Images {
  for (let at = 0; at < pixels.length; at += 3) {
    if (pixels[at] !== pixels[at + 1] || pixels[at] !== pixels[at + 2]) return { pixels, shape };
  }
  const grey = sharedBytes(pixels.length / 3);
  for (let at = 0; at < grey.length; at++) grey[at] = pixels[3 * at]!;
  return { pixels: grey, shape: [shape[0], shape[1], 1] };
}

function labelsOf(classes: readonly ClassFolder[]): Dataset['labels'] {
  const count = classes.reduce((sum, { images }) => sum + images.length, 0);
  const labels = classes.length > 256 ? new Uint16Array(new SharedArrayBuffer(2 * count)) : sharedBytes(count);
  let at = 0;
  classes.forEach(({ images }, label) => {
    labels.fill(label, at, at + images.length);
    at += images.length;
  });
  return labels;
}

function meansOf(pixels: Uint8Array, channels: number): number[] {
  const sums = new Float64Array(channels);
  for (let at = 0; at < pixels.length; )
    for (let channel = 0; channel < channels; channel++) sums[channel]! += pixels[at++]!;
  return Array.from(sums, (sum) => (sum * channels) / (pixels.length * 255));
}
