import { loadLanes, storeLanes } from '../simd';

/** Pixels worked on together: sums over channels are read long after their terms were written, from the cache. */
const PIXELS: i32 = 16;

/** One normalisation as the host describes it: fields as written by src/kernels/responseNormalization/wasm.ts. */
@unmanaged
export class NormalizationJob {
  /** [pixels, channels], as are all tensors here. */
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
  /** 3 times 16 x (channels + 2 radius + 4) floats. */
  scratch: usize;
}

/** y = x n^-beta, n = bias + alpha sum of x^2 over the channels within `radius`. */
export function responseNormalization(pointer: usize): void {
  const job = changetype<NormalizationJob>(pointer);
  const channels = job.channels, radius = job.radius, quarters = job.betaQuarters;
  const biases = f32x4.splat(job.bias), alphas = f32x4.splat(job.alpha);
  const step = strideOf(job);
  const squares = job.scratch + (radius << 2);
  memory.fill(job.scratch, 0, PIXELS * step);
  let x = job.x, y = job.y;
  for (let pixel = 0; pixel < job.pixels; pixel += PIXELS) {
    const count = min(PIXELS, job.pixels - pixel);
    storeSquares(x, squares, channels, count, step);
    for (let p = 0; p < count; p++) {
      const sums = squares + p * step;
      for (let c = 0; c < channels; c += 4) {
        const norm = f32x4.add(biases, f32x4.mul(alphas, windowSum(sums + (c << 2), radius)));
        const factor = inversePower(f32x4.div(f32x4.splat(1), norm), quarters);
        storeLanes(y + (c << 2), f32x4.mul(loadLanes(x + (c << 2), channels - c), factor), channels - c);
      }
      x += channels << 2;
      y += channels << 2;
    }
  }
}

/** dx = its gradient: dy n^-beta - 2 alpha beta x sum of dy y / n over the channels within `radius`. */
export function responseNormalizationGradient(pointer: usize): void {
  const job = changetype<NormalizationJob>(pointer);
  const channels = job.channels, step = strideOf(job);
  memory.fill(job.scratch, 0, 3 * PIXELS * step);
  const squares = job.scratch + (job.radius << 2);
  let x = job.x, dy = job.dy, dx = job.dx;
  for (let pixel = 0; pixel < job.pixels; pixel += PIXELS) {
    const count = min(PIXELS, job.pixels - pixel);
    storeSquares(x, squares, channels, count, step);
    storeTerms(job, x, dy, squares, count);
    addTerms(job, x, dx, squares, count);
    const bytes = (count * channels) << 2;
    x += bytes;
    dy += bytes;
    dx += bytes;
  }
}

/** After the squares: dy y / n, then dy n^-beta, each PIXELS rows further on. */
function storeTerms(job: NormalizationJob, x: usize, dy: usize, squares: usize, count: i32): void {
  const channels = job.channels, radius = job.radius, quarters = job.betaQuarters, step = strideOf(job);
  const biases = f32x4.splat(job.bias), alphas = f32x4.splat(job.alpha);
  for (let p = 0; p < count; p++) {
    const sums = squares + p * step, terms = sums + PIXELS * step, direct = terms + PIXELS * step;
    for (let c = 0; c < channels; c += 4) {
      const norm = f32x4.add(biases, f32x4.mul(alphas, windowSum(sums + (c << 2), radius)));
      const inverse = f32x4.div(f32x4.splat(1), norm);
      const passed = f32x4.mul(loadLanes(dy + (c << 2), channels - c), inversePower(inverse, quarters));
      const term = f32x4.mul(f32x4.mul(passed, loadLanes(x + (c << 2), channels - c)), inverse);
      v128.store(direct + (c << 2), passed);
      storeLanes(terms + (c << 2), term, channels - c);
    }
    x += channels << 2;
    dy += channels << 2;
  }
}

function addTerms(job: NormalizationJob, x: usize, dx: usize, squares: usize, count: i32): void {
  const channels = job.channels, radius = job.radius, step = strideOf(job);
  const scale = f32x4.splat(-0.5 * job.alpha * <f32>job.betaQuarters);
  for (let p = 0; p < count; p++) {
    const terms = squares + (PIXELS + p) * step, direct = terms + PIXELS * step;
    for (let c = 0; c < channels; c += 4) {
      const sum = windowSum(terms + (c << 2), radius);
      const indirect = f32x4.mul(f32x4.mul(scale, loadLanes(x + (c << 2), channels - c)), sum);
      storeLanes(dx + (c << 2), f32x4.add(v128.load(direct + (c << 2)), indirect), channels - c);
    }
    x += channels << 2;
    dx += channels << 2;
  }
}

/** Bytes from one pixel's row of scratch to the next: its channels between `radius` zeros. */
// @ts-ignore: decorator
@inline
function strideOf(job: NormalizationJob): i32 {
  return (job.channels + 2 * job.radius + 4) << 2;
}

function storeSquares(x: usize, squares: usize, channels: i32, count: i32, step: i32): void {
  for (let p = 0; p < count; p++) {
    for (let c = 0; c < channels; c += 4) {
      const value = loadLanes(x + (c << 2), channels - c);
      v128.store(squares + (c << 2), f32x4.mul(value, value));
    }
    x += channels << 2;
    squares += step;
  }
}

/** Sums of the neighbours within `radius` for 4 channels, from the middle outwards. */
// @ts-ignore: decorator
@inline
function windowSum(middle: usize, radius: i32): v128 {
  let sum = v128.load(middle);
  const last = middle - (radius << 2);
  let left = middle, right = middle;
  while (left > last) {
    left -= 4;
    right += 4;
    sum = f32x4.add(sum, f32x4.add(v128.load(left), v128.load(right)));
  }
  return sum;
}

/** inverse^(quarters / 4) by square roots. */
// @ts-ignore: decorator
@inline
function inversePower(inverse: v128, quarters: i32): v128 {
  if (quarters == 4) return inverse;
  const root = f32x4.sqrt(inverse);
  return quarters == 2 ? root : f32x4.mul(root, f32x4.sqrt(root));
}
