import { lowest, quarter, series, seriesEnd } from './channelSums';
import { poolPixel } from './neighbourPool';
import { NormalizedPoolJob, placeOf } from './normalizedPoolJob';
import { GROUP, squarePixels, sumOf, largestExcess, wideRow, wideRowBytes } from './pairedRows';
import { constantsOf } from './squareRows';

/** `poolPixel` for the 4 pixels of `windows` windows side by side, at most `GROUP`. */
// @ts-ignore: decorator
@inline
export function poolPaired(job: NormalizedPoolJob, x: usize, y: usize, windows: i32, average: bool): void {
  const channels = job.channels, next = job.xStep, down = placeOf(job, 2, next);
  const largest = largestExcess(job);
  squarePixels(x, next, wideRow(job, 0), channels, 2 * windows);
  squarePixels(x + down, next, wideRow(job, 2 * GROUP), channels, 2 * windows);
  v128.store(largest, f32x4.splat(0), 16);
  v128.store(largest, f32x4.splat(0));
  let from = x, to = y, upper = wideRow(job, 0) - 8, lower = wideRow(job, 2 * GROUP) - 8;
  for (let window = 0; window < windows; window++) {
    poolWindow(job, from, to, upper, lower, largest, average);
    from += 2 * next;
    to += channels << 2;
    upper += 2 * wideRowBytes(channels);
    lower += 2 * wideRowBytes(channels);
  }
  const most = f32x4.pmax(v128.load(largest), v128.load(largest, 16));
  if (v128.any_true(f32x4.gt(most, seriesEnd(job.bias, job.alpha)))) poolAgain(job, x, y, windows, average);
}

/** The group once more, with roots where the series is not accurate enough. */
function poolAgain(job: NormalizedPoolJob, x: usize, y: usize, windows: i32, average: bool): void {
  const channels = job.channels;
  const bias = f32x4.splat(job.bias), alpha = f32x4.splat(job.alpha), end = seriesEnd(job.bias, job.alpha);
  const k = constantsOf(job);
  for (let window = 0; window < windows; window++) {
    for (let place = 0; place < 4; place++) {
      poolPixel(x + placeOf(job, place, job.xStep), y, channels, bias, alpha, end, k, place, average);
    }
    x += 2 * job.xStep;
    y += channels << 2;
  }
}

// @ts-ignore: decorator
@inline
function poolWindow(
  job: NormalizedPoolJob, x: usize, y: usize, upper: usize, lower: usize, largest: usize, average: bool,
): void {
  const alpha = f32x4.splat(job.alpha);
  const next = job.xStep, down = placeOf(job, 2, next), row = wideRowBytes(job.channels), k = constantsOf(job);
  for (let at: usize = 0, on: usize = 16; at < <usize>job.channels << 2; at += 32, on += 32) {
    const x0 = x + at, s0 = upper + at, r0 = upper + on;
    const e0a = f32x4.mul(alpha, sumOf(v128.load(s0, 8), v128.load(s0, 4), v128.load(s0, 12), v128.load(s0), v128.load(r0)));
    const e0b = f32x4.mul(alpha, sumOf(v128.load(s0, 24), v128.load(s0, 20), v128.load(s0, 28), v128.load(s0, 16), v128.load(r0, 16)));
    const v0a = f32x4.mul(v128.load(x0), series(e0a, k));
    const v0b = f32x4.mul(v128.load(x0, 16), series(e0b, k));
    const x1 = x + next + at, s1 = upper + row + at, r1 = upper + row + on;
    const e1a = f32x4.mul(alpha, sumOf(v128.load(s1, 8), v128.load(s1, 4), v128.load(s1, 12), v128.load(s1), v128.load(r1)));
    const e1b = f32x4.mul(alpha, sumOf(v128.load(s1, 24), v128.load(s1, 20), v128.load(s1, 28), v128.load(s1, 16), v128.load(r1, 16)));
    const v1a = f32x4.mul(v128.load(x1), series(e1a, k));
    const v1b = f32x4.mul(v128.load(x1, 16), series(e1b, k));
    const x2 = x + down + at, s2 = lower + at, r2 = lower + on;
    const e2a = f32x4.mul(alpha, sumOf(v128.load(s2, 8), v128.load(s2, 4), v128.load(s2, 12), v128.load(s2), v128.load(r2)));
    const e2b = f32x4.mul(alpha, sumOf(v128.load(s2, 24), v128.load(s2, 20), v128.load(s2, 28), v128.load(s2, 16), v128.load(r2, 16)));
    const v2a = f32x4.mul(v128.load(x2), series(e2a, k));
    const v2b = f32x4.mul(v128.load(x2, 16), series(e2b, k));
    const x3 = x + down + next + at, s3 = lower + row + at, r3 = lower + row + on;
    const e3a = f32x4.mul(alpha, sumOf(v128.load(s3, 8), v128.load(s3, 4), v128.load(s3, 12), v128.load(s3), v128.load(r3)));
    const e3b = f32x4.mul(alpha, sumOf(v128.load(s3, 24), v128.load(s3, 20), v128.load(s3, 28), v128.load(s3, 16), v128.load(r3, 16)));
    const v3a = f32x4.mul(v128.load(x3), series(e3a, k));
    const v3b = f32x4.mul(v128.load(x3, 16), series(e3b, k));
    const mosta = atLeast(v128.load(largest), e0a, e1a, e2a, e3a);
    const mostb = atLeast(v128.load(largest, 16), e0b, e1b, e2b, e3b);
    v128.store(largest, mostb, 16);
    v128.store(largest, mosta);
    const ya = average
      ? f32x4.mul(f32x4.add(f32x4.add(f32x4.add(v0a, v1a), v2a), v3a), quarter(k))
      : f32x4.pmax(f32x4.pmax(f32x4.pmax(f32x4.pmax(lowest(k), v0a), v1a), v2a), v3a);
    const yb = average
      ? f32x4.mul(f32x4.add(f32x4.add(f32x4.add(v0b, v1b), v2b), v3b), quarter(k))
      : f32x4.pmax(f32x4.pmax(f32x4.pmax(f32x4.pmax(lowest(k), v0b), v1b), v2b), v3b);
    v128.store(y + at, yb, 16);
    v128.store(y + at, ya);
  }
}

/** The largest of `most` and four values in each lane; those that are no number are passed over. */
// @ts-ignore: decorator
@inline
function atLeast(most: v128, a: v128, b: v128, c: v128, d: v128): v128 {
  return f32x4.pmax(f32x4.pmax(f32x4.pmax(f32x4.pmax(most, a), b), c), d);
}
