import { WIDE } from '../simd';
import { DepthwiseJob } from './job';
import { slide } from './slide';
import { slidePair } from './slidePair';

/** Whether rows of results may be computed by `slideRow`. */
export function hasSlides(job: DepthwiseJob): bool {
  const steps = job.strideHeight * job.strideWidth * job.dilationHeight * job.dilationWidth;
  const padded = job.padLeft >= 0 && job.padLeft <= 2 && min(job.inWidth, job.outWidth) >= 3;
  return job.kernelHeight == 3 && job.kernelWidth == 3 && steps == 1 && job.channels % 4 == 0 && padded;
}

/**
 * A row of results for all channels, from the three source rows from `top` on of `height`; rows outside are zeros. The first `early` of
 * the `columns` pixels of a row give no result.
 */
export function slideRow(
  job: DepthwiseJob, top: i32, height: i32, kernel: usize, target: usize, early: i32, columns: i32, results: i32, finish: usize,
): void {
  const bytes: usize = job.channels << 2;
  const a = rowOf(job, top, height), b = rowOf(job, top + 1, height), c = rowOf(job, top + 2, height);
  let at: usize = 0;
  if (WIDE) {
    for (; at + 32 <= bytes; at += 32) {
      slidePair(a + at, b + at, c + at, kernel + at, bytes, target + at, early, columns, results, finish, at);
    }
  }
  for (; at < bytes; at += 16) {
    slide(a + at, b + at, c + at, kernel + at, bytes, target + at, early, columns, results, finish, at);
  }
}

// @ts-ignore: decorator
@inline
function rowOf(job: DepthwiseJob, row: i32, height: i32): usize {
  return row >= 0 && row < height ? <usize>load<u32>(job.rows + (row << 2)) : job.zeros;
}
