import { FinishJob, finishLast } from '../finish/finish';
import { DepthwiseJob } from './job';
import { convolveRow, Row } from './rows';
import { clearZeros } from './slideRow';

/** y = each channel of x convolved with its kernel, finished. */
export function depthwiseForward(pointer: usize): void {
  const job = changetype<DepthwiseJob>(pointer);
  const pixelBytes: usize = job.channels << 2, rowBytes = <usize>job.inWidth * pixelBytes;
  startForward(job);
  let target = job.y, image = job.x;
  for (let at = 0; at < job.batch; at++) {
    for (let row = 0; row < job.inHeight; row++) store<u32>(job.rows + (row << 2), <u32>(image + <usize>row * rowBytes));
    for (let i = 0; i < job.outHeight; i++) {
      depthwiseRow(job, i, target);
      target += <usize>job.outWidth * pixelBytes;
    }
    image += <usize>job.inHeight * rowBytes;
  }
}

/** Prepares `depthwiseRow`. */
export function startForward(job: DepthwiseJob): void {
  const row = changetype<Row>(job.row);
  row.left = -job.padLeft;
  row.stride = job.strideWidth;
  row.height = job.inHeight;
  row.columns = job.inWidth;
  row.results = job.outWidth;
  row.kernels = job.kernels;
  row.finish = job.finish;
  clearZeros(job, row);
}

/** Row `i` of the results, from the rows of the image that `job.rows` points to. */
export function depthwiseRow(job: DepthwiseJob, i: i32, target: usize): void {
  const row = changetype<Row>(job.row);
  row.top = i * job.strideHeight - job.padTop;
  row.target = target;
  convolveRow(job, row);
  finishLast(changetype<FinishJob>(job.finish), target, target + (<usize>(job.outWidth * job.channels) << 2));
}
