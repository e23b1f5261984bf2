import { loadLanes, storeLanes } from '../simd';
import { addGradient, clearGradient, nextWindow, PoolJob, rowBytes, windowsOf } from './windows';

/** y = the mean of each window weighted by its activations, sum a^2 / sum a; 0 if all are 0. Negative activations count as 0. */
export function weightedPool(pointer: usize): void {
  const job = changetype<PoolJob>(pointer);
  const end = windowsOf(job, job.batch);
  while (nextWindow(job, end)) weightedMean(job, job.at, job.rows, job.columns, job.out);
}

/** dx = gradient of weighted pooling, dy (2 a - y) / sum a; 0 where a is negative. */
export function weightedPoolGradient(pointer: usize): void {
  const job = changetype<PoolJob>(pointer);
  clearGradient(job);
  const end = windowsOf(job, job.batch);
  while (nextWindow(job, end)) passBack(job, job.at, job.rows, job.columns, job.out);
}

function weightedMean(job: PoolJob, at: usize, rows: i32, columns: i32, out: usize): void {
  const zero = f32x4.splat(0);
  for (let c = 0; c < job.channels; c += 4) {
    const lanes = job.channels - c;
    const from = job.x + at + (c << 2);
    const sum = powerSum(job, from, rows, columns, lanes, false);
    const value = f32x4.div(powerSum(job, from, rows, columns, lanes, true), sum);
    storeLanes(job.y + out + (c << 2), v128.bitselect(zero, value, f32x4.eq(sum, zero)), lanes);
  }
}

function passBack(job: PoolJob, at: usize, rows: i32, columns: i32, out: usize): void {
  const pixelBytes = <usize>job.channels << 2;
  const zero = f32x4.splat(0);
  for (let c = 0; c < job.channels; c += 4) {
    const lanes = job.channels - c;
    let from = job.x + at + (c << 2);
    const sum = powerSum(job, from, rows, columns, lanes, false);
    const y = f32x4.div(powerSum(job, from, rows, columns, lanes, true), sum);
    const scale = f32x4.div(loadLanes(job.dy + out + (c << 2), lanes), sum);
    const active = f32x4.ne(sum, zero);
    for (let i = 0; i < rows; i++) {
      let pixel = from;
      for (let j = 0; j < columns; j++) {
        const a = loadLanes(pixel, lanes);
        const slope = f32x4.mul(f32x4.sub(f32x4.add(a, a), y), scale);
        addGradient(job, pixel - job.x + job.dx, v128.and(slope, v128.and(active, f32x4.ge(a, zero))), lanes);
        pixel += pixelBytes;
      }
      from += rowBytes(job);
    }
  }
}

/** Sum of a window's activations or of their squares. */
// @ts-ignore: decorator
@inline
function powerSum(job: PoolJob, from: usize, rows: i32, columns: i32, lanes: i32, squares: bool): v128 {
  const pixelBytes = <usize>job.channels << 2;
  let sum = f32x4.splat(0);
  for (let i = 0; i < rows; i++) {
    let pixel = from;
    for (let j = 0; j < columns; j++) {
      const a = f32x4.pmax(loadLanes(pixel, lanes), f32x4.splat(0));
      sum = f32x4.add(sum, squares ? f32x4.mul(a, a) : a);
      pixel += pixelBytes;
    }
    from += rowBytes(job);
  }
  return sum;
}
