import { loadLanes } from '../simd';
import { Job } from './job';

/** Copies a row of gradients to a row of `wideFilters`, zero where the output was cut off by ReLU and at the end. */
export function maskRow(job: Job, dy: usize, target: usize): void {
  const filters = job.filters;
  const zero = f32x4.splat(0);
  const y = job.relu ? dy - job.dy + job.y : dy;
  for (let f = 0; f < filters; f += 4) {
    let value = loadLanes(dy + (f << 2), filters - f);
    if (job.relu) value = v128.and(value, f32x4.gt(loadLanes(y + (f << 2), filters - f), zero));
    v128.store(target + (f << 2), value);
  }
}
