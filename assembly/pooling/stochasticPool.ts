import { loadLanes, storeLanes } from '../simd';
import { addAtPlace } from './maxPool';
import { clearGradient, nextWindow, PoolJob, rowBytes, windowsOf } from './windows';

/** y = a unit of each window, drawn by `random` with probability proportional to its activation; 0 if all activations are 0. */
export function stochasticPool(pointer: usize): void {
  const job = changetype<PoolJob>(pointer);
  const end = windowsOf(job, job.batch);
  while (nextWindow(job, end)) draw(job, job.at, job.rows, job.columns, job.out);
}

/** dx = gradient of stochastic pooling: the drawn unit receives all of it. */
export function stochasticPoolGradient(pointer: usize): void {
  const job = changetype<PoolJob>(pointer);
  clearGradient(job);
  const end = windowsOf(job, job.batch);
  while (nextWindow(job, end)) passToDrawn(job, job.at, job.rows, job.columns, job.out);
}

function draw(job: PoolJob, at: usize, rows: i32, columns: i32, out: usize): void {
  for (let c = 0; c < job.channels; c += 4) {
    const lanes = job.channels - c;
    const from = job.x + at + (c << 2);
    const sum = sumOf(job, from, rows, columns, lanes);
    const winner = drawnPlace(job, from, rows, columns, sum, loadLanes(job.random + out + (c << 2), lanes), lanes);
    // Keeps non-finite values visible: sum - sum is 0 or NaN.
    const value = f32x4.add(valueAt(job, from, rows, columns, winner, lanes), f32x4.sub(sum, sum));
    storeLanes(job.y + out + (c << 2), value, lanes);
  }
}

function passToDrawn(job: PoolJob, at: usize, rows: i32, columns: i32, out: usize): void {
  for (let c = 0; c < job.channels; c += 4) {
    const lanes = job.channels - c;
    const from = job.x + at + (c << 2);
    const sum = sumOf(job, from, rows, columns, lanes);
    const winner = drawnPlace(job, from, rows, columns, sum, loadLanes(job.random + out + (c << 2), lanes), lanes);
    const value = loadLanes(job.dy + out + (c << 2), lanes);
    addAtPlace(job, job.dx + at + (c << 2), rows, columns, winner, value, lanes);
  }
}

/** Negative activations have weight 0. */
// @ts-ignore: decorator
@inline
function weight(pointer: usize, lanes: i32): v128 {
  return f32x4.pmax(loadLanes(pointer, lanes), f32x4.splat(0));
}

// @ts-ignore: decorator
@inline
function sumOf(job: PoolJob, from: usize, rows: i32, columns: i32, lanes: i32): v128 {
  const pixelBytes = <usize>job.channels << 2;
  let sum = f32x4.splat(0);
  for (let i = 0; i < rows; i++) {
    let pixel = from;
    for (let j = 0; j < columns; j++) {
      sum = f32x4.add(sum, weight(pixel, lanes));
      pixel += pixelBytes;
    }
    from += rowBytes(job);
  }
  return sum;
}

/** The last unit with positive weight whose preceding weights sum to at most random * sum; -1 if no unit has weight. */
// @ts-ignore: decorator
@inline
function drawnPlace(
  job: PoolJob, from: usize, rows: i32, columns: i32, sum: v128, random: v128, lanes: i32,
): v128 {
  const pixelBytes = <usize>job.channels << 2;
  const threshold = f32x4.mul(random, sum);
  const zero = f32x4.splat(0);
  let before = zero;
  let winner = i32x4.splat(-1);
  for (let i = 0, place = 0; i < rows; i++) {
    let pixel = from;
    for (let j = 0; j < columns; j++, place++) {
      const value = weight(pixel, lanes);
      const candidate = v128.and(f32x4.gt(value, zero), f32x4.le(before, threshold));
      winner = v128.bitselect(i32x4.splat(place), winner, candidate);
      before = f32x4.add(before, value);
      pixel += pixelBytes;
    }
    from += rowBytes(job);
  }
  return winner;
}

// @ts-ignore: decorator
@inline
function valueAt(job: PoolJob, from: usize, rows: i32, columns: i32, winner: v128, lanes: i32): v128 {
  const pixelBytes = <usize>job.channels << 2;
  let value = f32x4.splat(0);
  for (let i = 0, place = 0; i < rows; i++) {
    let pixel = from;
    for (let j = 0; j < columns; j++, place++) {
      value = v128.bitselect(loadLanes(pixel, lanes), value, i32x4.eq(winner, i32x4.splat(place)));
      pixel += pixelBytes;
    }
    from += rowBytes(job);
  }
  return value;
}
