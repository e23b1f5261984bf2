import { loadLanes, storeLanes } from '../simd';
import { addGradient, clearGradient, nextWindow, PoolJob, rowBytes, windowsOf } from './windows';

/** y = the maximum of each window. */
export function maxPool(pointer: usize): void {
  const job = changetype<PoolJob>(pointer);
  const end = windowsOf(job, job.batch);
  while (nextWindow(job, end)) largest(job, job.at, job.rows, job.columns, job.out);
}

/** dx = gradient of max pooling: the first maximum of a window receives all of it. */
export function maxPoolGradient(pointer: usize): void {
  const job = changetype<PoolJob>(pointer);
  clearGradient(job);
  const end = windowsOf(job, job.batch);
  while (nextWindow(job, end)) passToLargest(job, job.at, job.rows, job.columns, job.out);
}

function largest(job: PoolJob, at: usize, rows: i32, columns: i32, out: usize): void {
  const pixelBytes = <usize>job.channels << 2;
  const whole = pixelBytes & ~15;
  const from = job.x + at, to = job.y + out;
  let c: usize = 0;
  if (rows == 2 && columns == 2) {
    const down = rowBytes(job);
    for (; c < whole; c += 16) v128.store(to + c, largestOfFour(from + c, pixelBytes, down));
  } else {
    for (; c < whole; c += 16) v128.store(to + c, largestOf(job, from + c, rows, columns, pixelBytes, 4));
  }
  if (c == pixelBytes) return;
  const lanes = <i32>(pixelBytes - c) >> 2;
  storeLanes(to + c, largestOf(job, from + c, rows, columns, pixelBytes, lanes), lanes);
}

/** The common 2 x 2 window without loops. */
// @ts-ignore: decorator
@inline
function largestOfFour(from: usize, pixelBytes: usize, down: usize): v128 {
  let best = f32x4.pmax(f32x4.splat(-Infinity), v128.load(from));
  best = f32x4.pmax(best, v128.load(from + pixelBytes));
  best = f32x4.pmax(best, v128.load(from + down));
  return f32x4.pmax(best, v128.load(from + down + pixelBytes));
}

/** The maximum of a window in up to 4 channels. */
// @ts-ignore: decorator
@inline
export function largestOf(job: PoolJob, from: usize, rows: i32, columns: i32, pixelBytes: usize, lanes: i32): v128 {
  let best = f32x4.splat(-Infinity);
  for (let i = 0; i < rows; i++) {
    let pixel = from;
    for (let j = 0; j < columns; j++) {
      best = f32x4.pmax(best, loadLanes(pixel, lanes));
      pixel += pixelBytes;
    }
    from += rowBytes(job);
  }
  return best;
}

function passToLargest(job: PoolJob, at: usize, rows: i32, columns: i32, out: usize): void {
  const pixelBytes = <usize>job.channels << 2;
  let c = 0;
  if (rows == 2 && columns == 2) {
    passToLargestOfFour(job, at, out);
    c = job.channels & ~3;
  }
  for (; c < job.channels; c += 4) {
    const lanes = job.channels - c;
    const from = at + (c << 2);
    const winner = placeOfLargest(job, job.x + from, rows, columns, pixelBytes, lanes);
    addAtPlace(job, job.dx + from, rows, columns, winner, loadLanes(job.dy + out + (c << 2), lanes), lanes);
  }
}

/** The same for the complete vectors of a 2 x 2 window, without loops over the window. */
function passToLargestOfFour(job: PoolJob, at: usize, out: usize): void {
  const pixelBytes = <usize>job.channels << 2;
  const down = rowBytes(job);
  const last = job.x + at + (pixelBytes & ~15);
  const across = job.dx - job.x;
  let a = job.x + at, gradient = job.dy + out;
  if (job.apart) {
    for (; a < last; a += 16, gradient += 16) passToOne(a, pixelBytes, down, across, gradient, true);
  } else {
    for (; a < last; a += 16, gradient += 16) passToOne(a, pixelBytes, down, across, gradient, false);
  }
}

// @ts-ignore: decorator
@inline
function passToOne(a: usize, pixelBytes: usize, down: usize, across: usize, gradient: usize, apart: bool): void {
  const low = f32x4.splat(-Infinity);
  const first = v128.load(a), second = v128.load(a + pixelBytes);
  const third = v128.load(a + down), fourth = v128.load(a + down + pixelBytes);
  const value = v128.load(gradient);
  const one = f32x4.gt(first, low);
  const best1 = v128.bitselect(first, low, one);
  const two = f32x4.gt(second, best1);
  const best2 = v128.bitselect(second, best1, two);
  const three = f32x4.gt(third, best2);
  const four = f32x4.gt(fourth, v128.bitselect(third, best2, three));
  const late = v128.or(three, four);
  const target = a + across;
  put(target, v128.and(value, v128.andnot(one, v128.or(two, late))), apart);
  put(target + pixelBytes, v128.and(value, v128.andnot(two, late)), apart);
  put(target + down, v128.and(value, v128.andnot(three, four)), apart);
  put(target + down + pixelBytes, v128.and(value, four), apart);
}

/** Stores a vector of gradients, or adds it where windows overlap. */
// @ts-ignore: decorator
@inline
function put(pointer: usize, value: v128, apart: bool): void {
  v128.store(pointer, apart ? value : f32x4.add(v128.load(pointer), value));
}

/** Row-major index in the window of the first maximum; -1 if no value is above -infinity. */
// @ts-ignore: decorator
@inline
export function placeOfLargest(
  job: PoolJob, from: usize, rows: i32, columns: i32, pixelBytes: usize, lanes: i32,
): v128 {
  let best = f32x4.splat(-Infinity);
  let winner = i32x4.splat(-1);
  for (let i = 0, place = 0; i < rows; i++) {
    let pixel = from;
    for (let j = 0; j < columns; j++, place++) {
      const value = loadLanes(pixel, lanes);
      const larger = f32x4.gt(value, best);
      best = v128.bitselect(value, best, larger);
      winner = v128.bitselect(i32x4.splat(place), winner, larger);
      pixel += pixelBytes;
    }
    from += rowBytes(job);
  }
  return winner;
}

/** Adds `value` to the units of a window at the indices `winner`. */
// @ts-ignore: decorator
@inline
export function addAtPlace(
  job: PoolJob, from: usize, rows: i32, columns: i32, winner: v128, value: v128, lanes: i32,
): void {
  const pixelBytes = <usize>job.channels << 2;
  for (let i = 0, place = 0; i < rows; i++) {
    let pixel = from;
    for (let j = 0; j < columns; j++, place++) {
      addGradient(job, pixel, v128.and(value, i32x4.eq(winner, i32x4.splat(place))), lanes);
      pixel += pixelBytes;
    }
    from += rowBytes(job);
  }
}
