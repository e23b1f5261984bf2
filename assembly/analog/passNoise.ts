import { madd } from '../simd';
import {
  COSINE, FIRST, FIRST_MULTIPLIER, GOLDEN, HALF_ROOT, HALF_ROOT_SCALED, LANES, LOGARITHM, LOGARITHM_OF_2, MANTISSA, ONE, QUARTER_TURN,
  SECOND, SECOND_MULTIPLIER, SIGN, SINE,
} from './constants';

/** MurmurHash3's avalanche. */
export function avalanche(key: u32): u32 {
  let hash = key ^ (key >> 16);
  hash *= FIRST_MULTIPLIER;
  hash = (hash ^ (hash >> 13)) * SECOND_MULTIPLIER;
  return hash ^ (hash >> 16);
}

/** The first key of an input vector's noise; the second is `avalanche` of the image's second key xor this. */
// @ts-ignore: decorator
@inline
export function firstKey(key: u32, vector: u32): u32 {
  return avalanche(key + vector * GOLDEN);
}

/**
 * Writes sixteen normal numbers: radius times cosine, and then times sine, of eight counters from `counter` on. Two vectors are computed
 * side by side and stored at the end, so that each constant is loaded once and V8 can join them to 256 bits.
 */
export function storeNormals(target: usize, table: usize, first: u32, second: u32, counter: u32): void {
  // The avalanche, with the second key added halfway.
  const start = i32x4.splat(first + counter * GOLDEN), key = i32x4.splat(second);
  const one = v128.load_splat<f32>(table, FIRST), two = v128.load_splat<f32>(table, SECOND);
  let a = i32x4.add(start, v128.load(table, LANES)), b = i32x4.add(start, v128.load(table, LANES + 16));
  a = i32x4.mul(v128.xor(a, i32x4.shr_u(a, 16)), one);
  b = i32x4.mul(v128.xor(b, i32x4.shr_u(b, 16)), one);
  a = i32x4.mul(v128.xor(v128.xor(a, i32x4.shr_u(a, 13)), key), two);
  b = i32x4.mul(v128.xor(v128.xor(b, i32x4.shr_u(b, 13)), key), two);
  a = v128.xor(a, i32x4.shr_u(a, 16));
  b = v128.xor(b, i32x4.shr_u(b, 16));
  let turnA = i32x4.mul(a, one), turnB = i32x4.mul(b, one);
  turnA = v128.xor(turnA, i32x4.shr_u(turnA, 15));
  turnB = v128.xor(turnB, i32x4.shr_u(turnB, 15));

  // The squared radius: -2 ln(whole / 2^24), whole / 2^24 = 2^power (1 + x), with 1 + x between the roots of 1/2 and 2.
  const unit = v128.load_splat<f32>(table, ONE), scaled = v128.load_splat<f32>(table, HALF_ROOT_SCALED);
  a = i32x4.sub(f32x4.add(f32x4.convert_i32x4_s(i32x4.shr_u(a, 8)), unit), scaled);
  b = i32x4.sub(f32x4.add(f32x4.convert_i32x4_s(i32x4.shr_u(b, 8)), unit), scaled);
  const powerA = f32x4.convert_i32x4_s(i32x4.shr_s(a, 23)), powerB = f32x4.convert_i32x4_s(i32x4.shr_s(b, 23));
  const mantissa = v128.load_splat<f32>(table, MANTISSA), root = v128.load_splat<f32>(table, HALF_ROOT);
  a = f32x4.sub(i32x4.add(v128.and(a, mantissa), root), unit);
  b = f32x4.sub(i32x4.add(v128.and(b, mantissa), root), unit);
  let last = v128.load_splat<f32>(table, LOGARITHM + 24), next = v128.load_splat<f32>(table, LOGARITHM + 20);
  let radiusA = madd(last, a, next), radiusB = madd(last, b, next);
  next = v128.load_splat<f32>(table, LOGARITHM + 16);
  radiusA = madd(radiusA, a, next);
  radiusB = madd(radiusB, b, next);
  next = v128.load_splat<f32>(table, LOGARITHM + 12);
  radiusA = madd(radiusA, a, next);
  radiusB = madd(radiusB, b, next);
  next = v128.load_splat<f32>(table, LOGARITHM + 8);
  radiusA = madd(radiusA, a, next);
  radiusB = madd(radiusB, b, next);
  next = v128.load_splat<f32>(table, LOGARITHM + 4);
  radiusA = madd(radiusA, a, next);
  radiusB = madd(radiusB, b, next);
  next = v128.load_splat<f32>(table, LOGARITHM);
  radiusA = f32x4.mul(madd(radiusA, a, next), a);
  radiusB = f32x4.mul(madd(radiusB, b, next), b);
  next = v128.load_splat<f32>(table, LOGARITHM_OF_2);
  radiusA = f32x4.sqrt(madd(powerA, next, radiusA));
  radiusB = f32x4.sqrt(madd(powerB, next, radiusB));

  // The lower 31 bits are an angle of up to a quarter turn to either side; the upper one is the cosine's sign.
  const sign = v128.load_splat<f32>(table, SIGN), quarter = v128.load_splat<f32>(table, QUARTER_TURN);
  const signA = v128.and(turnA, sign), signB = v128.and(turnB, sign);
  turnA = f32x4.mul(f32x4.convert_i32x4_s(i32x4.shl(turnA, 1)), quarter);
  turnB = f32x4.mul(f32x4.convert_i32x4_s(i32x4.shl(turnB, 1)), quarter);
  a = f32x4.mul(turnA, turnA);
  b = f32x4.mul(turnB, turnB);
  last = v128.load_splat<f32>(table, COSINE + 16);
  next = v128.load_splat<f32>(table, COSINE + 12);
  let cosineA = madd(last, a, next), cosineB = madd(last, b, next);
  next = v128.load_splat<f32>(table, COSINE + 8);
  cosineA = madd(cosineA, a, next);
  cosineB = madd(cosineB, b, next);
  next = v128.load_splat<f32>(table, COSINE + 4);
  cosineA = madd(cosineA, a, next);
  cosineB = madd(cosineB, b, next);
  next = v128.load_splat<f32>(table, COSINE);
  cosineA = f32x4.mul(radiusA, v128.xor(madd(cosineA, a, next), signA));
  cosineB = f32x4.mul(radiusB, v128.xor(madd(cosineB, b, next), signB));
  last = v128.load_splat<f32>(table, SINE + 12);
  next = v128.load_splat<f32>(table, SINE + 8);
  let sineA = madd(last, a, next), sineB = madd(last, b, next);
  next = v128.load_splat<f32>(table, SINE + 4);
  sineA = madd(sineA, a, next);
  sineB = madd(sineB, b, next);
  next = v128.load_splat<f32>(table, SINE);
  sineA = f32x4.mul(radiusA, f32x4.mul(turnA, madd(sineA, a, next)));
  sineB = f32x4.mul(radiusB, f32x4.mul(turnB, madd(sineB, b, next)));
  v128.store(target, cosineB, 16);
  v128.store(target, cosineA);
  v128.store(target, sineB, 48);
  v128.store(target, sineA, 32);
}
