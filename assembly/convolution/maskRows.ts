import { loadLanes } from '../simd';
import { Job } from './job';

/**
 * Copies `rows` rows of gradients, from `dy` on, to rows of `wideFilters` at `target`: zero where ReLU cut the output off,
 * and at the end of a row.
 */
export function maskRows(job: Job, dy: usize, target: usize, rows: i32): void {
  const y = dy - job.dy + job.y;
  if (job.wideFilters == job.filters) {
    maskFloats(dy, job.relu ? y : 0, target, rows * job.filters);
    return;
  }
  const step = job.filters << 2;
  for (let row = 0; row < rows; row++) {
    maskFloats(dy + row * step, job.relu ? y + row * step : 0, target, job.filters);
    target += job.wideFilters << 2;
  }
}

/** `y` 0: plain copy. Writes whole vectors. */
function maskFloats(dy: usize, y: usize, target: usize, floats: i32): void {
  const zero = f32x4.splat(0);
  let left = floats;
  while (left > 0) {
    const gradient = loadLanes(dy, left);
    v128.store(target, y ? v128.and(gradient, f32x4.gt(loadLanes(y, left), zero)) : gradient);
    dy += 16;
    if (y) y += 16;
    target += 16;
    left -= 4;
  }
}
