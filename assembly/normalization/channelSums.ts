import { loadLanes, madd } from '../simd';

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

/** 1 / n. */
// @ts-ignore: decorator
@inline
export function inverseOf(excess: v128, bias: v128): v128 {
  return f32x4.div(f32x4.splat(1), f32x4.add(bias, excess));
}

/**
 * n^-(quarters / 4). `end` is `seriesEnd`: with the usual alpha of 1e-4 hardly any output of a trained network exceeds it, and
 * the series takes half the time of a division and two roots.
 */
// @ts-ignore: decorator
@inline
export function powerOf(excess: v128, quarters: i32, bias: v128, end: v128): v128 {
  if (quarters == 3 && !i32x4.bitmask(f32x4.gt(excess, end))) return series(excess);
  const inverse = inverseOf(excess, bias);
  if (quarters == 4) return inverse;
  const root = f32x4.sqrt(inverse);
  return quarters == 2 ? root : f32x4.mul(root, f32x4.sqrt(root));
}

/** (1 + excess)^-3/4 up to `SERIES_END`: the polynomial with value 1 at 0 and the least relative error, 3.5e-8. */
// @ts-ignore: decorator
@inline
export function series(excess: v128): v128 {
  let sum = madd(f32x4.splat(-0.2805133880634685), excess, f32x4.splat(0.5033349742868785));
  sum = madd(sum, excess, f32x4.splat(-0.5945256117031688));
  sum = madd(sum, excess, f32x4.splat(0.6558823178152642));
  sum = madd(sum, excess, f32x4.splat(-0.7499936560331413));
  return madd(sum, excess, f32x4.splat(1));
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
