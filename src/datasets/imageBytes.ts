import { readFileSync } from 'node:fs';
import { boundedMemo } from '../base/boundedMemo.js';
import { ChangedDuringRun } from '../base/errors.js';
import { sha256 } from '../base/stableHash.js';
import type { Dataset } from '../contract/dataset.js';
import { readImage } from './readImage.js';

/** Cache of a thread's decoded images. */
const decoded = boundedMemo(64 * 2 ** 20);

/** Bytes of one image: height x width x channels. */
export function bytesPerImage({ shape: [height, width, channels] }: Pick<Dataset, 'shape'>): number {
  return height * width * channels;
}

/**
 * The bytes of an image, 0..255, height x width x channels: from memory, else decoded now. Callers must not change them. Throws
 * RangeError for a position outside the data set, and an error for a file that has changed since the start.
 */
export function imageBytes(dataset: Dataset, position: number): Uint8Array {
  const { name, split, count, pixels, files } = dataset;
  if (!(position >= 0 && position < count))
    throw new RangeError(`${name} ${split} has images 0 to ${count - 1}, not ${position}`);
  const size = bytesPerImage(dataset);
  if ((position + 1) * size <= pixels.length) return pixels.subarray(position * size, (position + 1) * size);
  const path = files!.paths[position]!;
  const sum = Buffer.from(files!.sha256.subarray(32 * position, 32 * position + 32)).toString('hex');
  return decoded.recall(`${sum} ${files!.orientation} ${dataset.shape[2]}`, () => {
    const bytes = readFileSync(path);
    if (sha256(bytes) !== sum) throw changed(path);
    const image = readImage(bytes, { file: path, orientation: files!.orientation });
    return dataset.shape[2] === 1 ? firstChannel(image.samples, image.channels) : threeChannels(image);
  });
}

function changed(path: string): ChangedDuringRun {
  return new ChangedDuringRun({
    where: path,
    expected: 'the image as it was when the run was planned',
    found: 'another',
    remedy: 'do not change the data set during a run, and start it again',
  });
}

/** One channel of samples with equal channels. */
export function firstChannel(samples: Uint8Array, channels: number): Uint8Array {
  if (channels === 1) return samples;
  return Uint8Array.from({ length: samples.length / channels }, (_, pixel) => samples[pixel * channels]!);
}

/** Red, green and blue of an image, grey or not. */
export function threeChannels({
  samples,
  channels,
}: {
  readonly samples: Uint8Array;
  readonly channels: 1 | 3;
}): Uint8Array {
  if (channels === 3) return samples;
  const all = new Uint8Array(3 * samples.length);
  for (let pixel = 0; pixel < samples.length; pixel++) all.fill(samples[pixel]!, 3 * pixel, 3 * pixel + 3);
  return all;
}
