import { loadLanes } from '../simd';
import { Job } from './job';

/**
 * Copies `rows` rows of gradients from `dy` to rows of `wideFilters` at `target`, with zeros where ReLU is inactive and at the
 * end of each row.
 */
export function maskRows(job: Job, dy: usize, target: usize, rows: i32): void {
  const y = job.relu ? dy - job.dy + job.y : 0;
  if (job.wideFilters == job.filters) {
    maskFloats(dy, y, target, rows * job.filters);
    return;
  }
  const step = job.filters << 2;
  for (let row = 0; row < rows; row++) {
    maskFloats(dy + row * step, y ? y + row * step : 0, target, job.filters);
    target += job.wideFilters << 2;
  }
}

/** If `y` is 0, a plain copy. Writes complete vectors. */
function maskFloats(dy: usize, y: usize, target: usize, floats: i32): void {
  const end = dy + (floats << 2);
  const toTarget = target - dy;
  if (!y) {
    for (; dy < end; dy += 16) v128.store(dy + toTarget, loadLanes(dy, <i32>(end - dy) >> 2));
    return;
  }
  const toY = y - dy;
  for (const last = end - 64; <i32>dy <= <i32>last; dy += 64) {
    const a = masked(v128.load(dy), v128.load(dy + toY));
    const b = masked(v128.load(dy, 16), v128.load(dy + toY, 16));
    const c = masked(v128.load(dy, 32), v128.load(dy + toY, 32));
    const d = masked(v128.load(dy, 48), v128.load(dy + toY, 48));
    v128.store(dy + toTarget, b, 16);
    v128.store(dy + toTarget, a);
    v128.store(dy + toTarget, d, 48);
    v128.store(dy + toTarget, c, 32);
  }
  for (; dy < end; dy += 16) {
    const left = <i32>(end - dy) >> 2;
    v128.store(dy + toTarget, masked(loadLanes(dy, left), loadLanes(dy + toY, left)));
  }
}

// @ts-ignore: decorator
@inline
function masked(gradient: v128, y: v128): v128 {
  return v128.and(gradient, f32x4.gt(y, f32x4.splat(0)));
}
