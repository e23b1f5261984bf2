import { WIDE } from '../simd';
import { DepthwiseJob } from './job';
import { Row } from './rows';
import { slide } from './slide';
import { slidePair } from './slidePair';

/** Whether a row of results may be computed by `slideRow`. */
export function slides(job: DepthwiseJob, row: Row): bool {
  const steps = row.stride * job.dilationHeight * job.dilationWidth, early = 2 + row.left;
  const padded = early >= 0 && early <= 2 && min(row.columns, row.results) >= 3;
  return job.kernelHeight == 3 && job.kernelWidth == 3 && steps == 1 && job.channels % 4 == 0 && padded;
}

/** Prepares `slideRow`. */
export function clearZeros(job: DepthwiseJob, row: Row): void {
  memory.fill(job.zeros, 0, <usize>(row.columns * job.channels) << 2);
}

/** A row of results for all channels, a few channels at a time along all pixels; rows outside are zeros. */
export function slideRow(job: DepthwiseJob, row: Row): void {
  const bytes: usize = job.channels << 2, target = row.target, kernel = row.kernels, finish = row.finish;
  const early = 2 + row.left, columns = row.columns, results = row.results;
  const a = rowOf(job, row, 0), b = rowOf(job, row, 1), c = rowOf(job, row, 2);
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
function rowOf(job: DepthwiseJob, row: Row, line: i32): usize {
  const y = row.top + line;
  return y >= 0 && y < row.height ? <usize>load<u32>(job.rows + (y << 2)) : job.zeros;
}
