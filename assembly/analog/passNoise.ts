import { madd } from '../simd';

const GOLDEN: u32 = 0x9e3779b9;

/** Bytes of the constants that `writeConstants` writes. */
export const CONSTANT_BYTES: i32 = 144;

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

/**
 * Writes the constants of `storeNormals`: a vector from memory takes one instruction, one from the code four. The first are the
 * numbers of the lanes.
 */
export function writeConstants(table: usize): void {
  v128.store(table, i32x4(0, 1, 2, 3));
  store<u32>(table, GOLDEN, 20);
  store<u32>(table, 0x85ebca6b, 24);
  store<u32>(table, 0xc2b2ae35, 28);
  store<i32>(table, 0x1000000, 32);
  store<i32>(table, 0x7fffff, 36);
  store<i32>(table, 127, 40);
  store<i32>(table, 1, 44);
  store<i32>(table, 2, 48);
  store<f32>(table, 1.0 / 0x1000000, 52);
  store<f32>(table, 1, 56);
  store<f32>(table, 1.4142135, 60);
  store<f32>(table, 0.5, 64);
  store<f32>(table, 0.6931471805599453, 68);
  store<f32>(table, -2, 72);
  store<f32>(table, 4, 76);
  store<f32>(table, 0.25, 80);
  store<f32>(table, 6.283185307179586, 84);
  storeSeries(table + 88, 2, 2.0 / 3, 2.0 / 5, 2.0 / 7);
  storeSeries(table + 104, 1, -1.0 / 6, 1.0 / 120, -1.0 / 5040);
  storeSeries(table + 120, 1, -0.5, 1.0 / 24, -1.0 / 720);
  store<f32>(table, 1.0 / 40320, 136);
}

function storeSeries(at: usize, a: f32, b: f32, c: f32, d: f32): void {
  store<f32>(at, a);
  store<f32>(at, b, 4);
  store<f32>(at, c, 8);
  store<f32>(at, d, 12);
}

/** Writes eight normal numbers, the cosines and then the sines of counters `pair` to `pair` + 3. */
export function storeNormals(target: usize, table: usize, first: u32, second: u32, pair: u32): void {
  const counters = i32x4.add(i32x4.splat(pair), v128.load(table));
  const mixed = mix(table, counters, first, second);
  const radius = radiusOf(table, i32x4.shr_u(mixed, 8));
  const again = i32x4.mul(mixed, v128.load_splat<i32>(table, 24));
  const random = i32x4.shr_u(v128.xor(again, i32x4.shr_u(again, 15)), 8);
  const turn = f32x4.mul(f32x4.convert_i32x4_s(random), v128.load_splat<f32>(table, 52));
  const quarter = f32x4.nearest(f32x4.mul(turn, v128.load_splat<f32>(table, 76)));
  const rest = f32x4.sub(turn, f32x4.mul(quarter, v128.load_splat<f32>(table, 80)));
  const x = f32x4.mul(rest, v128.load_splat<f32>(table, 84));
  const square = f32x4.mul(x, x);
  const sine = f32x4.mul(x, series(table + 104, square, v128.load_splat<f32>(table, 116)));
  const last = madd(square, v128.load_splat<f32>(table, 136), v128.load_splat<f32>(table, 132));
  const cosine = series(table + 120, square, last);
  const index = i32x4.trunc_sat_f32x4_s(quarter);
  const odd = i32x4.neg(v128.and(index, v128.load_splat<i32>(table, 44)));
  const two = v128.load_splat<i32>(table, 48);
  const signOfCosine = i32x4.shl(v128.and(i32x4.add(index, v128.load_splat<i32>(table, 44)), two), 30);
  const signOfSine = i32x4.shl(v128.and(index, two), 30);
  v128.store(target, f32x4.mul(radius, v128.xor(v128.bitselect(sine, cosine, odd), signOfCosine)));
  v128.store(target, f32x4.mul(radius, v128.xor(v128.bitselect(cosine, sine, odd), signOfSine)), 16);
}

/** 32 random bits for each counter. */
// @ts-ignore: decorator
@inline
function mix(table: usize, counters: v128, first: u32, second: u32): v128 {
  const one = v128.load_splat<i32>(table, 24), two = v128.load_splat<i32>(table, 28);
  let z = i32x4.add(i32x4.splat(first), i32x4.mul(counters, v128.load_splat<i32>(table, 20)));
  z = i32x4.mul(v128.xor(z, i32x4.shr_u(z, 16)), one);
  z = i32x4.mul(v128.xor(z, i32x4.shr_u(z, 13)), two);
  z = v128.xor(z, i32x4.shr_u(z, 16));
  z = i32x4.mul(v128.xor(z, i32x4.splat(second)), two);
  return v128.xor(z, i32x4.shr_u(z, 16));
}

/** sqrt(-2 ln(1 - bits / 2^24)). */
// @ts-ignore: decorator
@inline
function radiusOf(table: usize, random: v128): v128 {
  const one = v128.load_splat<f32>(table, 56);
  const whole = i32x4.sub(v128.load_splat<i32>(table, 32), random);
  const rest = f32x4.mul(f32x4.convert_i32x4_s(whole), v128.load_splat<f32>(table, 52));
  const raw = v128.or(v128.and(rest, v128.load_splat<i32>(table, 36)), one);
  const large = f32x4.gt(raw, v128.load_splat<f32>(table, 60));
  const mantissa = v128.bitselect(f32x4.mul(raw, v128.load_splat<f32>(table, 64)), raw, large);
  const power = i32x4.sub(i32x4.sub(i32x4.shr_u(rest, 23), v128.load_splat<i32>(table, 40)), large);
  const t = f32x4.div(f32x4.sub(mantissa, one), f32x4.add(mantissa, one));
  const sum = series(table + 88, f32x4.mul(t, t), v128.load_splat<f32>(table, 100));
  const logarithm = madd(f32x4.convert_i32x4_s(power), v128.load_splat<f32>(table, 68), f32x4.mul(t, sum));
  return f32x4.sqrt(f32x4.pmax(f32x4.mul(logarithm, v128.load_splat<f32>(table, 72)), f32x4.splat(0)));
}

/** a + b x + c x^2 + last x^3, with a, b and c from the table. */
// @ts-ignore: decorator
@inline
function series(table: usize, x: v128, last: v128): v128 {
  const sum = madd(madd(last, x, v128.load_splat<f32>(table, 8)), x, v128.load_splat<f32>(table, 4));
  return madd(sum, x, v128.load_splat<f32>(table));
}
