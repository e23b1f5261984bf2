import { loadLanes, storeLanes, WIDE } from '../simd';
import { CONSTANTS_BYTES, excessOf, powerOf, seriesEnd, storeSquares, writeConstants } from './channelSums';
import { joined } from './neighbourPool';
import { keepVector } from './neighbourPoolGradient';
import { NormalizedPoolJob } from './normalizedPoolJob';
import { wideRoom } from './pairedRows';

/** Bytes of a pixel's scratch row: its channels in complete vectors, between zeros for missing neighbours. */
// @ts-ignore: decorator
@inline
export function rowBytesOf(channels: i32, radius: i32): i32 {
  return (wholeVectors(channels) + 2 * wholeVectors(radius)) << 2;
}

/** Rows kept for the gradient of a window: three for each of its pixels. */
export const KEPT_ROWS: i32 = 12;

/** Bytes of the kept rows and one for squares, in complete cache lines. */
export function keptRoom(channels: i32, radius: i32): i32 {
  return ((KEPT_ROWS + 1) * rowBytesOf(channels, radius) + 63) & ~63;
}

/** Bytes of a job's scratch. */
export function normalizedPoolRoom(channels: i32, radius: i32): i32 {
  return CONSTANTS_BYTES + keptRoom(channels, radius) + (WIDE ? wideRoom(channels) : 0);
}

/** Zeroes a job's scratch and writes its constants. */
export function prepareScratch(job: NormalizedPoolJob): void {
  memory.fill(job.scratch, 0, normalizedPoolRoom(job.channels, job.radius));
  writeConstants(constantsOf(job));
}

/** What `series` and `inverseOf` read. */
// @ts-ignore: decorator
@inline
export function constantsOf(job: NormalizedPoolJob): usize {
  return job.scratch;
}

/** The rows of scratch, after the constants. */
// @ts-ignore: decorator
@inline
export function rowsOf(job: NormalizedPoolJob): usize {
  return job.scratch + CONSTANTS_BYTES;
}

/** Bytes of the zeros before the first channel. */
// @ts-ignore: decorator
@inline
export function marginOf(radius: i32): i32 {
  return wholeVectors(radius) << 2;
}

// @ts-ignore: decorator
@inline
function wholeVectors(floats: i32): i32 {
  return (floats + 3) & ~3;
}

/** `poolPixel` for any radius and exponent, using a row of squares in `scratch`. */
export function poolPixelByRow(job: NormalizedPoolJob, x: usize, y: usize, place: i32, average: bool): void {
  const bytes = job.channels << 2, squares = squaresOf(job, x, rowsOf(job));
  const alpha = f32x4.splat(job.alpha);
  for (let at = 0; at < bytes; at += 16) {
    const lanes = (bytes - at) >> 2;
    const value = f32x4.mul(loadLanes(x + at, lanes), power(job, excessOf(squares + at, job.radius, alpha)));
    storeLanes(y + at, joined(y + at, lanes, value, place, average), lanes);
  }
}

/** `keepPixel` for any radius and exponent; the squares are stored at `row`. */
export function keepPixelByRow(job: NormalizedPoolJob, x: usize, row: usize, kept: usize, far: usize): void {
  const bytes = job.channels << 2, squares = squaresOf(job, x, row);
  const alpha = f32x4.splat(job.alpha);
  for (let at = 0; at < bytes; at += 16) {
    const excess = excessOf(squares + at, job.radius, alpha);
    keepVector(kept + at, far, loadLanes(x + at, (bytes - at) >> 2), power(job, excess), excess);
  }
}

function squaresOf(job: NormalizedPoolJob, x: usize, row: usize): usize {
  const squares = row + marginOf(job.radius);
  storeSquares(x, 0, squares, job.channels << 2, 1, 0);
  return squares;
}

function power(job: NormalizedPoolJob, excess: v128): v128 {
  return powerOf(excess, job.betaQuarters, f32x4.splat(job.bias), seriesEnd(job.bias, job.alpha), constantsOf(job));
}
