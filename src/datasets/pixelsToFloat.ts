import type { ImageRange } from '../contract/cell.js';
import type { Dataset } from '../contract/dataset.js';

/**
 * Pixels in [0, 1] of some images of a data set, NHWC: those at the given positions in their order, or those of a
 * half-open range. Throws RangeError for a position outside the data set.
 */
export function pixelsToFloat(dataset: Dataset, images: Int32Array | ImageRange): Float32Array {
  const perImage = dataset.shape[0] * dataset.shape[1] * dataset.shape[2];
  if (!(images instanceof Int32Array)) {
    const [from, to] = images;
    if (!(from >= 0 && from <= to && to <= dataset.count)) throw outside(dataset, `[${from}, ${to})`);
    return scale(dataset.pixels.subarray(from * perImage, to * perImage), new Float32Array((to - from) * perImage));
  }
  const floats = new Float32Array(images.length * perImage);
  images.forEach((position, at) => {
    if (!(position >= 0 && position < dataset.count)) throw outside(dataset, String(position));
    const bytes = dataset.pixels.subarray(position * perImage, (position + 1) * perImage);
    scale(bytes, floats.subarray(at * perImage));
  });
  return floats;
}

function scale(bytes: Uint8Array, floats: Float32Array): Float32Array {
  for (let at = 0; at < bytes.length; at++) floats[at] = bytes[at]! / 255;
  return floats;
}

function outside({ name, split, count }: Dataset, images: string): RangeError {
  return new RangeError(`${name} ${split} has images 0 to ${count - 1}, not ${images}`);
}
