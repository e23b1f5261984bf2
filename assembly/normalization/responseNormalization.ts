import { loadLanes, storeLanes } from '../simd';
import {
  CONSTANTS_BYTES, excessOf, inverseOf, powerOf, scratchStride, seriesEnd, storeSquares, windowSum, writeConstants,
} from './channelSums';

/** Pixels processed together: sums over channels are read from the cache long after their terms were written. */
const PIXELS: i32 = 16;

/** A normalisation as described by the host. */
@unmanaged
export class NormalizationJob {
  /** [pixels, channels], like all tensors here. */
  x: usize;
  y: usize;
  dy: usize;
  dx: usize;
  pixels: i32;
  channels: i32;
  radius: i32;
  bias: f32;
  alpha: f32;
  /** 4 beta: 2, 3 or 4. */
  betaQuarters: i32;
  /** `normalizationRoom` bytes. */
  scratch: usize;
}

/** Bytes of scratch: constants, and three rows for each pixel being processed. */
export function normalizationRoom(channels: i32, radius: i32): i32 {
  return CONSTANTS_BYTES + 3 * PIXELS * scratchStride(channels, radius);
}

/** y = x n^-beta, n = bias + alpha sum of x^2 over the channels within `radius`. */
export function responseNormalization(pointer: usize): void {
  const job = changetype<NormalizationJob>(pointer);
  const bytes = job.channels << 2, step = scratchStride(job.channels, job.radius);
  const squares = job.scratch + CONSTANTS_BYTES + (job.radius << 2);
  memory.fill(job.scratch, 0, CONSTANTS_BYTES + PIXELS * step);
  writeConstants(job.scratch);
  let x = job.x, y = job.y;
  for (let pixel = 0; pixel < job.pixels; pixel += PIXELS) {
    const count = min(PIXELS, job.pixels - pixel);
    storeSquares(x, bytes, squares, bytes, count, step);
    // The common parameters as constants, so that the compiler removes their loops and branches.
    if (job.radius == 2 && job.betaQuarters == 3) normalize(job, x, y, squares, count, 2, 3);
    else normalize(job, x, y, squares, count, job.radius, job.betaQuarters);
    x += count * bytes;
    y += count * bytes;
  }
}

/** dx = gradient of `responseNormalization`: dy n^-beta - 2 alpha beta x sum of dy y / n over the channels within `radius`. */
export function responseNormalizationGradient(pointer: usize): void {
  const job = changetype<NormalizationJob>(pointer);
  const bytes = job.channels << 2, step = scratchStride(job.channels, job.radius);
  memory.fill(job.scratch, 0, normalizationRoom(job.channels, job.radius));
  writeConstants(job.scratch);
  const squares = job.scratch + CONSTANTS_BYTES + (job.radius << 2);
  let x = job.x, dy = job.dy, dx = job.dx;
  for (let pixel = 0; pixel < job.pixels; pixel += PIXELS) {
    const count = min(PIXELS, job.pixels - pixel);
    storeSquares(x, bytes, squares, bytes, count, step);
    if (job.radius == 2 && job.betaQuarters == 3) {
      storeTerms(job, x, dy, squares, count, 2, 3);
      addTerms(job, x, dx, squares, count, 2);
    } else {
      storeTerms(job, x, dy, squares, count, job.radius, job.betaQuarters);
      addTerms(job, x, dx, squares, count, job.radius);
    }
    x += count * bytes;
    dy += count * bytes;
    dx += count * bytes;
  }
}

// @ts-ignore: decorator
@inline
function normalize(
  job: NormalizationJob, x: usize, y: usize, squares: usize, count: i32, radius: i32, quarters: i32,
): void {
  const step = scratchStride(job.channels, job.radius), bytes = job.channels << 2, whole = bytes & ~15;
  const bias = f32x4.splat(job.bias), alpha = f32x4.splat(job.alpha), end = seriesEnd(job.bias, job.alpha);
  for (let p = 0; p < count; p++) {
    let at = 0;
    for (; at < whole; at += 16) {
      const factor = powerOf(excessOf(squares + at, radius, alpha), quarters, bias, end, job.scratch);
      v128.store(y + at, f32x4.mul(v128.load(x + at), factor));
    }
    if (at < bytes) {
      const factor = powerOf(excessOf(squares + at, radius, alpha), quarters, bias, end, job.scratch);
      const lanes = (bytes - at) >> 2;
      storeLanes(y + at, f32x4.mul(loadLanes(x + at, lanes), factor), lanes);
    }
    x += bytes;
    y += bytes;
    squares += step;
  }
}

/** Stores dy y / n and dy n^-beta after the squares, each PIXELS rows further on. */
// @ts-ignore: decorator
@inline
function storeTerms(
  job: NormalizationJob, x: usize, dy: usize, squares: usize, count: i32, radius: i32, quarters: i32,
): void {
  const step = scratchStride(job.channels, job.radius), bytes = job.channels << 2, whole = bytes & ~15;
  const bias = f32x4.splat(job.bias), alpha = f32x4.splat(job.alpha), end = seriesEnd(job.bias, job.alpha);
  const toTerms = PIXELS * step, toDirect = 2 * PIXELS * step;
  for (let p = 0; p < count; p++) {
    let at = 0;
    for (; at < whole; at += 16) {
      const excess = excessOf(squares + at, radius, alpha), inverse = inverseOf(excess, bias, job.scratch);
      const factor = powerOf(excess, quarters, bias, end, job.scratch), value = v128.load(dy + at);
      v128.store(squares + at + toDirect, f32x4.mul(value, factor));
      const y = f32x4.mul(v128.load(x + at), factor);
      v128.store(squares + at + toTerms, f32x4.mul(f32x4.mul(value, y), inverse));
    }
    if (at < bytes) {
      const lanes = (bytes - at) >> 2;
      const excess = excessOf(squares + at, radius, alpha), inverse = inverseOf(excess, bias, job.scratch);
      const factor = powerOf(excess, quarters, bias, end, job.scratch), value = loadLanes(dy + at, lanes);
      v128.store(squares + at + toDirect, f32x4.mul(value, factor));
      const y = f32x4.mul(loadLanes(x + at, lanes), factor);
      storeLanes(squares + at + toTerms, f32x4.mul(f32x4.mul(value, y), inverse), lanes);
    }
    x += bytes;
    dy += bytes;
    squares += step;
  }
}

// @ts-ignore: decorator
@inline
function addTerms(job: NormalizationJob, x: usize, dx: usize, squares: usize, count: i32, radius: i32): void {
  const step = scratchStride(job.channels, job.radius), bytes = job.channels << 2, whole = bytes & ~15;
  const scale = f32x4.splat(-0.5 * job.alpha * <f32>job.betaQuarters);
  const toTerms = PIXELS * step, toDirect = 2 * PIXELS * step;
  for (let p = 0; p < count; p++) {
    let at = 0;
    for (; at < whole; at += 16) {
      const sum = windowSum(squares + at + toTerms, radius);
      const indirect = f32x4.mul(f32x4.mul(scale, v128.load(x + at)), sum);
      v128.store(dx + at, f32x4.add(v128.load(squares + at + toDirect), indirect));
    }
    if (at < bytes) {
      const lanes = (bytes - at) >> 2;
      const sum = windowSum(squares + at + toTerms, radius);
      const indirect = f32x4.mul(f32x4.mul(scale, loadLanes(x + at, lanes)), sum);
      storeLanes(dx + at, f32x4.add(v128.load(squares + at + toDirect), indirect), lanes);
    }
    x += bytes;
    dx += bytes;
    squares += step;
  }
}
