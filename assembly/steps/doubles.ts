// Arithmetic in double precision on vectors of four floats, rounded when it is stored, as in JavaScript.

/** The first two floats as doubles. */
// @ts-ignore: decorator
@inline
export function first(floats: v128): v128 {
  return f64x2.promote_low_f32x4(floats);
}

/** The last two floats as doubles. */
// @ts-ignore: decorator
@inline
export function last(floats: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<u64>(floats, floats, 1, 1));
}

/** Four doubles, rounded to floats. */
// @ts-ignore: decorator
@inline
export function rounded(first: v128, last: v128): v128 {
  return v128.shuffle<u64>(f32x4.demote_f64x2_zero(first), f32x4.demote_f64x2_zero(last), 0, 2);
}

/** Bounded to [low, high]; NaN stays. */
// @ts-ignore: decorator
@inline
export function bounded(value: v128, low: v128, high: v128): v128 {
  return f64x2.pmin(f64x2.pmax(value, low), high);
}
