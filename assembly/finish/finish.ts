import { loadLanes, madd, storeLanes } from '../simd';
import { activate } from './activate';

/** What follows a sum: times a factor, plus a shift, then bounds or another activation. */
@unmanaged
export class FinishJob {
  /** A factor and a shift for each channel; complete vectors are read. */
  scale: usize;
  offset: usize;
  /** Bounds of the results; -Infinity and Infinity for none. */
  low: f32;
  high: f32;
  /** Results as large as all of ours that are added before bounds of their own, or 0; the bounds above are then infinite. */
  added: usize;
  /** Our first result, if something is added or slopes are written. */
  results: usize;
  addedLow: f32;
  addedHigh: f32;
  /** `SWISH` or `HARD_SWISH`, after what is added; all bounds are then infinite. 0 for none. */
  activation: i32;
  /** Its slopes at all results, which are written, or 0. */
  slopes: usize;
  /** `CONSTANTS_ROOM` bytes if results have an activation. */
  constants: usize;
}

/** The results of four sums whose factor and shift are `at` bytes from the first. NaN stays NaN. */
// @ts-ignore: decorator
@inline
export function finished(job: FinishJob, sum: v128, at: usize): v128 {
  return bounded(madd(sum, v128.load(job.scale + at), v128.load(job.offset + at)), job.low, job.high);
}

/** Bounded values. NaN stays NaN. */
// @ts-ignore: decorator
@inline
export function within(value: v128, low: v128, high: v128): v128 {
  return f32x4.pmin(f32x4.pmax(value, low), high);
}

// @ts-ignore: decorator
@inline
function bounded(value: v128, low: f32, high: f32): v128 {
  return within(value, f32x4.splat(low), f32x4.splat(high));
}

/** Replaces `count` rows of sums with their results. */
export function finishRows(job: FinishJob, rows: usize, count: i32, channels: i32): void {
  for (let row = 0; row < count; row++) {
    for (let c = 0; c < channels; c += 4) {
      const at = <usize>c << 2, lanes = channels - c;
      storeLanes(rows + at, finished(job, loadLanes(rows + at, lanes), at), lanes);
    }
    rows += channels << 2;
  }
}

/** What remains for the results in [from, end) once their channels are finished: adds what is added, then bounds or another activation. */
export function finishLast(job: FinishJob, from: usize, end: usize): void {
  const added = job.added ? job.added + (from - job.results) : 0;
  if (job.activation) {
    const slopes = job.slopes ? job.slopes + (from - job.results) : 0;
    activate(job.activation, from, end, added, slopes, job.constants);
  } else if (added) addBounded(job, from, end, added);
}

function addBounded(job: FinishJob, from: usize, end: usize, added: usize): void {
  for (; from < end; from += 16, added += 16) {
    const lanes = <i32>(end - from) >> 2;
    const sum = f32x4.add(loadLanes(from, lanes), loadLanes(added, lanes));
    storeLanes(from, bounded(sum, job.addedLow, job.addedHigh), lanes);
  }
}

/** Gradients of `count` floats before bounds: those of the results where these lie between the bounds, else zero. */
export function boundedGradient(dy: usize, y: usize, target: usize, count: i32, low: f32, high: f32): void {
  const least = f32x4.splat(low), most = f32x4.splat(high == Infinity ? NaN : high);
  for (let c = 0; c < count; c += 4) {
    const at = <usize>c << 2, lanes = count - c;
    storeLanes(target + at, where(loadLanes(dy + at, lanes), loadLanes(y + at, lanes), least, most), lanes);
  }
}

/**
 * Gradients of `count` rows of sums, written to `target` with `step` bytes from row to row: those of the results, times the factor,
 * where the result `y` lies between the bounds, and zero at a bound; with an activation times its slopes, which are then at `y`. Without
 * `y` there are no bounds. NaN results have the gradient NaN. Complete vectors are written; those beyond the channels are zero.
 */
export function passBackRows(
  job: FinishJob, dy: usize, y: usize, target: usize, count: i32, channels: i32, step: i32,
): void {
  const rowBytes = channels << 2;
  const low = f32x4.splat(job.low), high = f32x4.splat(job.high == Infinity ? NaN : job.high);
  for (let row = 0; row < count; row++) {
    if (job.activation) {
      for (let c = 0; c < channels; c += 4) {
        const at = <usize>c << 2, lanes = channels - c;
        const gradient = f32x4.mul(loadLanes(dy + at, lanes), v128.load(job.scale + at));
        v128.store(target + at, f32x4.mul(gradient, loadLanes(y + at, lanes)));
      }
      y += rowBytes;
    } else if (y) {
      for (let c = 0; c < channels; c += 4) {
        const at = <usize>c << 2, lanes = channels - c;
        const gradient = f32x4.mul(loadLanes(dy + at, lanes), v128.load(job.scale + at));
        v128.store(target + at, where(gradient, loadLanes(y + at, lanes), low, high));
      }
      y += rowBytes;
    } else {
      for (let c = 0; c < channels; c += 4) {
        const at = <usize>c << 2, lanes = channels - c;
        v128.store(target + at, f32x4.mul(loadLanes(dy + at, lanes), v128.load(job.scale + at)));
      }
    }
    dy += rowBytes;
    target += step;
  }
}

/** Gradients where low < y and not y >= high. */
// @ts-ignore: decorator
@inline
function where(gradient: v128, y: v128, low: v128, high: v128): v128 {
  const inside = v128.andnot(f32x4.gt(y, low), f32x4.ge(y, high));
  return v128.or(v128.and(gradient, inside), v128.and(y, f32x4.ne(y, y)));
}
