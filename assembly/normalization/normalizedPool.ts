import { loadLanes, storeLanes } from '../simd';
import { excessOf, inverseOf, powerOf, scratchStride, seriesEnd, storeSquares, windowSum } from './channelSums';
import { FIRST, LAST, MIDDLE, poolPixel } from './neighbourPool';

/** Windows of a row worked on together: their 16 pixels fit into the first-level cache with all that is kept of them. */
const WINDOWS: i32 = 4;
const ROW: i32 = 2 * WINDOWS;

/**
 * Response normalisation of a convolution's outputs and the pooling of its result by 2 x 2 windows that do not overlap, as
 * the host describes it: int32 fields in the order of src/kernels/convolution/poolJob.ts. The convolution moves the
 * pointers on from chunk to chunk.
 */
@unmanaged
export class NormalizedPoolJob {
  /** [batch, height, width, channels], pixels `xStep` bytes apart. */
  x: usize;
  /** [batch, height / 2, width / 2, channels], rounded down: an odd last row or column is in no window. */
  y: usize;
  /** Gradient to y. */
  dy: usize;
  /** Gradient to x, pixels `dxStep` bytes apart, a multiple of 16 or of 4 x channels. */
  dx: usize;
  batch: i32;
  height: i32;
  width: i32;
  channels: i32;
  xStep: i32;
  dxStep: i32;
  /** 1: the gradient to x is zero where x is not positive. */
  relu: i32;
  /** 1: the mean of each window; 0: the largest. */
  average: i32;
  radius: i32;
  bias: f32;
  alpha: f32;
  /** 4 beta: 2, 3 or 4. */
  betaQuarters: i32;
  /** 3 times 16 x (channels + 2 radius + 4) floats. */
  scratch: usize;
}

/** y = the largest or the mean of x n^-beta over each window, n = bias + alpha sum of x^2 over channels within `radius`. */
export function poolNormalized(job: NormalizedPoolJob): void {
  if (job.radius == 2 && job.betaQuarters == 3) {
    if (job.average) poolByNeighbours(job, true);
    else poolByNeighbours(job, false);
    return;
  }
  memory.fill(job.scratch, 0, 2 * ROW * scratchStride(job.channels, job.radius));
  if (job.average) forward(job, true);
  else forward(job, false);
}

/** With the usual parameters. */
// @ts-ignore: decorator
@inline
function poolByNeighbours(job: NormalizedPoolJob, average: bool): void {
  const lines = job.batch * (job.height >> 1), windows = job.width >> 1;
  const channels = job.channels, next = job.xStep, down = rowBytes(job);
  const bias = f32x4.splat(job.bias), alpha = f32x4.splat(job.alpha), end = seriesEnd(job.bias, job.alpha);
  let y = job.y;
  for (let line = 0; line < lines; line++) {
    let x = job.x + topOf(job, line) * job.xStep;
    for (let window = 0; window < windows; window++) {
      poolPixel(x, y, channels, bias, alpha, end, FIRST, average);
      poolPixel(x + next, y, channels, bias, alpha, end, MIDDLE, average);
      poolPixel(x + down, y, channels, bias, alpha, end, MIDDLE, average);
      poolPixel(x + down + next, y, channels, bias, alpha, end, LAST, average);
      x += 2 * next;
      y += channels << 2;
    }
  }
}

/** dx = its gradient; the first of the largest of a window takes it all, or all four share it. */
export function passBackNormalized(job: NormalizedPoolJob): void {
  memory.fill(job.scratch, 0, 6 * ROW * scratchStride(job.channels, job.radius));
  if ((job.height | job.width) & 1) memory.fill(job.dx, 0, <usize>(job.batch * job.height * job.width) * job.dxStep);
  const usual = job.radius == 2 && job.betaQuarters == 3;
  if (job.average) {
    if (usual) backward(job, 2, 3, true);
    else backward(job, job.radius, job.betaQuarters, true);
  } else if (usual) backward(job, 2, 3, false);
  else backward(job, job.radius, job.betaQuarters, false);
}

// @ts-ignore: decorator
@inline
function forward(job: NormalizedPoolJob, average: bool): void {
  const lines = job.batch * (job.height >> 1), windows = job.width >> 1;
  const bytes = job.channels << 2;
  let y = job.y;
  for (let line = 0; line < lines; line++) {
    let x = job.x + topOf(job, line) * job.xStep;
    for (let first = 0; first < windows; first += WINDOWS) {
      const count = min(WINDOWS, windows - first);
      poolBlock(job, x, y, count, average);
      x += 2 * count * job.xStep;
      y += count * bytes;
    }
  }
}

/** The pixel at which the upper row of a line of windows begins. */
// @ts-ignore: decorator
@inline
function topOf(job: NormalizedPoolJob, line: i32): usize {
  const image = line / (job.height >> 1);
  return <usize>((image * job.height + 2 * (line - image * (job.height >> 1))) * job.width);
}

// @ts-ignore: decorator
@inline
function rowBytes(job: NormalizedPoolJob): usize {
  return <usize>(job.width * job.xStep);
}

