import { loadLanes, storeLanes, sumLanes } from '../simd';
import { first, last, rounded } from './doubles';

/**
 * Moves the values whose slopes are at least as steep as the one of rank `rank` (from 0, the flattest) along their signs, by equal amounts
 * that sum to `length`, then projects as `l1Project`. A slope of 0 moves nothing.
 */
export function l1Step(
  point: usize, gradient: usize, clean: usize, floats: i32, length: f64, radius: f64, rank: i32,
): void {
  const least = f32x4.splat(reinterpret<f32>(sizeOfRank(gradient, floats, rank)));
  const moving = countMoving(gradient, floats, least);
  if (moving > 0) {
    const move = length / <f64>moving;
    for (let left = floats, at: usize = 0; left > 0; left -= 4, at += 16) {
      const slope = loadLanes(gradient + at, left), from = loadLanes(point + at, left), moves = isMoving(slope, least);
      const moved = rounded(
        f64x2.add(first(from), signed(move, first(slope))), f64x2.add(last(from), signed(move, last(slope))),
      );
      storeLanes(point + at, v128.bitselect(moved, from, moves), left);
    }
  }
  l1Project(point, clean, floats, radius);
}

/** Projects an image onto the intersection of [0, 1] and the ball of the radius around `clean` in L1. */
export function l1Project(point: usize, clean: usize, floats: i32, radius: f64): void {
  const threshold = f64x2.splat(shrinkage(point, clean, floats, radius));
  for (let left = floats; left > 0; left -= 4) {
    const value = loadLanes(point, left), origin = loadLanes(clean, left);
    storeLanes(point, rounded(
      nearer(first(value), first(origin), threshold), nearer(last(value), last(origin), threshold),
    ), left);
    point += 16;
    clean += 16;
  }
}

/** The bits of the size of the slope with `rank` flatter ones before it, found bit by bit: sizes are ordered as their bits are. */
function sizeOfRank(gradient: usize, floats: i32, rank: i32): u32 {
  let found: u32 = 0;
  for (let bit: u32 = 1 << 30; bit != 0; bit >>= 1) {
    if (countBelow(gradient, floats, found | bit) <= rank) found |= bit;
  }
  return found;
}

function countBelow(gradient: usize, floats: i32, bound: u32): i32 {
  const bounds = i32x4.splat(bound), sizeBits = i32x4.splat(0x7fffffff);
  let below = i32x4.splat(0);
  let left = floats;
  for (; left >= 4; left -= 4) {
    below = i32x4.sub(below, i32x4.lt_s(v128.and(v128.load(gradient), sizeBits), bounds));
    gradient += 16;
  }
  let count = sumLanes(below);
  for (; left > 0; left--) {
    if ((load<u32>(gradient) & 0x7fffffff) < bound) count++;
    gradient += 4;
  }
  return count;
}

function countMoving(gradient: usize, floats: i32, least: v128): i32 {
  let moving = i32x4.splat(0);
  for (let left = floats; left > 0; left -= 4) {
    moving = i32x4.sub(moving, isMoving(loadLanes(gradient, left), least));
    gradient += 16;
  }
  return sumLanes(moving);
}

// @ts-ignore: decorator
@inline
function isMoving(slope: v128, least: v128): v128 {
  return v128.and(f32x4.ge(f32x4.abs(slope), least), f32x4.ne(slope, f32x4.splat(0)));
}

/** `size`, which is not negative, with the signs of `like`. */
// @ts-ignore: decorator
@inline
function signed(size: f64, like: v128): v128 {
  return withSigns(f64x2.splat(size), like);
}

// @ts-ignore: decorator
@inline
function withSigns(sizes: v128, like: v128): v128 {
  return v128.or(sizes, v128.and(like, i64x2.splat(<i64>0x8000000000000000)));
}

/**
 * The amount by which every change is reduced before it is clipped to the box, so that absolute changes add up to the radius; 0 if they add up
 * to no more. The TypeScript of the same name documents the search.
 */
function shrinkage(point: usize, clean: usize, floats: i32, radius: f64): f64 {
  let low: f64 = 0, sumLow = sumAt(point, clean, floats, 0), movingLow = moving;
  if (!(sumLow > radius)) return 0;
  let high = largestChange(point, clean, floats);
  for (let step = 1; step <= 180 && high - low > 1e-12 * high; step++) {
    let guess = low + (sumLow - radius) / movingLow;
    if (step % 3 == 0 || !(guess > low && guess < high)) guess = (low + high) / 2;
    const sum = sumAt(point, clean, floats, guess);
    if (abs(sum - radius) <= 1e-12 * radius) return guess;
    if (sum > radius) {
      low = guess;
      sumLow = sum;
      movingLow = moving;
    } else high = guess;
  }
  return high;
}

/** Changes that `sumAt` found neither 0 nor limited by the box. */
let moving: f64 = 0;

/** The sum of absolute changes after a reduction by `threshold`, in four sums, as in TypeScript. */
function sumAt(point: usize, clean: usize, floats: i32, threshold: f64): f64 {
  const by = f64x2.splat(threshold), zero = f64x2.splat(0);
  let sumFirst = zero, sumLast = zero, counts = i64x2.splat(0);
  for (let left = floats; left > 0; left -= 4) {
    const value = loadLanes(point, left), origin = loadLanes(clean, left);
    const originFirst = first(origin), changeFirst = f64x2.sub(first(value), originFirst);
    const sizeFirst = f64x2.sub(f64x2.abs(changeFirst), by), roomFirst = roomOf(originFirst, changeFirst);
    sumFirst = f64x2.add(sumFirst, f64x2.pmin(f64x2.pmax(sizeFirst, zero), roomFirst));
    counts = i64x2.sub(counts, v128.and(f64x2.gt(sizeFirst, zero), f64x2.lt(sizeFirst, roomFirst)));
    const originLast = last(origin), changeLast = f64x2.sub(last(value), originLast);
    const sizeLast = f64x2.sub(f64x2.abs(changeLast), by), roomLast = roomOf(originLast, changeLast);
    sumLast = f64x2.add(sumLast, f64x2.pmin(f64x2.pmax(sizeLast, zero), roomLast));
    counts = i64x2.sub(counts, v128.and(f64x2.gt(sizeLast, zero), f64x2.lt(sizeLast, roomLast)));
    point += 16;
    clean += 16;
  }
  moving = <f64>(i64x2.extract_lane(counts, 0) + i64x2.extract_lane(counts, 1));
  const sums = f64x2.add(sumFirst, sumLast);
  return f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
}

/** How far a value can move in the direction of its change before it leaves [0, 1]. */
// @ts-ignore: decorator
@inline
function roomOf(origin: v128, change: v128): v128 {
  return v128.bitselect(f64x2.sub(f64x2.splat(1), origin), origin, f64x2.gt(change, f64x2.splat(0)));
}

function largestChange(point: usize, clean: usize, floats: i32): f64 {
  let most: f64 = 0;
  for (let at = 0; at < floats; at++) {
    const change = abs(<f64>load<f32>(point + (at << 2)) - <f64>load<f32>(clean + (at << 2)));
    if (change > most) most = change;
  }
  return most;
}

// @ts-ignore: decorator
@inline
function nearer(value: v128, origin: v128, threshold: v128): v128 {
  const change = f64x2.sub(value, origin);
  const size = f64x2.pmin(f64x2.pmax(f64x2.sub(f64x2.abs(change), threshold), f64x2.splat(0)), roomOf(origin, change));
  return f64x2.add(origin, withSigns(size, change));
}
