import { loadLanes, storeLanes } from '../simd';
import { powerOf } from './channelSums';

/**
 * Normalises a pixel's channels over themselves and 2 neighbours on each side, exponent 3/4, and combines the result, as the
 * `place`th of 4, with the window's value at `y`: the maximum, or the mean after the last one. Squares are shifted within
 * registers: rows of them in memory would need five unaligned loads. Results are the same as from `windowSum`.
 */
// @ts-ignore: decorator
@inline
export function poolPixel(
  x: usize, y: usize, channels: i32, bias: v128, alpha: v128, end: v128, k: usize, place: i32, average: bool,
): void {
  let value = loadLanes(x, channels);
  let before = f32x4.splat(0), own = f32x4.mul(value, value);
  let left = channels;
  for (; left > 4; left -= 4) {
    const next = loadLanes(x + 16, left - 4);
    const after = f32x4.mul(next, next);
    const factor = powerOf(f32x4.mul(alpha, neighbourSum(before, own, after)), 3, bias, end, k);
    v128.store(y, joined(y, 4, f32x4.mul(value, factor), place, average));
    before = own;
    own = after;
    value = next;
    x += 16;
    y += 16;
  }
  const factor = powerOf(f32x4.mul(alpha, neighbourSum(before, own, f32x4.splat(0))), 3, bias, end, k);
  storeLanes(y, joined(y, left, f32x4.mul(value, factor), place, average), left);
}

/** Sums of 4 channels and their 2 neighbours on each side, from their vector and its two neighbours. */
// @ts-ignore: decorator
@inline
export function neighbourSum(before: v128, own: v128, after: v128): v128 {
  const near = f32x4.add(v128.shuffle<f32>(before, own, 3, 4, 5, 6), v128.shuffle<f32>(own, after, 1, 2, 3, 4));
  const far = f32x4.add(v128.shuffle<f32>(before, own, 2, 3, 4, 5), v128.shuffle<f32>(own, after, 2, 3, 4, 5));
  return f32x4.add(f32x4.add(own, near), far);
}

/**
 * The window's value at `y` combined with its `place`th pixel, in the order of the pooling kernels, so results are bit-identical.
 */
// @ts-ignore: decorator
@inline
export function joined(y: usize, lanes: i32, value: v128, place: i32, average: bool): v128 {
  if (!average) return f32x4.pmax(place == 0 ? f32x4.splat(-Infinity) : loadLanes(y, lanes), value);
  if (place == 0) return value;
  const sum = f32x4.add(loadLanes(y, lanes), value);
  return place == 3 ? f32x4.mul(sum, f32x4.splat(0.25)) : sum;
}
