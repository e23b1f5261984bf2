import { WIDE } from '../simd';
import { seriesEnd } from './channelSums';
import { poolPixel } from './neighbourPool';
import { isUsual, NormalizedPoolJob, placeOf, topOf } from './normalizedPoolJob';
import { poolPaired } from './pairedPool';
import { GROUP, isPaired } from './pairedRows';
import { constantsOf, poolPixelByRow, prepareScratch } from './squareRows';

/** y = the maximum or mean of x n^-beta over each window, n = bias + alpha sum of x^2 over channels within `radius`. */
export function poolNormalized(job: NormalizedPoolJob): void {
  prepareScratch(job);
  if (WIDE && isUsual(job) && isPaired(job)) {
    if (job.average) poolGroups(job, true);
    else poolGroups(job, false);
  } else if (isUsual(job)) {
    if (job.average) poolWindows(job, true, true);
    else poolWindows(job, true, false);
  } else poolWindows(job, false, job.average != 0);
}

/** In the build for 256 bits: a few windows at a time. */
// @ts-ignore: decorator
@inline
function poolGroups(job: NormalizedPoolJob, average: bool): void {
  const lines = job.batch * (job.height >> 1), windows = job.width >> 1;
  let y = job.y;
  for (let line = 0; line < lines; line++) {
    let x = job.x + topOf(job, line) * job.xStep;
    for (let window = 0; window < windows; window += GROUP) {
      const count = min(GROUP, windows - window);
      poolPaired(job, x, y, count, average);
      x += 2 * count * job.xStep;
      y += count * (job.channels << 2);
    }
  }
}

// @ts-ignore: decorator
@inline
function poolWindows(job: NormalizedPoolJob, usual: bool, average: bool): void {
  const lines = job.batch * (job.height >> 1), windows = job.width >> 1;
  const channels = job.channels, next = job.xStep, down = placeOf(job, 2, next);
  const bias = f32x4.splat(job.bias), alpha = f32x4.splat(job.alpha), end = seriesEnd(job.bias, job.alpha);
  const k = constantsOf(job);
  let y = job.y;
  for (let line = 0; line < lines; line++) {
    let x = job.x + topOf(job, line) * job.xStep;
    for (let window = 0; window < windows; window++) {
      if (usual) {
        poolPixel(x, y, channels, bias, alpha, end, k, 0, average);
        poolPixel(x + next, y, channels, bias, alpha, end, k, 1, average);
        poolPixel(x + down, y, channels, bias, alpha, end, k, 2, average);
        poolPixel(x + down + next, y, channels, bias, alpha, end, k, 3, average);
      } else for (let place = 0; place < 4; place++) poolPixelByRow(job, x + placeOf(job, place, next), y, place, average);
      x += 2 * next;
      y += channels << 2;
    }
  }
}
