/** a * b + c; rounded once where the engine has relaxed SIMD, twice elsewhere. */
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

/** Stores the first `lanes` (1..4) floats. */
export function storeLanes(pointer: usize, value: v128, lanes: i32): void {
  if (lanes >= 4) {
    v128.store(pointer, value);
    return;
  }
  v128.store_lane<f32>(pointer, value, 0);
  if (lanes > 1) v128.store_lane<f32>(pointer, value, 1, 4);
  if (lanes > 2) v128.store_lane<f32>(pointer, value, 2, 8);
}

/** Loads the first `lanes` (1..4) floats; the other lanes are zero. */
export function loadLanes(pointer: usize, lanes: i32): v128 {
  if (lanes >= 4) return v128.load(pointer);
  let value = f32x4.splat(0);
  value = v128.load_lane<f32>(pointer, value, 0);
  if (lanes > 1) value = v128.load_lane<f32>(pointer, value, 1, 4);
  if (lanes > 2) value = v128.load_lane<f32>(pointer, value, 2, 8);
  return value;
}
