import { DepthwiseJob } from './job';
import { sumQuad3 } from './sums';

/** Output pixels computed together by `sumQuad3`. */
export const QUAD: i32 = 4;

/** Whether rows of outputs may be computed by `quadRow`. */
export function hasQuads(job: DepthwiseJob): bool {
  const steps = job.strideHeight * job.strideWidth * job.dilationHeight * job.dilationWidth;
  return job.kernelHeight == 3 && job.kernelWidth == 3 && steps == 1 && job.channels % 4 == 0;
}

/**
 * Computes the pixels [from, to) of an output row, at least `QUAD`, whose windows begin in source row `top` of `height` and end
 * inside the row; the window of the pixel at `from` begins in source column `left`. The last quad may overlap the one before it.
 */
export function quadRow(
  job: DepthwiseJob, top: i32, height: i32, left: i32, from: i32, to: i32, kernel: usize, target: usize, finish: usize,
): void {
  const bytes = job.channels << 2;
  for (let j = from; ; j = min(j + QUAD, to - QUAD)) {
    const column = (left + j - from) * bytes;
    const a = sourceOf(job, top, height, column), b = sourceOf(job, top + 1, height, column);
    sumQuad3(a, b, sourceOf(job, top + 2, height, column), kernel, target + j * bytes, bytes, finish);
    if (j == to - QUAD) return;
  }
}

/** Rows above and below the image are zeros. */
// @ts-ignore: decorator
@inline
function sourceOf(job: DepthwiseJob, row: i32, height: i32, column: i32): usize {
  return row >= 0 && row < height ? <usize>load<u32>(job.rows + (row << 2)) + column : job.zeros;
}
