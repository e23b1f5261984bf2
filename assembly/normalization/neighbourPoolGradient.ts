import { loadLanes, storeLanes } from '../simd';
import { inverseOf, powerOf, seriesEnd, windowSum } from './channelSums';
import { neighbourSum } from './neighbourPool';
import { NormalizedPoolJob } from './normalizedPoolJob';
import { constantsOf } from './squareRows';

/**
 * Stores the values needed for the gradient of a pixel's channels: y = x n^-3/4 at `kept`, n^-3/4 at `kept + far`, and n - bias
 * at `kept + 2 far`; with 2 neighbours on each side.
 */
export function keepPixel(job: NormalizedPoolJob, x: usize, kept: usize, far: usize): void {
  const bias = f32x4.splat(job.bias), alpha = f32x4.splat(job.alpha), end = seriesEnd(job.bias, job.alpha);
  const channels = job.channels, k = constantsOf(job);
  let value = loadLanes(x, channels);
  let before = f32x4.splat(0), own = f32x4.mul(value, value);
  let left = channels;
  for (; left > 4; left -= 4) {
    x += 16;
    const next = loadLanes(x, left - 4);
    const after = f32x4.mul(next, next);
    const excess = f32x4.mul(alpha, neighbourSum(before, own, after));
    keepVector(kept, far, value, powerOf(excess, 3, bias, end, k), excess);
    before = own;
    own = after;
    value = next;
    kept += 16;
  }
  const excess = f32x4.mul(alpha, neighbourSum(before, own, f32x4.splat(0)));
  keepVector(kept, far, value, powerOf(excess, 3, bias, end, k), excess);
}

// @ts-ignore: decorator
@inline
export function keepVector(kept: usize, far: usize, x: v128, factor: v128, excess: v128): void {
  v128.store(kept, f32x4.mul(x, factor));
  v128.store(kept + far, factor);
  v128.store(kept + 2 * far, excess);
}

/**
 * Replaces the kept values of a window's 4 pixels, `step` bytes apart, by their share of the pooled gradient dy: dy n^-beta at
 * `kept` and dy y / n at `kept + far`, zero except for the first maximum.
 */
export function passToLargest(job: NormalizedPoolJob, dy: usize, kept: usize, step: usize, far: usize): void {
  const bias = f32x4.splat(job.bias), low = f32x4.splat(-Infinity), k = constantsOf(job);
  for (let left = job.channels; left > 0; left -= 4) {
    const second = kept + step, third = kept + 2 * step, fourth = kept + 3 * step;
    let y = v128.load(kept);
    let w1 = f32x4.gt(y, low);
    let best = v128.bitselect(y, low, w1);
    y = v128.load(second);
    let w2 = f32x4.gt(y, best);
    best = f32x4.pmax(best, y);
    y = v128.load(third);
    let w3 = f32x4.gt(y, best);
    best = f32x4.pmax(best, y);
    y = v128.load(fourth);
    const w4 = f32x4.gt(y, best);
    best = f32x4.pmax(best, y);
    w3 = v128.andnot(w3, w4);
    const late = v128.or(w3, w4);
    w2 = v128.andnot(w2, late);
    w1 = v128.andnot(w1, v128.or(w2, late));
    const factor = chosen(kept + far, step, w1, w2, w3, w4), excess = chosen(kept + 2 * far, step, w1, w2, w3, w4);
    const value = loadLanes(dy, left);
    const direct = f32x4.mul(value, factor);
    const term = f32x4.mul(f32x4.mul(value, best), inverseOf(excess, bias, k));
    v128.store(kept, v128.and(w1, direct));
    v128.store(second, v128.and(w2, direct));
    v128.store(third, v128.and(w3, direct));
    v128.store(fourth, v128.and(w4, direct));
    v128.store(kept + far, v128.and(w1, term));
    v128.store(second + far, v128.and(w2, term));
    v128.store(third + far, v128.and(w3, term));
    v128.store(fourth + far, v128.and(w4, term));
    dy += 16;
    kept += 16;
  }
}

