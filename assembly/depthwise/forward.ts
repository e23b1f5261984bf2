import { DepthwiseJob, Tap } from './job';
import { hasSlides, slideRow } from './rows';
import { sumTaps } from './sums';

/** y = each channel of x convolved with its kernel, finished. */
export function depthwiseForward(pointer: usize): void {
  const job = changetype<DepthwiseJob>(pointer);
  const pixelBytes = job.channels << 2, rowBytes = job.inWidth * pixelBytes;
  memory.fill(job.zeros, 0, rowBytes);
  let target = job.y, image = job.x;
  for (let at = 0; at < job.batch; at++) {
    for (let row = 0; row < job.inHeight; row++) store<u32>(job.rows + (row << 2), <u32>(image + row * rowBytes));
    for (let i = 0; i < job.outHeight; i++) {
      depthwiseRow(job, i, target);
      target += job.outWidth * pixelBytes;
    }
    image += job.inHeight * rowBytes;
  }
}

/** Row `i` of the results, from the rows of the image that `job.rows` points to. */
export function depthwiseRow(job: DepthwiseJob, i: i32, target: usize): void {
  if (hasSlides(job)) {
    slideRow(job, i - job.padTop, job.inHeight, job.kernels, target, 2 - job.padLeft, job.inWidth, job.outWidth, job.finish);
    return;
  }
  const pixelBytes = job.channels << 2;
  for (let j = 0; j < job.outWidth; j++) {
    sumTaps(job.taps, listTaps(job, i, j), target + j * pixelBytes, job.channels, job.finish);
  }
}

/** Lists the elements of the window of output pixel (i, j) inside the image, row by row; returns the end of the list. */
function listTaps(job: DepthwiseJob, i: i32, j: i32): usize {
  const pixelBytes = job.channels << 2;
  const top = i * job.strideHeight - job.padTop, left = j * job.strideWidth - job.padLeft;
  let place = job.taps, kernel = job.kernels;
  for (let row = 0; row < job.kernelHeight; row++) {
    const y = top + row * job.dilationHeight;
    for (let column = 0; column < job.kernelWidth; column++, kernel += pixelBytes) {
      const x = left + column * job.dilationWidth;
      if (y < 0 || y >= job.inHeight || x < 0 || x >= job.inWidth) continue;
      const tap = changetype<Tap>(place);
      tap.pixel = load<u32>(job.rows + (y << 2)) + x * pixelBytes;
      tap.kernel = <u32>kernel;
      place += offsetof<Tap>();
    }
  }
  return place;
}
