import type { Dataset } from '../contract/dataset.js';
import type { ImageRange } from '../contract/imageRange.js';
import { bytesPerImage, imageBytes } from './imageBytes.js';

/**
 * Pixels in [0, 1] of images of a data set, NHWC: at the given positions in order, or of a half-open range. Throws RangeError for
 * a position outside the data set. `room`: where they are written, its start if it is larger; new memory if omitted. Throws
 * RangeError if it is too small.
 */
export function pixelsToFloat(dataset: Dataset, images: Int32Array | ImageRange, room?: Float32Array): Float32Array {
  const size = bytesPerImage(dataset);
  const isRange = !(images instanceof Int32Array);
  const [from, to] = isRange ? images : [0, images.length];
  if (isRange && !(from >= 0 && from <= to && to <= dataset.count)) throw outside(dataset, `[${from}, ${to})`);
  const values = (to - from) * size;
  if (room !== undefined && room.length < values) throw new RangeError(`${values} values in room for ${room.length}`);
  const floats = room?.subarray(0, values) ?? new Float32Array(values);
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