/** Selects in each lane, of 4 rows `step` bytes apart, the one whose mask is set, or zero. */
// @ts-ignore: decorator
@inline
function chosen(rows: usize, step: usize, w1: v128, w2: v128, w3: v128, w4: v128): v128 {
  const first = v128.and(w1, v128.load(rows)), second = v128.and(w2, v128.load(rows + step));
  const third = v128.and(w3, v128.load(rows + 2 * step)), fourth = v128.and(w4, v128.load(rows + 3 * step));
  return v128.or(v128.or(first, second), v128.or(third, fourth));
}

/** The same for a pixel of a window's mean, which receives a quarter of dy. */
export function passToMean(job: NormalizedPoolJob, dy: usize, kept: usize, far: usize): void {
  const bias = f32x4.splat(job.bias), quarter = f32x4.splat(0.25), k = constantsOf(job);
  for (let left = job.channels; left > 0; left -= 4) {
    const value = f32x4.mul(loadLanes(dy, left), quarter), y = v128.load(kept);
    v128.store(kept, f32x4.mul(value, v128.load(kept + far)));
    v128.store(kept + far, f32x4.mul(f32x4.mul(value, y), inverseOf(v128.load(kept + 2 * far), bias, k)));
    dy += 16;
    kept += 16;
  }
}

/** dx of a pixel from its kept values: dy n^-beta + scale x sum of dy y / n over 2 neighbours on each side. */
export function addNeighbourTerms(job: NormalizedPoolJob, x: usize, dx: usize, kept: usize, far: usize): void {
  const scale = scaleOf(job), relu = job.relu != 0;
  let before = f32x4.splat(0), own = v128.load(kept + far);
  let left = job.channels;
  for (; left > 4; left -= 4) {
    const after = v128.load(kept + far, 16);
    v128.store(dx, gradient(v128.load(x), kept, neighbourSum(before, own, after), scale, relu));
    before = own;
    own = after;
    x += 16;
    dx += 16;
    kept += 16;
  }
  const sum = neighbourSum(before, own, f32x4.splat(0));
  storeLast(job, dx, gradient(loadLanes(x, left), kept, sum, scale, relu), left);
}

/** The same over the neighbours within `radius`. */
export function addTermsWithin(job: NormalizedPoolJob, x: usize, dx: usize, kept: usize, far: usize): void {
  const scale = scaleOf(job), relu = job.relu != 0, radius = job.radius;
  let left = job.channels;
  for (; left > 4; left -= 4) {
    v128.store(dx, gradient(v128.load(x), kept, windowSum(kept + far, radius), scale, relu));
    x += 16;
    dx += 16;
    kept += 16;
  }
  const sum = windowSum(kept + far, radius);
  storeLast(job, dx, gradient(loadLanes(x, left), kept, sum, scale, relu), left);
}

// @ts-ignore: decorator
@inline
function scaleOf(job: NormalizedPoolJob): v128 {
  return f32x4.splat(-0.5 * job.alpha * <f32>job.betaQuarters);
}

/** `relu`: zero where x is not positive. */
// @ts-ignore: decorator
@inline
function gradient(x: v128, kept: usize, sum: v128, scale: v128, relu: bool): v128 {
  const value = f32x4.add(v128.load(kept), f32x4.mul(f32x4.mul(scale, x), sum));
  return relu ? v128.and(value, f32x4.gt(x, f32x4.splat(0))) : value;
}

/** If rows of gradients end in complete vectors, so must the result: lanes after the last channel are zero. */
// @ts-ignore: decorator
@inline
function storeLast(job: NormalizedPoolJob, dx: usize, value: v128, lanes: i32): void {
  if (job.dxStep > job.channels << 2) v128.store(dx, value);
  else storeLanes(dx, value, lanes);
}
