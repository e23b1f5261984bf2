import { within } from '../finish/finish';
import { loadLanes, storeLanes } from '../simd';

/** Operations of a broadcast. */
export const ADD: i32 = 0, SUBTRACT: i32 = 1, MULTIPLY: i32 = 2, DIVIDE: i32 = 3, MAXIMUM: i32 = 4, MINIMUM: i32 = 5;

/**
 * out[i, j] = a[i, j] op b[j], or b[j] op a[i, j] if `swapped`, with `outer` x `inner` floats. `scratch` holds 4 x `inner`.
 */
export function broadcastRow(
  op: i32, swapped: i32, a: usize, b: usize, out: usize, outer: i32, inner: i32, scratch: usize,
): void {
  // Four rows together are a whole number of vectors.
  for (let copy = 0; copy < 4; copy++) memory.copy(scratch + ((copy * inner) << 2), b, inner << 2);
  const end = scratch + (inner << 4);
  let pattern = scratch;
  for (let left = outer * inner; left > 0; left -= 4) {
    storeLanes(out, apply(op, swapped, loadLanes(a, left), v128.load(pattern)), left);
    a += 16;
    out += 16;
    pattern += 16;
    if (pattern == end) pattern = scratch;
  }
}

/** out[i, j] = a[i, j] op b[i], or b[i] op a[i, j] if `swapped`. */
export function broadcastColumn(
  op: i32, swapped: i32, a: usize, b: usize, out: usize, outer: i32, inner: i32,
): void {
  for (let row = 0; row < outer; row++) {
    const value = v128.load_splat<f32>(b + (row << 2));
    for (let left = inner; left > 0; left -= 4) {
      const lanes = min(left, 4);
      storeLanes(out, apply(op, swapped, loadLanes(a, lanes), value), lanes);
      a += lanes << 2;
      out += lanes << 2;
    }
  }
}

/** out[i] = a[i] op b[i]. */
export function elementwise(op: i32, a: usize, b: usize, out: usize, floats: i32): void {
  for (let left = floats; left > 0; left -= 4) {
    storeLanes(out, apply(op, 0, loadLanes(a, left), loadLanes(b, left)), left);
    a += 16;
    b += 16;
    out += 16;
  }
}

/** out = -1, 0 or 1; NaN stays NaN. */
export function sign(x: usize, out: usize, floats: i32): void {
  const one = f32x4.splat(1), minus = f32x4.splat(-1), zero = f32x4.splat(0);
  for (let left = floats; left > 0; left -= 4) {
    const value = loadLanes(x, left);
    const positive = v128.and(f32x4.gt(value, zero), one);
    const signs = v128.or(positive, v128.and(f32x4.lt(value, zero), minus));
    storeLanes(out, v128.bitselect(value, signs, f32x4.ne(value, value)), left);
    x += 16;
    out += 16;
  }
}

/** out = x between `low` and `high`. NaN stays NaN. */
export function clamp(x: usize, out: usize, floats: i32, low: f32, high: f32): void {
  const least = f32x4.splat(low), most = f32x4.splat(high);
  for (let left = floats; left > 0; left -= 4) {
    storeLanes(out, within(loadLanes(x, left), least, most), left);
    x += 16;
    out += 16;
  }
}

/** A maximum or minimum with NaN is NaN. */
// @ts-ignore: decorator
@inline
function apply(op: i32, swapped: i32, a: v128, b: v128): v128 {
  if (op == ADD) return f32x4.add(a, b);
  if (op == MULTIPLY) return f32x4.mul(a, b);
  if (op == MAXIMUM) return f32x4.max(a, b);
  if (op == MINIMUM) return f32x4.min(a, b);
  if (op == SUBTRACT) return swapped ? f32x4.sub(b, a) : f32x4.sub(a, b);
  return swapped ? f32x4.div(b, a) : f32x4.div(a, b);
}
