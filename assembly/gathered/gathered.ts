import { PointwiseJob } from '../pointwise/job';
import { packPanels } from '../pointwise/panels';
import { pointwiseRows } from '../pointwise/pointwise';
import { GatheredJob } from './job';

/** The convolution's finished results. */
export function gathered(pointer: usize): void {
  const job = changetype<GatheredJob>(pointer), product = changetype<PointwiseJob>(job.product);
  const rowBytes: usize = (job.outWidth * product.width) << 2, all = job.batch * job.outHeight;
  packPanels(product);
  for (let from = 0; from < all; from += job.rows) {
    gatheredRows(job, from, min(job.rows, all - from), product.results + <usize>from * rowBytes);
  }
}

/** `count` rows of results from row `from` of all images on, with kernels that are packed. */
export function gatheredRows(job: GatheredJob, from: i32, count: i32, target: usize): void {
  let place = job.patches;
  for (let row = from; row < from + count; row++) place = gatherRow(job, row / job.outHeight, row % job.outHeight, place);
  pointwiseRows(changetype<PointwiseJob>(job.product), job.patches, count * job.outWidth, target);
}

/** Copies the patches of a row of results to `place` and returns their end. */
function gatherRow(job: GatheredJob, image: i32, i: i32, place: usize): usize {
  const pixelBytes: usize = job.channels << 2, rowBytes = <usize>job.inWidth * pixelBytes;
  const top = i * job.strideHeight - job.padTop, width = job.kernelWidth;
  const source = job.x + <usize>(image * job.inHeight) * rowBytes;
  for (let j = 0; j < job.outWidth; j++) {
    const left = j * job.strideWidth - job.padLeft;
    // Columns of the patch inside the image.
    const first = max(0, -left), last = max(first, min(width, job.inWidth - left));
    for (let row = 0; row < job.kernelHeight; row++) {
      const y = top + row, end = place + <usize>width * pixelBytes;
      if (y < 0 || y >= job.inHeight || first >= width) {
        clear(place, end);
      } else {
        const inside = place + <usize>first * pixelBytes, after = place + <usize>last * pixelBytes;
        if (first > 0) clear(place, inside);
        copy(source + <usize>y * rowBytes + <usize>(left + first) * pixelBytes, inside, after);
        if (last < width) clear(after, end);
      }
      place = end;
    }
  }
  return place;
}

// @ts-ignore: decorator
@inline
function copy(source: usize, target: usize, end: usize): void {
  for (; target + 16 <= end; target += 16, source += 16) v128.store(target, v128.load(source));
  for (; target < end; target += 4, source += 4) store<f32>(target, load<f32>(source));
}

function clear(target: usize, end: usize): void {
  for (; target < end; target += 4) store<f32>(target, 0);
}
