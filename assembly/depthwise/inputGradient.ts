import { FinishJob, passBackRows } from '../finish/finish';
import { DepthwiseJob, Tap } from './job';
import { convolveRow, Row } from './rows';
import { clearZeros } from './slideRow';
import { sumTaps } from './sums';

/**
 * x = gradient of the convolution with respect to its input: a convolution of the gradients of the sums with the kernel turned by half
 * a turn. These gradients are made a row at a time, in a ring of the rows that are still needed.
 */
export function depthwiseInputGradient(pointer: usize): void {
  const job = changetype<DepthwiseJob>(pointer);
  const pixelBytes = job.channels << 2;
  turnKernels(job);
  const isConvolution = job.strideHeight * job.strideWidth == 1, row = changetype<Row>(job.row);
  startGradient(job, row);
  let target = job.x;
  for (let image = 0; image < job.batch; image++) {
    let ready = 0;
    for (let i = 0; i < job.inHeight; i++) {
      const needed = min(job.outHeight, (i + job.padTop) / job.strideHeight + 1);
      for (; ready < needed; ready++) readyRow(job, image, ready);
      if (isConvolution) {
        row.top = i + job.padTop - (job.kernelHeight - 1) * job.dilationHeight;
        row.target = target;
        convolveRow(job, row);
      } else {
        for (let j = 0; j < job.inWidth; j++) {
          sumTaps(job.taps, listTaps(job, i, j), target + j * pixelBytes, 0, 0, job.channels, 0);
        }
      }
      target += job.inWidth * pixelBytes;
    }
  }
}

/** With stride 1 the gradient is a convolution of the gradients of the sums. */
function startGradient(job: DepthwiseJob, row: Row): void {
  row.left = job.padLeft - (job.kernelWidth - 1) * job.dilationWidth;
  row.stride = 1;
  row.height = job.outHeight;
  row.columns = job.outWidth;
  row.results = job.inWidth;
  row.kernels = job.turned;
  row.finish = 0;
  clearZeros(job, row);
}

function turnKernels(job: DepthwiseJob): void {
  const bytes = job.channels << 2, last = (job.kernelHeight * job.kernelWidth - 1) * bytes;
  for (let at = 0; at <= last; at += bytes) memory.copy(job.turned + at, job.kernels + last - at, bytes);
}

/** Bytes of a row in the ring, at least: what is written behind a row must end in the next one, which is no longer needed. */
const LEAST_ROW: i32 = 12;

/** Makes the gradients of a row of sums, and sets its pointer. */
function readyRow(job: DepthwiseJob, image: i32, row: i32): void {
  const rowBytes = (job.outWidth * job.channels) << 2;
  const at = <usize>(image * job.outHeight + row) * rowBytes;
  let place = job.dy + at;
  if (job.finish) {
    place = job.ring + (row % job.ringRows) * max(rowBytes, LEAST_ROW);
    const y = job.y ? job.y + at : 0;
    passBackRows(changetype<FinishJob>(job.finish), job.dy + at, y, place, job.outWidth, job.channels, job.channels << 2);
  }
  store<u32>(job.rows + (row << 2), <u32>place);
}

/** Lists the outputs whose windows contain pixel (i, j), in order, each with its element of the turned kernel; returns the end. */
function listTaps(job: DepthwiseJob, i: i32, j: i32): usize {
  const pixelBytes = job.channels << 2;
  const bottom = i + job.padTop - (job.kernelHeight - 1) * job.dilationHeight;
  const right = j + job.padLeft - (job.kernelWidth - 1) * job.dilationWidth;
  let place = job.taps;
  for (let row = 0; row < job.kernelHeight; row++) {
    const y = bottom + row * job.dilationHeight;
    if (y < 0 || y % job.strideHeight != 0 || y / job.strideHeight >= job.outHeight) continue;
    const pixels = load<u32>(job.rows + ((y / job.strideHeight) << 2));
    for (let column = 0; column < job.kernelWidth; column++) {
      const x = right + column * job.dilationWidth;
      if (x < 0 || x % job.strideWidth != 0 || x / job.strideWidth >= job.outWidth) continue;
      const tap = changetype<Tap>(place);
      tap.pixel = pixels + (x / job.strideWidth) * pixelBytes;
      tap.kernel = <u32>job.turned + (row * job.kernelWidth + column) * pixelBytes;
      place += offsetof<Tap>();
    }
  }
  return place;
}
