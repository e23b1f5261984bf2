import { addNeighbourTerms, addTermsWithin, keepPixel, passToLargest, passToMean } from './neighbourPoolGradient';
import { isUsual, NormalizedPoolJob, placeOf, topOf } from './normalizedPoolJob';
import { keepPixelByRow, KEPT_ROWS, marginOf, normalizedPoolRoom, rowBytesOf } from './squareRows';

/** dx = gradient of `poolNormalized`: the first maximum of a window receives all of it, or all four units share it. */
export function passBackNormalized(job: NormalizedPoolJob): void {
  if ((job.height | job.width) & 1) memory.fill(job.dx, 0, <usize>(job.batch * job.height * job.width) * job.dxStep);
  memory.fill(job.scratch, 0, normalizedPoolRoom(job.channels, job.radius));
  if (isUsual(job)) passBackWindows(job, true);
  else passBackWindows(job, false);
}

/** One window at a time: the values needed for its pixels' gradients are kept in `KEPT_ROWS` rows; one more row holds squares. */
// @ts-ignore: decorator
@inline
function passBackWindows(job: NormalizedPoolJob, usual: bool): void {
  const lines = job.batch * (job.height >> 1), windows = job.width >> 1;
  const step = rowBytesOf(job.channels, job.radius), far = 4 * step;
  const kept = job.scratch + marginOf(job.radius), squares = job.scratch + KEPT_ROWS * step;
  let dy = job.dy;
  for (let line = 0; line < lines; line++) {
    const top = topOf(job, line);
    let x = job.x + top * job.xStep, dx = job.dx + top * job.dxStep;
    for (let window = 0; window < windows; window++) {
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
      x += 2 * job.xStep;
      dx += 2 * job.dxStep;
      dy += job.channels << 2;
    }
  }
}
