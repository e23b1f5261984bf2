import { loadLanes, storeLanes } from '../simd';
import { bounded, first, last, rounded } from './doubles';

/** Moves an image by `length` along its gradient, scaled to norm 1, then projects as `l2Project`; sums are in double precision, in order. */
export function l2Step(point: usize, gradient: usize, clean: usize, floats: i32, length: f64, radius: f64): void {
  // A gradient of 0 divided by 1 stays 0, with its signs.
  const largest = largestSize(gradient, floats);
  const scale = largest == 0 ? 1 : largest;
  const norm = largest == 0 ? 1 : Math.sqrt(scaledSquares(gradient, floats, largest));
  const wideScale = f64x2.splat(scale), wideNorm = f64x2.splat(norm), wideLength = f64x2.splat(length);
  for (let left = floats, at: usize = 0; left > 0; left -= 4, at += 16) {
    const slope = loadLanes(gradient + at, left), from = loadLanes(point + at, left);
    const unit = rounded(
      f64x2.div(f64x2.div(first(slope), wideScale), wideNorm), f64x2.div(f64x2.div(last(slope), wideScale), wideNorm),
    );
    const moved = rounded(
      f64x2.add(first(from), f64x2.mul(wideLength, first(unit))), f64x2.add(last(from), f64x2.mul(wideLength, last(unit))),
    );
    storeLanes(point + at, moved, left);
  }
  l2Project(point, clean, floats, radius);
}

/** Projects an image onto the ball of the radius around `clean`, then onto [0, 1]. */
export function l2Project(point: usize, clean: usize, floats: i32, radius: f64): void {
  const norm = Math.sqrt(squaredDistance(point, clean, floats));
  const scale = f64x2.splat(norm > radius ? radius / norm : 1);
  for (let left = floats; left > 0; left -= 4) {
    const value = loadLanes(point, left), origin = loadLanes(clean, left);
    storeLanes(point, rounded(
      nearer(first(value), first(origin), scale), nearer(last(value), last(origin), scale),
    ), left);
    point += 16;
    clean += 16;
  }
}

// @ts-ignore: decorator
@inline
function nearer(value: v128, origin: v128, scale: v128): v128 {
  const near = f64x2.add(origin, f64x2.mul(scale, f64x2.sub(value, origin)));
  return bounded(near, f64x2.splat(0), f64x2.splat(1));
}

function largestSize(values: usize, floats: i32): f64 {
  let most: f32 = 0;
  for (let at = 0; at < floats; at++) most = max(most, abs(load<f32>(values + (at << 2))));
  return most;
}

function scaledSquares(values: usize, floats: i32, largest: f64): f64 {
  let sum: f64 = 0;
  for (let at = 0; at < floats; at++) {
    const share = <f64>load<f32>(values + (at << 2)) / largest;
    sum += share * share;
  }
  return sum;
}

function squaredDistance(a: usize, b: usize, floats: i32): f64 {
  let sum: f64 = 0;
  for (let at = 0; at < floats; at++) {
    const difference = <f64>load<f32>(a + (at << 2)) - <f64>load<f32>(b + (at << 2));
    sum += difference * difference;
  }
  return sum;
}
