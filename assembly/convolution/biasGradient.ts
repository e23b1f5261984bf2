import { addLanes, loadLanes } from '../simd';
import { Job } from './job';
import { gradientRows } from './poolRows';
import { assignmentOf } from './sortPatches';

/** biases = gradient of the convolution with respect to its biases: for each tile the sum over its patches, in order. */
export function convolutionBiasGradient(pointer: usize): void {
  const job = changetype<Job>(pointer);
  memory.fill(job.biases, 0, job.tiles * (job.filters << 2));
  if (!job.pool) {
    addImages(job, 0, job.batch, job.dy, job.filters << 2, job.relu ? job.y - job.dy : 0);
    return;
  }
  for (let first = 0; first < job.batch; first += job.chunk) {
    const count = min(job.chunk, job.batch - first);
    addImages(job, first, count, gradientRows(job, first, count), job.wideFilters << 2, 0);
  }
}

/** Adds rows of gradients, `step` bytes apart. `toOutputs` is the offset of the outputs that mask them, or 0. */
function addImages(job: Job, first: i32, count: i32, rows: usize, step: i32, toOutputs: usize): void {
  const patches = job.outHeight * job.outWidth;
  const rowBytes = job.filters << 2;
  for (let image = first; image < first + count; image++) {
    const assignment = assignmentOf(job, image);
    for (let p = 0; p < patches; p++) {
      const tile = job.assignment ? load<i32>(assignment + (<usize>p << 2)) : 0;
      if (tile >= 0) {
        const sums = job.biases + tile * rowBytes;
        if (toOutputs) addMasked(sums, rows, rows + toOutputs, rowBytes);
        else addRow(sums, rows, rowBytes);
      }
      rows += step;
    }
  }
}

// @ts-ignore: decorator
@inline
function addMasked(sums: usize, dy: usize, y: usize, bytes: i32): void {
  const zero = f32x4.splat(0);
  const whole = bytes & ~15;
  let at = 0;
  for (; at < whole; at += 16) {
    const value = v128.and(v128.load(dy + at), f32x4.gt(v128.load(y + at), zero));
    v128.store(sums + at, f32x4.add(v128.load(sums + at), value));
  }
  if (at == bytes) return;
  const lanes = (bytes - at) >> 2;
  addLanes(sums + at, v128.and(loadLanes(dy + at, lanes), f32x4.gt(loadLanes(y + at, lanes), zero)), lanes);
}

// @ts-ignore: decorator
@inline
function addRow(sums: usize, dy: usize, bytes: i32): void {
  const whole = bytes & ~15;
  let at = 0;
  for (; at < whole; at += 16) v128.store(sums + at, f32x4.add(v128.load(sums + at), v128.load(dy + at)));
  if (at == bytes) return;
  const lanes = (bytes - at) >> 2;
  addLanes(sums + at, loadLanes(dy + at, lanes), lanes);
}
