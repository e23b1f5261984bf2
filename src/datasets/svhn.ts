import { join } from 'node:path';
import type { Dataset } from '../contract/dataset.js';
import type { DatasetSpec } from '../contract/suite.js';
import { brokenFile, count, requireFiles } from './datasetFiles.js';
import type { DatasetSource } from './datasetSource.js';
import { downloadRecipes } from './downloadRecipes.js';
import { fileMd5 } from './fileMd5.js';
import { MatFault } from './matElement.js';
import { mixClasses } from './mixClasses.js';
import { publisherNotes } from './publisherNotes.js';
import { type MatArray, readMatArrays } from './readMatArrays.js';
import { sealDataset } from './sealDataset.js';
import { sharedBytes } from './sharedBytes.js';

const side = 32;
const plane = side * side;
const imageBytes = 3 * plane;
const classNames = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];
const files = { train: [{ path: 'train_32x32.mat' }], test: [{ path: 'test_32x32.mat' }] };

/**
 * Street View House Numbers, cropped digits (Netzer et al. 2011), from MAT-files of version 5: `X`, 32 x 32 x 3 x N bytes, and
 * `y`, N labels, where 10 means the digit 0. The publisher's split without the extra part.
 */
export const svhn: DatasetSource = {
  name: 'svhn',
  facts: {
    title: 'house numbers, cropped digits',
    place: { kind: 'dataDir', files },
    shape: [side, side, 3],
    counts: { train: 73_257, test: 26_032 },
    classNames,
  },
  load: async ({ split }: DatasetSpec, dataDir: string): Promise<Dataset> => {
    requireFiles('svhn', files[split], dataDir);
    const { pixels, labels } = await readSvhn(join(dataDir, files[split][0]!.path));
    const { name, md5 } = downloadRecipes.svhn.remote[split === 'train' ? 0 : 1];
    const isPublished = (await fileMd5(join(dataDir, name))) === md5;
    const parts = mixClasses({
      name: 'svhn',
      split,
      count: labels.length,
      shape: [side, side, 3] as const,
      classNames,
      pixels,
      labels,
      // Means of the training images on [0, 1], from the literature.
      channelMeans: [0.4376821, 0.4437697, 0.4728044],
      notes: publisherNotes('svhn', isPublished ? [] : [name]),
    });
    return sealDataset(parts);
  },
};

async function readSvhn(file: string): Promise<{ readonly pixels: Uint8Array; readonly labels: Uint8Array }> {
  const fault = (expected: string, found: string) => brokenFile('svhn', { where: file, expected, found });
  let pixels: Uint8Array | undefined;
  let labels: Uint8Array | undefined;
  try {
    for await (const array of readMatArrays(file)) {
      if (array.name === 'X') pixels = await readPixels(array, fault);
      if (array.name === 'y') labels = await readLabels(array, fault);
    }
  } catch (error) {
    if (error instanceof MatFault) throw fault('a complete MAT-file of version 5', error.message);
    throw error;
  }
  if (pixels === undefined) throw fault('an array X with the images', 'none');
  if (labels === undefined) throw fault('an array y with the labels', 'none');
  if (pixels.length === labels.length * imageBytes) return { pixels, labels };
  throw fault(
    'a label for each image',
    `${count(pixels.length / imageBytes)} images and ${count(labels.length)} labels`,
  );
}

type Fault = (expected: string, found: string) => Error;

/** From column-major height x width x channel x image to NHWC, image by image as the file is read. */
async function readPixels(array: MatArray, fault: Fault): Promise<Uint8Array> {
  const [height, width, channels, images = 1, ...more] = array.dimensions;
  if (height !== side || width !== side || channels !== 3 || more.length > 0 || !array.isBytes) {
    throw fault('X of 32 x 32 x 3 x N bytes', `${array.dimensions.join(' x ')}${array.isBytes ? '' : ', not bytes'}`);
  }
  const pixels = sharedBytes(images * imageBytes);
  for (let image = 0; image < images; image++) {
    const columns = await array.takeBytes(imageBytes);
    let to = image * imageBytes;
    for (let row = 0; row < side; row++) {
      for (let from = row; from < plane; from += side, to += 3) {
        pixels[to] = columns[from]!;
        pixels[to + 1] = columns[from + plane]!;
        pixels[to + 2] = columns[from + 2 * plane]!;
      }
    }
  }
  return pixels;
}

async function readLabels(array: MatArray, fault: Fault): Promise<Uint8Array> {
  const numbers = await array.take(array.count);
  const labels = sharedBytes(numbers.length);
  numbers.forEach((label, image) => {
    if (!Number.isInteger(label) || label < 1 || label > 10)
      throw fault('labels 1 to 10', `label ${label} of image ${image}`);
    labels[image] = label % 10;
  });
  return labels;
}
