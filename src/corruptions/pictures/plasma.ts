import type { RandomStream } from '../../base/random.js';
import { type Picture, plane } from './picture.js';

/**
 * Plasma: a random periodic height map by the diamond-square algorithm. New points are means plus uniform noise in +-`wibble`,
 * which is divided by `decay` each round. Values from 0 to 1, cropped to `height` x `width` from the next larger power of two.
 */
export function plasma(
  [height, width]: readonly [number, number],
  { decay, stream }: { readonly decay: number; readonly stream: RandomStream },
): Picture {
  const size = 2 ** Math.ceil(Math.log2(Math.max(height, width, 2)));
  const map = new Float64Array(size * size);
  const place = (y: number, x: number) => (((y % size) + size) % size) * size + (((x % size) + size) % size);
  let wibble = 100;
  const jitter = () => wibble * (2 * stream.float() - 1);
  const mean = (...places: readonly number[]) => places.reduce((sum, at) => sum + map[at]!, 0) / places.length;
  for (let step = size; step >= 2; step /= 2) {
    const half = step / 2;
    for (let y = 0; y < size; y += step) {
      for (let x = 0; x < size; x += step) {
        const corners = [place(y, x), place(y + step, x), place(y, x + step), place(y + step, x + step)];
        map[place(y + half, x + half)] = mean(...corners) + wibble * jitter();
      }
    }
    for (let y = 0; y < size; y += half) {
      for (let x = (y / half) % 2 === 0 ? half : 0; x < size; x += step) {
        const sides = [place(y - half, x), place(y + half, x), place(y, x - half), place(y, x + half)];
        map[place(y, x)] = mean(...sides) + wibble * jitter();
      }
    }
    wibble /= decay;
  }
  const lowest = map.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const highest = map.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  return plane(height, width, (y, x) => (map[y * size + x]! - lowest) / (highest - lowest));
}