/** Squares of `count` windows: 8 pixels of the upper row, then those of the lower. */
// @ts-ignore: decorator
@inline
function squaresOf(job: NormalizedPoolJob, x: usize, count: i32, step: i32): usize {
  const squares = job.scratch + (job.radius << 2), bytes = job.channels << 2;
  storeSquares(x, job.xStep, squares, bytes, 2 * count, step);
  storeSquares(x + rowBytes(job), job.xStep, squares + ROW * step, bytes, 2 * count, step);
  return squares;
}

// @ts-ignore: decorator
@inline
function poolBlock(job: NormalizedPoolJob, x: usize, y: usize, count: i32, average: bool): void {
  const radius = job.radius, quarters = job.betaQuarters;
  const bytes = job.channels << 2, whole = bytes & ~15, step = scratchStride(job.channels, job.radius);
  const bias = f32x4.splat(job.bias), alpha = f32x4.splat(job.alpha), next = job.xStep, down = rowBytes(job);
  const end = seriesEnd(job.bias, job.alpha);
  let squares = squaresOf(job, x, count, step);
  for (let window = 0; window < count; window++) {
    let at = 0;
    for (; at < whole; at += 16) {
      const from = x + at, terms = squares + at;
      const a = f32x4.mul(v128.load(from), power(terms, radius, quarters, bias, alpha, end));
      const b = f32x4.mul(v128.load(from + next), power(terms + step, radius, quarters, bias, alpha, end));
      const c = f32x4.mul(v128.load(from + down), power(terms + ROW * step, radius, quarters, bias, alpha, end));
      const d = f32x4.mul(v128.load(from + down + next), power(terms + (ROW + 1) * step, radius, quarters, bias, alpha, end));
      v128.store(y + at, pooled(a, b, c, d, average));
    }
    if (at < bytes) {
      const from = x + at, terms = squares + at, lanes = (bytes - at) >> 2;
      const a = f32x4.mul(loadLanes(from, lanes), power(terms, radius, quarters, bias, alpha, end));
      const b = f32x4.mul(loadLanes(from + next, lanes), power(terms + step, radius, quarters, bias, alpha, end));
      const c = f32x4.mul(loadLanes(from + down, lanes), power(terms + ROW * step, radius, quarters, bias, alpha, end));
      const last = power(terms + (ROW + 1) * step, radius, quarters, bias, alpha, end);
      const d = f32x4.mul(loadLanes(from + down + next, lanes), last);
      storeLanes(y + at, pooled(a, b, c, d, average), lanes);
    }
    x += 2 * next;
    y += bytes;
    squares += 2 * step;
  }
}

/** n^-beta for 4 channels, from their squares. */
// @ts-ignore: decorator
@inline
function power(squares: usize, radius: i32, quarters: i32, bias: v128, alpha: v128, end: v128): v128 {
  return powerOf(excessOf(squares, radius, alpha), quarters, bias, end);
}

/** In the order of the pooling kernels, so that the results are theirs to the last bit. */
// @ts-ignore: decorator
@inline
function pooled(a: v128, b: v128, c: v128, d: v128, average: bool): v128 {
  if (average) return f32x4.mul(f32x4.add(f32x4.add(f32x4.add(a, b), c), d), f32x4.splat(0.25));
  return f32x4.pmax(f32x4.pmax(f32x4.pmax(f32x4.pmax(f32x4.splat(-Infinity), a), b), c), d);
}

// @ts-ignore: decorator
@inline
function backward(job: NormalizedPoolJob, radius: i32, quarters: i32, average: bool): void {
  const lines = job.batch * (job.height >> 1), windows = job.width >> 1;
  const bytes = job.channels << 2;
  let dy = job.dy;
  for (let line = 0; line < lines; line++) {
    const top = topOf(job, line);
    let x = job.x + top * job.xStep, dx = job.dx + top * job.dxStep;
    for (let first = 0; first < windows; first += WINDOWS) {
      const count = min(WINDOWS, windows - first);
      passBack(job, x, dy, count, radius, quarters, average);
      const step = scratchStride(job.channels, job.radius), squares = job.scratch + (job.radius << 2);
      const lower = squares + ROW * step, below = dx + job.width * job.dxStep;
      if (job.relu) {
        addNeighbours(job, x, dx, squares, 2 * count, radius, true);
        addNeighbours(job, x + rowBytes(job), below, lower, 2 * count, radius, true);
      } else {
        addNeighbours(job, x, dx, squares, 2 * count, radius, false);
        addNeighbours(job, x + rowBytes(job), below, lower, 2 * count, radius, false);
      }
      x += 2 * count * job.xStep;
      dx += 2 * count * job.dxStep;
      dy += count * bytes;
    }
  }
}

