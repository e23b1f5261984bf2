import { madd, splat } from '../simd';
import { PIXEL_BYTES } from './collectGradient';
import { ENTRY } from './nonzeroLists';

/**
 * `collectPixel` for two neighbouring pixels in the build for 256 bits, whose neighbouring vectors V8 joins: entries up to `second` belong to
 * the first pixel at `sums`, those up to `first` to both, and those up to `end` to the second, `next` bytes on. Together they are 8 sums, so that no multiply-add waits
 * for another.
 */
export function collectPair(
  sums: usize, next: usize, entry: usize, second: usize, first: usize, end: usize, kernel: usize,
): void {
  let a0 = v128.load(sums), a1 = v128.load(sums, 16), a2 = v128.load(sums, 32), a3 = v128.load(sums, 48);
  let a4 = v128.load(sums, 64), a5 = v128.load(sums, 80), a6 = v128.load(sums, 96), a7 = v128.load(sums, 112);
  while (entry < second) {
    const p = splat(entry);
    const k = kernel + <usize>load<u32>(entry, 4);
    a0 = madd(p, v128.load(k), a0);
    a1 = madd(p, v128.load(k, 16), a1);
    a2 = madd(p, v128.load(k, 32), a2);
    a3 = madd(p, v128.load(k, 48), a3);
    a4 = madd(p, v128.load(k, 64), a4);
    a5 = madd(p, v128.load(k, 80), a5);
    a6 = madd(p, v128.load(k, 96), a6);
    a7 = madd(p, v128.load(k, 112), a7);
    entry += ENTRY;
  }
  const other = sums + next;
  let b0 = v128.load(other), b1 = v128.load(other, 16), b2 = v128.load(other, 32), b3 = v128.load(other, 48);
  let b4 = v128.load(other, 64), b5 = v128.load(other, 80), b6 = v128.load(other, 96), b7 = v128.load(other, 112);
  while (entry < first) {
    const p = splat(entry);
    const k = kernel + <usize>load<u32>(entry, 4);
    a0 = madd(p, v128.load(k), a0);
    a1 = madd(p, v128.load(k, 16), a1);
    a2 = madd(p, v128.load(k, 32), a2);
    a3 = madd(p, v128.load(k, 48), a3);
    a4 = madd(p, v128.load(k, 64), a4);
    a5 = madd(p, v128.load(k, 80), a5);
    a6 = madd(p, v128.load(k, 96), a6);
    a7 = madd(p, v128.load(k, 112), a7);
    b0 = madd(p, v128.load(k, 128), b0);
    b1 = madd(p, v128.load(k, 144), b1);
    b2 = madd(p, v128.load(k, 160), b2);
    b3 = madd(p, v128.load(k, 176), b3);
    b4 = madd(p, v128.load(k, 192), b4);
    b5 = madd(p, v128.load(k, 208), b5);
    b6 = madd(p, v128.load(k, 224), b6);
    b7 = madd(p, v128.load(k, 240), b7);
    entry += ENTRY;
  }
  v128.store(sums, a1, 16);
  v128.store(sums, a0);
  v128.store(sums, a3, 48);
  v128.store(sums, a2, 32);
  v128.store(sums, a5, 80);
  v128.store(sums, a4, 64);
  v128.store(sums, a7, 112);
  v128.store(sums, a6, 96);
  kernel += PIXEL_BYTES;
  while (entry < end) {
    const p = splat(entry);
    const k = kernel + <usize>load<u32>(entry, 4);
    b0 = madd(p, v128.load(k), b0);
    b1 = madd(p, v128.load(k, 16), b1);
    b2 = madd(p, v128.load(k, 32), b2);
    b3 = madd(p, v128.load(k, 48), b3);
    b4 = madd(p, v128.load(k, 64), b4);
    b5 = madd(p, v128.load(k, 80), b5);
    b6 = madd(p, v128.load(k, 96), b6);
    b7 = madd(p, v128.load(k, 112), b7);
    entry += ENTRY;
  }
  v128.store(other, b1, 16);
  v128.store(other, b0);
  v128.store(other, b3, 48);
  v128.store(other, b2, 32);
  v128.store(other, b5, 80);
  v128.store(other, b4, 64);
  v128.store(other, b7, 112);
  v128.store(other, b6, 96);
}
