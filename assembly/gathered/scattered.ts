import { PointwiseJob } from '../pointwise/job';
import { packPanels } from '../pointwise/panels';
import { multiplyFrom } from '../pointwise/pointwise';
import { ScatteredJob } from './scatteredJob';

/** x = gradient of the convolution with respect to its input; each row by itself, so that it does not depend on the others. */
export function scattered(pointer: usize): void {
  const job = changetype<ScatteredJob>(pointer), product = changetype<PointwiseJob>(job.product);
  const rowBytes: usize = (job.outWidth * job.channels) << 2, all = job.batch * job.outHeight;
  packPanels(product);
  for (let from = 0; from < all; from += job.rows) {
    const count = min(job.rows, all - from);
    multiplyFrom(product, from * job.outWidth, count * job.outWidth, job.products);
    for (let row = 0; row < count; row++) scatterRow(job, from + row, job.products + <usize>row * rowBytes);
  }
}

/** Writes the rows of the images from the pixels of row `row` of all results on to those of the next. */
function scatterRow(job: ScatteredJob, row: i32, source: usize): void {
  const pixelBytes: usize = job.channels << 2, rowBytes = <usize>job.inWidth * pixelBytes, step = <usize>job.strideWidth * pixelBytes;
  const image = row / job.outHeight, top = row % job.outHeight * job.strideHeight;
  let target = job.x + <usize>(image * job.inHeight + top) * rowBytes;
  memory.fill(target, 0, <usize>min(job.strideHeight, job.inHeight - top) * rowBytes);
  for (let j = 0; j < job.outWidth; j++, target += step) {
    for (const end = source + pixelBytes, to = target - source; source < end; source += 16) {
      v128.store(source + to, v128.load(source));
    }
  }
}
