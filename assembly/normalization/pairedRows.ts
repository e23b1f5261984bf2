import { NormalizedPoolJob } from './normalizedPoolJob';
import { keptRoom, rowsOf } from './squareRows';

// For the build for 256 bits: V8 joins neighbouring loads, so that shifted squares are loaded from rows in memory. They are written long before, because
// a load that spans two recent stores waits. V8 joins no load that belongs to two pairs: the neighbours on the far right have a counter of their own, `on`, 16 bytes
// ahead of `at`, which keeps compilers from taking them for the same loads. Sums and products are those of the other builds.

/** Windows side by side that are computed together. */
export const GROUP: i32 = 4;

/** Bytes of zeros before and after a row. */
const MARGIN: i32 = 32;

/** Bytes of a pixel's row: its channels between zeros for missing neighbours. */
// @ts-ignore: decorator
@inline
export function wideRowBytes(channels: i32): i32 {
  return (channels << 2) + 2 * MARGIN;
}

/** Bytes for the largest excess and three rows of each pixel of a group. */
export function wideRoom(channels: i32): i32 {
  return MARGIN + 12 * GROUP * wideRowBytes(channels);
}

/** The first channel of a group's row `row`; rows of the upper pixels come before those of the lower ones. */
// @ts-ignore: decorator
@inline
export function wideRow(job: NormalizedPoolJob, row: i32): usize {
  return largestExcess(job) + 2 * MARGIN + row * wideRowBytes(job.channels);
}

/** Whether all vectors come in pairs. */
// @ts-ignore: decorator
@inline
export function isPaired(job: NormalizedPoolJob): bool {
  return (job.channels & 7) == 0;
}

/** Stores the squares of `count` pixels in rows. */
export function squarePixels(x: usize, xStep: i32, row: usize, channels: i32, count: i32): void {
  for (let p = 0; p < count; p++) {
    for (let at: usize = 0; at < <usize>channels << 2; at += 32) {
      const value = v128.load(x + at), next = v128.load(x + at, 16);
      v128.store(row + at, f32x4.mul(next, next), 16);
      v128.store(row + at, f32x4.mul(value, value));
    }
    x += xStep;
    row += wideRowBytes(channels);
  }
}

/** The largest excess of a group in each lane of a pair of vectors. */
// @ts-ignore: decorator
@inline
export function largestExcess(job: NormalizedPoolJob): usize {
  return rowsOf(job) + keptRoom(job.channels, job.radius);
}

/** Own value and 2 neighbours on each side, in the order of `neighbourSum`. */
// @ts-ignore: decorator
@inline
export function sumOf(own: v128, left: v128, right: v128, farLeft: v128, farRight: v128): v128 {
  return f32x4.add(f32x4.add(own, f32x4.add(left, right)), f32x4.add(farLeft, farRight));
}
