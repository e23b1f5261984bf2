/**
 * 1 in the build for engines that join two neighbouring vectors to one of 256 bits. Its blocks are larger and consist of such pairs; its
 * results are bit-identical to those of the build with relaxed SIMD. Of two neighbouring stores the upper one comes first: V8 would otherwise
 * write the lower half by itself, too.
 */
// @ts-ignore: a constant of the build
export const WIDE: i32 = WIDE_BUILD;

/** a * b + c; rounded once with relaxed SIMD, otherwise twice. */
// @ts-ignore: decorator
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return v128.relaxed_madd<f32>(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** The float at `pointer` in all four lanes. */
// @ts-ignore: decorator
@inline
export function splat(pointer: usize): v128 {
  return v128.load_splat<f32>(pointer);
}

/** The constant `offset` bytes into those at `k`; a vector of a literal would be made anew from integers at each use. */
// @ts-ignore: decorator
@inline
export function constant(k: usize, offset: usize): v128 {
  return splat(k + offset);
}

/** The sum of the four integers. */
// @ts-ignore: decorator
@inline
export function sumLanes(counts: v128): i32 {
  return i32x4.extract_lane(counts, 0) + i32x4.extract_lane(counts, 1) + i32x4.extract_lane(counts, 2) + i32x4.extract_lane(counts, 3);
}

/** Stores the first `lanes` floats, at most four. */
// @ts-ignore: decorator
@inline
export function storeLanes(pointer: usize, value: v128, lanes: i32): void {
  if (lanes >= 4) v128.store(pointer, value);
  else storePart(pointer, value, lanes);
}

function storePart(pointer: usize, value: v128, lanes: i32): void {
  v128.store_lane<f32>(pointer, value, 0);
  if (lanes > 1) v128.store_lane<f32>(pointer, value, 1, 4);
  if (lanes > 2) v128.store_lane<f32>(pointer, value, 2, 8);
}

/** Loads the first `lanes` floats, at most four; the other lanes are zero. */
// @ts-ignore: decorator
@inline
export function loadLanes(pointer: usize, lanes: i32): v128 {
  return lanes >= 4 ? v128.load(pointer) : loadPart(pointer, lanes);
}

/** Adds the first `lanes` floats to memory. */
// @ts-ignore: decorator
@inline
export function addLanes(pointer: usize, value: v128, lanes: i32): void {
  storeLanes(pointer, f32x4.add(loadLanes(pointer, lanes), value), lanes);
}

function loadPart(pointer: usize, lanes: i32): v128 {
  let value = f32x4.splat(0);
  value = v128.load_lane<f32>(pointer, value, 0);
  if (lanes > 1) value = v128.load_lane<f32>(pointer, value, 1, 4);
  if (lanes > 2) value = v128.load_lane<f32>(pointer, value, 2, 8);
  return value;
}
