import { constant, loadLanes, madd } from '../simd';

/** Constants in memory, where a vector of one is a single load; the engine would make it anew from integers at each use. */
@unmanaged
class Constants {
  one: f32;
  c1: f32;
  c2: f32;
  c3: f32;
  c4: f32;
  c5: f32;
  low: f32;
  quarter: f32;
}

/** Bytes of the constants, in complete cache lines. */
export const CONSTANTS_BYTES: i32 = 64;

/** Writes what the functions below read at `k`. */
export function writeConstants(k: usize): void {
  const constants = changetype<Constants>(k);
  constants.one = 1;
  // The polynomial with value 1 at 0 and the least relative error up to `SERIES_END`, 3.5e-8.
  constants.c1 = -0.7499936560331413;
  constants.c2 = 0.6558823178152642;
  constants.c3 = -0.5945256117031688;
  constants.c4 = 0.5033349742868785;
  constants.c5 = -0.2805133880634685;
  constants.low = -Infinity;
  constants.quarter = 0.25;
}

/** Below all values. `k`: see `writeConstants`. */
// @ts-ignore: decorator
@inline
export function lowest(k: usize): v128 {
  return constant(k, offsetof<Constants>('low'));
}

/** 1/4. `k`: see `writeConstants`. */
// @ts-ignore: decorator
@inline
export function quarter(k: usize): v128 {
  return constant(k, offsetof<Constants>('quarter'));
}

/** Bytes from one pixel's scratch row to the next: its channels between `radius` zeros. */
// @ts-ignore: decorator
@inline
export function scratchStride(channels: i32, radius: i32): i32 {
  return (channels + 2 * radius + 4) << 2;
}

/** Stores the squares of `count` pixels of `bytes` bytes, `xStep` bytes apart, in rows `step` bytes apart. */
export function storeSquares(x: usize, xStep: i32, squares: usize, bytes: i32, count: i32, step: i32): void {
  const whole = bytes & ~15;
  for (let p = 0; p < count; p++) {
    let at = 0;
    for (; at < whole; at += 16) {
      const value = v128.load(x + at);
      v128.store(squares + at, f32x4.mul(value, value));
    }
    if (at < bytes) {
      const value = loadLanes(x + at, (bytes - at) >> 2);
      v128.store(squares + at, f32x4.mul(value, value));
    }
    x += xStep;
    squares += step;
  }
}

/** Up to this excess a series of 6 terms is as accurate as square roots. */
const SERIES_END: f32 = 0.25;

/** Limit up to which `powerOf` uses the series; -1, for never, unless the bias is 1, the usual value. */
export function seriesEnd(bias: f32, alpha: f32): v128 {
  return f32x4.splat(bias == 1 && alpha >= 0 ? SERIES_END : -1);
}

/** n - bias of 4 channels, from their squares. */
// @ts-ignore: decorator
@inline
export function excessOf(squares: usize, radius: i32, alpha: v128): v128 {
  return f32x4.mul(alpha, windowSum(squares, radius));
}

/** 1 / n. `k`: see `writeConstants`. */
// @ts-ignore: decorator
@inline
export function inverseOf(excess: v128, bias: v128, k: usize): v128 {
  return f32x4.div(constant(k, offsetof<Constants>('one')), f32x4.add(bias, excess));
}

/**
 * n^-(quarters / 4). `end` is `seriesEnd`: with the usual alpha of 1e-4 hardly any output of a trained network exceeds it, and
 * the series takes half the time of a division and two roots. `k`: see `writeConstants`.
 */
// @ts-ignore: decorator
@inline
export function powerOf(excess: v128, quarters: i32, bias: v128, end: v128, k: usize): v128 {
  if (quarters == 3 && !i32x4.bitmask(f32x4.gt(excess, end))) return series(excess, k);
  const inverse = inverseOf(excess, bias, k);
  if (quarters == 4) return inverse;
  const root = f32x4.sqrt(inverse);
  return quarters == 2 ? root : f32x4.mul(root, f32x4.sqrt(root));
}

/** (1 + excess)^-3/4 up to `SERIES_END`. `k`: see `writeConstants`. */
// @ts-ignore: decorator
@inline
export function series(excess: v128, k: usize): v128 {
  let sum = madd(constant(k, offsetof<Constants>('c5')), excess, constant(k, offsetof<Constants>('c4')));
  sum = madd(sum, excess, constant(k, offsetof<Constants>('c3')));
  sum = madd(sum, excess, constant(k, offsetof<Constants>('c2')));
  sum = madd(sum, excess, constant(k, offsetof<Constants>('c1')));
  return madd(sum, excess, constant(k, offsetof<Constants>('one')));
}

/** Sums of 4 channels over the neighbours within `radius`, from the centre outwards. */
// @ts-ignore: decorator
@inline
export function windowSum(middle: usize, radius: i32): v128 {
  let sum = v128.load(middle);
  if (radius == 2) {
    sum = f32x4.add(sum, f32x4.add(v128.load(middle - 4), v128.load(middle + 4)));
    return f32x4.add(sum, f32x4.add(v128.load(middle - 8), v128.load(middle + 8)));
  }
  const last = middle - (radius << 2);
  let left = middle, right = middle;
  while (left > last) {
    left -= 4;
    right += 4;
    sum = f32x4.add(sum, f32x4.add(v128.load(left), v128.load(right)));
  }
  return sum;
}
