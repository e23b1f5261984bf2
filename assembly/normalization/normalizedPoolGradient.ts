import { WIDE } from '../simd';
import { addNeighbourTerms, addTermsWithin, keepPixel, passToLargest, passToMean } from './neighbourPoolGradient';
import { isUsual, NormalizedPoolJob, placeOf, topOf } from './normalizedPoolJob';
import { passBackPaired } from './pairedPoolGradient';
import { GROUP, isPaired } from './pairedRows';
import { keepPixelByRow, KEPT_ROWS, marginOf, prepareScratch, rowBytesOf, rowsOf } from './squareRows';

/** dx = gradient of `poolNormalized`: the first maximum of a window receives all of it, or all four units share it. */
export function passBackNormalized(job: NormalizedPoolJob): void {
  if ((job.height | job.width) & 1) memory.fill(job.dx, 0, <usize>(job.batch * job.height * job.width) * job.dxStep);
  prepareScratch(job);
  if (WIDE && isUsual(job) && isPaired(job)) {
    if (job.average) passBackGroups(job, true);
    else passBackGroups(job, false);
  } else if (isUsual(job)) passBackWindows(job, true);
  else passBackWindows(job, false);
}

/** In the build for 256 bits: a few windows at a time. */
// @ts-ignore: decorator
@inline
function passBackGroups(job: NormalizedPoolJob, average: bool): void {
  const lines = job.batch * (job.height >> 1), windows = job.width >> 1;
  let dy = job.dy;
  for (let line = 0; line < lines; line++) {
    const top = topOf(job, line);
    let x = job.x + top * job.xStep, dx = job.dx + top * job.dxStep;
    for (let window = 0; window < windows; window += GROUP) {
      const count = min(GROUP, windows - window);
      if (!passBackPaired(job, x, dx, dy, count, average)) passBackAgain(job, x, dx, dy, count);
      x += 2 * count * job.xStep;
      dx += 2 * count * job.dxStep;
      dy += count * (job.channels << 2);
    }
  }
}

function passBackAgain(job: NormalizedPoolJob, x: usize, dx: usize, dy: usize, windows: i32): void {
  for (let window = 0; window < windows; window++) {
    passBackWindow(job, x, dx, dy, true);
    x += 2 * job.xStep;
    dx += 2 * job.dxStep;
    dy += job.channels << 2;
  }
}

// @ts-ignore: decorator
@inline
function passBackWindows(job: NormalizedPoolJob, usual: bool): void {
  const lines = job.batch * (job.height >> 1), windows = job.width >> 1;
  let dy = job.dy;
  for (let line = 0; line < lines; line++) {
    const top = topOf(job, line);
    let x = job.x + top * job.xStep, dx = job.dx + top * job.dxStep;
    for (let window = 0; window < windows; window++) {
      passBackWindow(job, x, dx, dy, usual);
      x += 2 * job.xStep;
      dx += 2 * job.dxStep;
      dy += job.channels << 2;
    }
  }
}

/** One window: the values needed for its pixels' gradients are kept in `KEPT_ROWS` rows; one more row holds squares. */
// @ts-ignore: decorator
@inline
function passBackWindow(job: NormalizedPoolJob, x: usize, dx: usize, dy: usize, usual: bool): void {
  const step = rowBytesOf(job.channels, job.radius), far = 4 * step;
  const kept = rowsOf(job) + marginOf(job.radius), squares = rowsOf(job) + KEPT_ROWS * step;
  for (let place = 0; place < 4; place++) {
    const from = x + placeOf(job, place, job.xStep), row = kept + place * step;
    if (usual) keepPixel(job, from, row, far);
    else keepPixelByRow(job, from, squares, row, far);
  }
  if (!job.average) passToLargest(job, dy, kept, step, far);
  else for (let place = 0; place < 4; place++) passToMean(job, dy, kept + place * step, far);
  for (let place = 0; place < 4; place++) {
    const from = x + placeOf(job, place, job.xStep), to = dx + placeOf(job, place, job.dxStep);
    if (usual) addNeighbourTerms(job, from, to, kept + place * step, far);
    else addTermsWithin(job, from, to, kept + place * step, far);
  }
}
