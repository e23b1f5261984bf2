import { addLanes, loadLanes } from '../simd';
import { Job } from './job';

/** biases = the convolution's gradient to its biases: for each tile the sum over its patches, in order. */
export function convolutionBiasGradient(pointer: usize): void {
  const job = changetype<Job>(pointer);
  const patches = job.outHeight * job.outWidth;
  const rowBytes = job.filters << 2;
  memory.fill(job.biases, 0, job.tiles * rowBytes);
  let dy = job.dy;
  let y = job.relu ? job.y : 0;
  for (let image = 0; image < job.batch; image++) {
    const assignment = job.assignment + (<usize>(image * job.assignmentStride) << 2);
    for (let p = 0; p < patches; p++) {
      const tile = job.assignment ? load<i32>(assignment + (<usize>p << 2)) : 0;
      if (tile >= 0) addRow(job.biases + tile * rowBytes, dy, y, job.filters);
      dy += rowBytes;
      if (y) y += rowBytes;
    }
  }
}

// @ts-ignore: decorator
@inline
function addRow(sums: usize, dy: usize, y: usize, filters: i32): void {
  let left = filters;
  for (; left >= 8; left -= 8) {
    const low = masked(dy, y, 4), high = masked(dy + 16, y ? y + 16 : 0, 4);
    addLanes(sums, low, 4);
    addLanes(sums + 16, high, 4);
    dy += 32;
    if (y) y += 32;
    sums += 32;
  }
  for (; left > 0; left -= 4) {
    addLanes(sums, masked(dy, y, left), left);
    dy += 16;
    if (y) y += 16;
    sums += 16;
  }
}

// @ts-ignore: decorator
@inline
function masked(dy: usize, y: usize, lanes: i32): v128 {
  const gradient = loadLanes(dy, lanes);
  return y ? v128.and(gradient, f32x4.gt(loadLanes(y, lanes), f32x4.splat(0))) : gradient;
}
