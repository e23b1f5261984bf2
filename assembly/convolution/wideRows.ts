import { loadLanes, storeLanes } from '../simd';
import { Job } from './job';

/** Copies rows of `filters` floats to rows of `wideFilters`, padded with zeros. */
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
  const bytes = job.filters << 2, wideBytes = job.wideFilters << 2;
  const end = target + <usize>rows * bytes;
  // The excess floats of a row's last vector are overwritten by the next row.
  for (; target + wideBytes <= end; target += bytes) {
    for (let at = 0; at < wideBytes; at += 16) v128.store(target + at, v128.load(source + at));
    source += wideBytes;
  }
  for (; target < end; target += bytes) {
    for (let at = 0; at < bytes; at += 16) storeLanes(target + at, v128.load(source + at), (bytes - at) >> 2);
    source += wideBytes;
  }
}

/** Copies the kernels to `packed`, in rows of `wideFilters`. */
export function widenKernels(job: Job): void {
  widen(job, job.kernels, job.packed, job.tiles * job.kernelHeight * job.kernelWidth * job.channels);
}