/** Stores of each pixel of a block what its own and its neighbours' gradients need: dy n^-beta, and dy y / n. */
// @ts-ignore: decorator
@inline
function passBack(
  job: NormalizedPoolJob, x: usize, dy: usize, count: i32, radius: i32, quarters: i32, average: bool,
): void {
  const bytes = job.channels << 2, step = scratchStride(job.channels, job.radius);
  const bias = f32x4.splat(job.bias), alpha = f32x4.splat(job.alpha), next = job.xStep, down = rowBytes(job);
  const low = f32x4.splat(-Infinity), end = seriesEnd(job.bias, job.alpha);
  let squares = squaresOf(job, x, count, step);
  for (let window = 0; window < count; window++) {
    for (let at = 0; at < bytes; at += 16) {
      const from = x + at, terms = squares + at, lanes = (bytes - at) >> 2;
      const value = loadLanes(dy + at, lanes);
      const x1 = loadLanes(from, lanes), x2 = loadLanes(from + next, lanes);
      const x3 = loadLanes(from + down, lanes), x4 = loadLanes(from + down + next, lanes);
      const e1 = excessOf(terms, radius, alpha), e2 = excessOf(terms + step, radius, alpha);
      const e3 = excessOf(terms + ROW * step, radius, alpha), e4 = excessOf(terms + (ROW + 1) * step, radius, alpha);
      const n1 = inverseOf(e1, bias), n2 = inverseOf(e2, bias), n3 = inverseOf(e3, bias), n4 = inverseOf(e4, bias);
      const f1 = powerOf(e1, quarters, bias, end), f2 = powerOf(e2, quarters, bias, end);
      const f3 = powerOf(e3, quarters, bias, end), f4 = powerOf(e4, quarters, bias, end);
      if (average) {
        const part = f32x4.mul(value, f32x4.splat(0.25));
        keep(terms, step, part, x1, n1, f1);
        keep(terms + step, step, part, x2, n2, f2);
        keep(terms + ROW * step, step, part, x3, n3, f3);
        keep(terms + (ROW + 1) * step, step, part, x4, n4, f4);
      } else {
        const y1 = f32x4.mul(x1, f1), y2 = f32x4.mul(x2, f2), y3 = f32x4.mul(x3, f3), y4 = f32x4.mul(x4, f4);
        const one = f32x4.gt(y1, low);
        const best1 = v128.bitselect(y1, low, one);
        const two = f32x4.gt(y2, best1);
        const best2 = v128.bitselect(y2, best1, two);
        const three = f32x4.gt(y3, best2);
        const four = f32x4.gt(y4, v128.bitselect(y3, best2, three));
        const late = v128.or(three, four);
        keep(terms, step, v128.and(value, v128.andnot(one, v128.or(two, late))), x1, n1, f1);
        keep(terms + step, step, v128.and(value, v128.andnot(two, late)), x2, n2, f2);
        keep(terms + ROW * step, step, v128.and(value, v128.andnot(three, four)), x3, n3, f3);
        keep(terms + (ROW + 1) * step, step, v128.and(value, four), x4, n4, f4);
      }
    }
    x += 2 * next;
    dy += bytes;
    squares += 2 * step;
  }
}

/** After the squares: dy y / n, then dy n^-beta, each 16 rows further on. Lanes past the last channel are zeros. */
// @ts-ignore: decorator
@inline
function keep(squares: usize, step: i32, dy: v128, x: v128, inverse: v128, factor: v128): void {
  const passed = f32x4.mul(dy, factor);
  v128.store(squares + 2 * ROW * step, f32x4.mul(f32x4.mul(passed, x), inverse));
  v128.store(squares + 4 * ROW * step, passed);
}

/** dx = dy n^-beta - 2 alpha beta x sum of dy y / n over the channels within `radius`, from what was stored. */
// @ts-ignore: decorator
@inline
function addNeighbours(
  job: NormalizedPoolJob, x: usize, dx: usize, squares: usize, pixels: i32, radius: i32, relu: bool,
): void {
  const bytes = job.channels << 2, whole = bytes & ~15, step = scratchStride(job.channels, job.radius);
  const scale = f32x4.splat(-0.5 * job.alpha * <f32>job.betaQuarters);
  // Where rows of gradients end in whole vectors, so must what is written: the lanes past the last channel are zeros.
  const wide = job.dxStep > bytes;
  for (let p = 0; p < pixels; p++) {
    let at = 0;
    for (; at < whole; at += 16) {
      v128.store(dx + at, gradientOf(squares + at, step, v128.load(x + at), scale, radius, relu));
    }
    if (at < bytes) {
      const lanes = (bytes - at) >> 2;
      const value = gradientOf(squares + at, step, loadLanes(x + at, lanes), scale, radius, relu);
      if (wide) v128.store(dx + at, value);
      else storeLanes(dx + at, value, lanes);
    }
    x += job.xStep;
    dx += job.dxStep;
    squares += step;
  }
}

// @ts-ignore: decorator
@inline
function gradientOf(squares: usize, step: i32, x: v128, scale: v128, radius: i32, relu: bool): v128 {
  const indirect = f32x4.mul(f32x4.mul(scale, x), windowSum(squares + 2 * ROW * step, radius));
  const value = f32x4.add(v128.load(squares + 4 * ROW * step), indirect);
  return relu ? v128.and(value, f32x4.gt(x, f32x4.splat(0))) : value;
}
