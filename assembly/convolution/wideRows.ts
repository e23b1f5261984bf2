import { loadLanes, storeLanes } from '../simd';
import { Job } from './job';

/** Copies rows of `filters` floats to rows of `wideFilters`, zero at the end. */
export function widen(job: Job, source: usize, target: usize, rows: i32): void {
  const filters = job.filters;
  for (let row = 0; row < rows; row++) {
    for (let f = 0; f < filters; f += 4) v128.store(target + (f << 2), loadLanes(source + (f << 2), filters - f));
    source += filters << 2;
    target += job.wideFilters << 2;
  }
}

/** Copies rows of `wideFilters` floats to rows of `filters`. */
export function narrowRows(job: Job, source: usize, target: usize, rows: i32): void {
  const filters = job.filters;
  for (let row = 0; row < rows; row++) {
    for (let f = 0; f < filters; f += 4) storeLanes(target + (f << 2), v128.load(source + (f << 2)), filters - f);
    source += job.wideFilters << 2;
    target += filters << 2;
  }
}

/** Kernels with rows of `wideFilters`, into `packed`. */
export function widenKernels(job: Job): void {
  widen(job, job.kernels, job.packed, job.tiles * job.kernelHeight * job.kernelWidth * job.channels);
}
