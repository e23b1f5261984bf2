import { loadLanes, storeLanes } from '../simd';
import { addGradient, clearGradient, nextWindow, PoolJob, rowBytes, windowsOf } from './windows';

/** y = the mean of the pixels of each window that are within the image. */
export function averagePool(pointer: usize): void {
  const job = changetype<PoolJob>(pointer);
  const end = windowsOf(job, job.batch);
  while (nextWindow(job, end)) mean(job, job.at, job.rows, job.columns, job.out);
}

/** dx = gradient of average pooling: shared equally by the counted pixels. */
export function averagePoolGradient(pointer: usize): void {
  const job = changetype<PoolJob>(pointer);
  clearGradient(job);
  const end = windowsOf(job, job.batch);
  while (nextWindow(job, end)) share(job, job.at, job.rows, job.columns, job.out);
}

function mean(job: PoolJob, at: usize, rows: i32, columns: i32, out: usize): void {
  const pixelBytes = <usize>job.channels << 2;
  for (let c = 0; c < job.channels; c += 4) {
    const lanes = job.channels - c;
    const value = meanOf(job, job.x + at + (c << 2), rows, columns, pixelBytes, lanes);
    storeLanes(job.y + out + (c << 2), value, lanes);
  }
}

/** The mean of a window in up to 4 channels. */
// @ts-ignore: decorator
@inline
export function meanOf(job: PoolJob, from: usize, rows: i32, columns: i32, pixelBytes: usize, lanes: i32): v128 {
  let sum = f32x4.splat(0);
  for (let i = 0; i < rows; i++) {
    let pixel = from;
    for (let j = 0; j < columns; j++) {
      sum = f32x4.add(sum, loadLanes(pixel, lanes));
      pixel += pixelBytes;
    }
    from += rowBytes(job);
  }
  return f32x4.mul(sum, f32x4.splat(1 / <f32>(rows * columns)));
}

function share(job: PoolJob, at: usize, rows: i32, columns: i32, out: usize): void {
  const pixelBytes = <usize>job.channels << 2;
  const part = f32x4.splat(1 / <f32>(rows * columns));
  for (let c = 0; c < job.channels; c += 4) {
    const lanes = job.channels - c;
    const value = f32x4.mul(loadLanes(job.dy + out + (c << 2), lanes), part);
    let from = job.dx + at + (c << 2);
    for (let i = 0; i < rows; i++) {
      let pixel = from;
      for (let j = 0; j < columns; j++) {
        addGradient(job, pixel, value, lanes);
        pixel += pixelBytes;
      }
      from += rowBytes(job);
    }
  }
}
