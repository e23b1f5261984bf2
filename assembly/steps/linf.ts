import { loadLanes, storeLanes } from '../simd';
import { bounded, first, last, rounded } from './doubles';

/** Moves each value of an image by `length` along the sign of its slope, then projects as `linfProject`. */
export function linfStep(
  point: usize, gradient: usize, clean: usize, floats: i32, length: f64, radius: f64,
): void {
  const up = f64x2.splat(length), down = f64x2.splat(-length), reach = f64x2.splat(radius);
  for (let left = floats; left > 0; left -= 4) {
    const from = loadLanes(point, left), slope = loadLanes(gradient, left);
    const moved = rounded(
      moveAlong(first(from), first(slope), up, down), moveAlong(last(from), last(slope), up, down),
    );
    storeLanes(point, projected(moved, loadLanes(clean, left), reach), left);
    point += 16;
    gradient += 16;
    clean += 16;
  }
}

/** Projects an image onto the values that differ from `clean` by at most the radius, then onto [0, 1]. */
export function linfProject(point: usize, clean: usize, floats: i32, radius: f64): void {
  const reach = f64x2.splat(radius);
  for (let left = floats; left > 0; left -= 4) {
    storeLanes(point, projected(loadLanes(point, left), loadLanes(clean, left), reach), left);
    point += 16;
    clean += 16;
  }
}

/** A slope of 0 adds itself, which keeps the sign of zero. */
// @ts-ignore: decorator
@inline
function moveAlong(from: v128, slope: v128, up: v128, down: v128): v128 {
  const zero = f64x2.splat(0);
  const move = v128.bitselect(down, slope, f64x2.lt(slope, zero));
  return f64x2.add(from, v128.bitselect(up, move, f64x2.gt(slope, zero)));
}

// @ts-ignore: decorator
@inline
function projected(values: v128, origins: v128, reach: v128): v128 {
  return rounded(inBox(first(values), first(origins), reach), inBox(last(values), last(origins), reach));
}

// @ts-ignore: decorator
@inline
function inBox(value: v128, origin: v128, reach: v128): v128 {
  const near = bounded(value, f64x2.sub(origin, reach), f64x2.add(origin, reach));
  return bounded(near, f64x2.splat(0), f64x2.splat(1));
}
