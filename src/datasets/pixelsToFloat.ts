import type { Dataset } from '../contract/dataset.js';
import type { ImageRange } from '../contract/imageRange.js';
import { bytesPerImage, imageBytes } from './imageBytes.js';

/**
 * Pixels in [0, 1] of images of a data set, NHWC: at the given positions in order, or of a half-open range. Throws RangeError for
 * a position outside the data set.
 */
export function pixelsToFloat(dataset: Dataset, images: Int32Array | ImageRange): Float32Array {
  const size = bytesPerImage(dataset);
  const isRange = !(images instanceof Int32Array);
  const [from, to] = isRange ? images : [0, images.length];
  if (isRange && !(from >= 0 && from <= to && to <= dataset.count)) throw outside(dataset, `[${from}, ${to})`);
  const floats = new Float32Array((to - from) * size);
  if (isRange && to * size <= dataset.pixels.length)
    return scale(dataset.pixels.subarray(from * size, to * size), floats);
  for (let at = 0; at < to - from; at++) {
    const position = isRange ? from + at : images[at]!;
    scale(imageBytes(dataset, position), floats.subarray(at * size));
  }
  return floats;
}

function scale(bytes: Uint8Array, floats: Float32Array): Float32Array {
  for (let at = 0; at < bytes.length; at++) floats[at] = bytes[at]! / 255;
  return floats;
}

function outside({ name, split, count }: Dataset, images: string): RangeError {
  return new RangeError(`${name} ${split} has images 0 to ${count - 1}, not ${images}`);
}
