import { loadLanes } from '../simd';

/** Bytes from one pixel's row of scratch to the next: its channels between `radius` zeros. */
// @ts-ignore: decorator
@inline
export function scratchStride(channels: i32, radius: i32): i32 {
  return (channels + 2 * radius + 4) << 2;
}

/** The squares of `count` pixels of `bytes` bytes, `xStep` bytes apart, to rows `step` bytes apart. */
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

/** 1 / n for 4 channels, from their squares. */
// @ts-ignore: decorator
@inline
export function inverseNorm(squares: usize, radius: i32, bias: v128, alpha: v128): v128 {
  return f32x4.div(f32x4.splat(1), f32x4.add(bias, f32x4.mul(alpha, windowSum(squares, radius))));
}

/** Sums of the neighbours within `radius` for 4 channels, from the middle outwards. */
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

/** inverse^(quarters / 4) by square roots. */
// @ts-ignore: decorator
@inline
export function inversePower(inverse: v128, quarters: i32): v128 {
  if (quarters == 4) return inverse;
  const root = f32x4.sqrt(inverse);
  return quarters == 2 ? root : f32x4.mul(root, f32x4.sqrt(root));
}
