const GOLDEN: u32 = 0x9e3779b9;
const LN_2: f32 = 0.6931471805599453;
const TURN: f32 = 6.283185307179586;

/** MurmurHash3's avalanche. */
export function avalanche(key: u32): u32 {
  let hash = key ^ (key >> 16);
  hash *= 0x85ebca6b;
  hash = (hash ^ (hash >> 13)) * 0xc2b2ae35;
  return hash ^ (hash >> 16);
}

/** The first key of an input vector's noise; the second is `avalanche` of the image's second key xor this. */
// @ts-ignore: decorator
@inline
export function firstKey(key: u32, vector: u32): u32 {
  return avalanche(key + vector * GOLDEN);
}

/** Writes eight normal numbers, those of counters `pair` to `pair` + 7. */
export function storeNormals(target: usize, first: u32, second: u32, pair: u32): void {
  const counters = i32x4.add(i32x4.splat(pair), i32x4(0, 1, 2, 3));
  const radius = radiusOf(bits(counters, first, second));
  const turn = f32x4.mul(
    f32x4.convert_i32x4_s(bits(i32x4.add(counters, i32x4.splat(4)), first, second)), f32x4.splat(1.0 / 0x1000000),
  );
  const quarter = f32x4.nearest(f32x4.mul(turn, f32x4.splat(4)));
  const x = f32x4.mul(f32x4.sub(turn, f32x4.mul(quarter, f32x4.splat(0.25))), f32x4.splat(TURN));
  const square = f32x4.mul(x, x);
  const sine = f32x4.mul(x, polynomial(square, 1, -1.0 / 6, 1.0 / 120, -1.0 / 5040, 1.0 / 362880));
  const cosine = polynomial(square, 1, -0.5, 1.0 / 24, -1.0 / 720, 1.0 / 40320);
  const index = i32x4.trunc_sat_f32x4_s(quarter);
  const odd = i32x4.neg(v128.and(index, i32x4.splat(1)));
  const signOfCosine = i32x4.shl(v128.and(i32x4.add(index, i32x4.splat(1)), i32x4.splat(2)), 30);
  const signOfSine = i32x4.shl(v128.and(index, i32x4.splat(2)), 30);
  v128.store(target, f32x4.mul(radius, v128.xor(v128.bitselect(sine, cosine, odd), signOfCosine)));
  v128.store(target, f32x4.mul(radius, v128.xor(v128.bitselect(cosine, sine, odd), signOfSine)), 16);
}

/** 24 random bits for each counter. */
// @ts-ignore: decorator
@inline
function bits(counters: v128, first: u32, second: u32): v128 {
  let z = i32x4.add(i32x4.splat(first), i32x4.mul(counters, i32x4.splat(GOLDEN)));
  z = v128.xor(z, i32x4.shr_u(z, 16));
  z = i32x4.mul(z, i32x4.splat(0x85ebca6b));
  z = i32x4.mul(v128.xor(z, i32x4.shr_u(z, 13)), i32x4.splat(0xc2b2ae35));
  z = v128.xor(z, i32x4.shr_u(z, 16));
  z = i32x4.mul(v128.xor(z, i32x4.splat(second)), i32x4.splat(0xc2b2ae35));
  return i32x4.shr_u(v128.xor(z, i32x4.shr_u(z, 16)), 8);
}

/** sqrt(-2 ln(1 - bits / 2^24)). */
// @ts-ignore: decorator
@inline
function radiusOf(random: v128): v128 {
  const one = f32x4.splat(1);
  const rest = f32x4.mul(f32x4.convert_i32x4_s(i32x4.sub(i32x4.splat(0x1000000), random)), f32x4.splat(1.0 / 0x1000000));
  const raw = v128.or(v128.and(rest, i32x4.splat(0x7fffff)), one);
  const large = f32x4.gt(raw, f32x4.splat(1.4142135));
  const mantissa = v128.bitselect(f32x4.mul(raw, f32x4.splat(0.5)), raw, large);
  const power = i32x4.sub(i32x4.sub(i32x4.shr_u(rest, 23), i32x4.splat(127)), large);
  const t = f32x4.div(f32x4.sub(mantissa, one), f32x4.add(mantissa, one));
  const series = polynomial(f32x4.mul(t, t), 2, 2.0 / 3, 2.0 / 5, 2.0 / 7, 2.0 / 9);
  const logarithm = f32x4.add(f32x4.mul(f32x4.convert_i32x4_s(power), f32x4.splat(LN_2)), f32x4.mul(t, series));
  return f32x4.sqrt(f32x4.pmax(f32x4.mul(logarithm, f32x4.splat(-2)), f32x4.splat(0)));
}

/** a + b x + c x^2 + d x^3 + e x^4. */
// @ts-ignore: decorator
@inline
function polynomial(x: v128, a: f32, b: f32, c: f32, d: f32, e: f32): v128 {
  let sum = f32x4.add(f32x4.mul(f32x4.splat(e), x), f32x4.splat(d));
  sum = f32x4.add(f32x4.mul(sum, x), f32x4.splat(c));
  sum = f32x4.add(f32x4.mul(sum, x), f32x4.splat(b));
  return f32x4.add(f32x4.mul(sum, x), f32x4.splat(a));
}
