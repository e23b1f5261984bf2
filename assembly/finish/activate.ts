import { constant, loadLanes, madd, storeLanes } from '../simd';

/** Activations of results, other than bounds: z / (1 + e^-z), and z min(max(z + 3, 0), 6) / 6. */
export const SWISH: i32 = 1;
export const HARD_SWISH: i32 = 2;

/** Constants in memory, where a vector of one is a single load; the engine would make it anew from integers at each use. */
@unmanaged
class Constants {
  sign: u32;
  one: f32;
  log2e: f32;
  rounder: f32;
  ln2First: f32;
  ln2Rest: f32;
  least: f32;
  c0: f32;
  c1: f32;
  c2: f32;
  c3: f32;
  c4: f32;
  three: f32;
  six: f32;
  sixth: f32;
}

/** Bytes of the constants. */
export const CONSTANTS_ROOM: i32 = offsetof<Constants>();

function writeConstants(place: usize): void {
  const k = changetype<Constants>(place);
  k.sign = 0x80000000;
  k.one = 1;
  k.log2e = 1.44269504;
  // Rounds to integers when added, and leaves them with the exponent's bias of 127 in the lowest bits.
  k.rounder = 12582912 + 127;
  // Minus the logarithm of 2 in two parts, the first so short that its products with exponents are exact.
  k.ln2First = -0.693359375;
  k.ln2Rest = 2.12194440e-4;
  // Below this the power would not be a normal number: 0.
  k.least = -87.33;
  // (e^r - 1 - r) / r^2 for |r| <= ln 2 / 2, fitted so that the relative error of e^r is below 4e-9.
  k.c0 = 0.49999988;
  k.c1 = 0.16666518;
  k.c2 = 0.04166954;
  k.c3 = 0.008368954;
  k.c4 = 0.0013751279;
  k.three = 3;
  k.six = 6;
  k.sixth = 1.0 / 6.0;
}

/**
 * Replaces the floats z in [from, end) by the activation of z, or of z plus the floats at `added` unless this is 0; writes its slopes at z
 * to `slopes` unless this is 0. Neighbouring pairs of vectors, which wide engines join. `constants` is room for these.
 */
export function activate(activation: i32, from: usize, end: usize, added: usize, slopes: usize, constants: usize): void {
  writeConstants(constants);
  if (added) addFloats(from, end, added);
  if (activation == HARD_SWISH) hardSwishes(from, end, slopes, constants);
  else if (slopes) swishesAndSlopes(from, end, slopes, constants);
  else swishes(from, end, constants);
}

function addFloats(from: usize, end: usize, added: usize): void {
  for (; from < end; from += 16, added += 16) {
    const lanes = <i32>(end - from) >> 2;
    storeLanes(from, f32x4.add(loadLanes(from, lanes), loadLanes(added, lanes)), lanes);
  }
}

function swishes(from: usize, end: usize, k: usize): void {
  for (; from + 32 <= end; from += 32) {
    const a = v128.load(from), b = v128.load(from, 16), ea = power(a, k), eb = power(b, k);
    const qa = quotient(ea, k), qb = quotient(eb, k), na = numerator(a, ea, k), nb = numerator(b, eb, k);
    v128.store(from, f32x4.mul(b, f32x4.mul(nb, qb)), 16); v128.store(from, f32x4.mul(a, f32x4.mul(na, qa)));
  }
  for (; from < end; from += 16) {
    const lanes = <i32>(end - from) >> 2, z = loadLanes(from, lanes), e = power(z, k);
    storeLanes(from, f32x4.mul(z, f32x4.mul(numerator(z, e, k), quotient(e, k))), lanes);
  }
}

function swishesAndSlopes(from: usize, end: usize, slopes: usize, k: usize): void {
  for (; from + 32 <= end; from += 32, slopes += 32) {
    const a = v128.load(from), b = v128.load(from, 16), ea = power(a, k), eb = power(b, k);
    const qa = quotient(ea, k), qb = quotient(eb, k), na = numerator(a, ea, k), nb = numerator(b, eb, k);
    v128.store(from, f32x4.mul(b, f32x4.mul(nb, qb)), 16); v128.store(from, f32x4.mul(a, f32x4.mul(na, qa)));
    v128.store(slopes, swishSlope(b, eb, qb, nb), 16); v128.store(slopes, swishSlope(a, ea, qa, na));
  }
  for (; from < end; from += 16, slopes += 16) {
    const lanes = <i32>(end - from) >> 2, z = loadLanes(from, lanes), e = power(z, k);
    const q = quotient(e, k), n = numerator(z, e, k);
    storeLanes(from, f32x4.mul(z, f32x4.mul(n, q)), lanes);
    storeLanes(slopes, swishSlope(z, e, q, n), lanes);
  }
}

/** The sigmoid is `numerator` times `quotient`. */
// @ts-ignore: decorator
@inline
function quotient(power: v128, k: usize): v128 {
  const one = constant(k, offsetof<Constants>('one'));
  return f32x4.div(one, f32x4.add(one, power));
}

// @ts-ignore: decorator
@inline
function numerator(z: v128, power: v128, k: usize): v128 {
  return v128.bitselect(constant(k, offsetof<Constants>('one')), power, f32x4.ge(z, f32x4.splat(0)));
}

/** s + z s (1 - s), with 1 - s taken from the power: it keeps its relative precision where s rounds to 1, and the slope where s is tiny. */
// @ts-ignore: decorator
@inline
function swishSlope(z: v128, power: v128, quotient: v128, numerator: v128): v128 {
  return f32x4.mul(quotient, madd(z, f32x4.mul(power, quotient), numerator));
}

/** e^-|z|, with an error of about one unit in the last place; 0 for NaN. */
// @ts-ignore: decorator
@inline
function power(z: v128, k: usize): v128 {
  const rounder = constant(k, offsetof<Constants>('rounder')), one = constant(k, offsetof<Constants>('one'));
  const x = v128.or(z, constant(k, offsetof<Constants>('sign')));
  const shifted = madd(x, constant(k, offsetof<Constants>('log2e')), rounder), n = f32x4.sub(shifted, rounder);
  const r = madd(n, constant(k, offsetof<Constants>('ln2Rest')), madd(n, constant(k, offsetof<Constants>('ln2First')), x));
  let sum = madd(constant(k, offsetof<Constants>('c4')), r, constant(k, offsetof<Constants>('c3')));
  sum = madd(sum, r, constant(k, offsetof<Constants>('c2')));
  sum = madd(sum, r, constant(k, offsetof<Constants>('c1')));
  sum = madd(sum, r, constant(k, offsetof<Constants>('c0')));
  sum = madd(sum, r, one);
  sum = madd(sum, r, one);
  return v128.and(f32x4.mul(sum, i32x4.shl(shifted, 23)), f32x4.ge(x, constant(k, offsetof<Constants>('least'))));
}

function hardSwishes(from: usize, end: usize, slopes: usize, k: usize): void {
  for (; from + 32 <= end; from += 32) {
    const a = v128.load(from), b = v128.load(from, 16), sa = hardSigmoid(a, k), sb = hardSigmoid(b, k);
    v128.store(from, f32x4.mul(b, sb), 16); v128.store(from, f32x4.mul(a, sa));
    if (slopes) {
      v128.store(slopes, hardSlope(b, sb, k), 16); v128.store(slopes, hardSlope(a, sa, k));
      slopes += 32;
    }
  }
  for (; from < end; from += 16) {
    const lanes = <i32>(end - from) >> 2, z = loadLanes(from, lanes), s = hardSigmoid(z, k);
    storeLanes(from, f32x4.mul(z, s), lanes);
    if (slopes) { storeLanes(slopes, hardSlope(z, s, k), lanes); slopes += 16; }
  }
}

/** NaN stays NaN. */
// @ts-ignore: decorator
@inline
function hardSigmoid(z: v128, k: usize): v128 {
  const risen = f32x4.pmax(f32x4.add(z, constant(k, offsetof<Constants>('three'))), f32x4.splat(0));
  return f32x4.mul(f32x4.pmin(risen, constant(k, offsetof<Constants>('six'))), constant(k, offsetof<Constants>('sixth')));
}

/** That of the hard sigmoid is zero at its bounds, as ReLU6's. */
// @ts-ignore: decorator
@inline
function hardSlope(z: v128, sigmoid: v128, k: usize): v128 {
  const inside = f32x4.lt(f32x4.abs(z), constant(k, offsetof<Constants>('three')));
  return f32x4.add(sigmoid, v128.and(f32x4.mul(z, constant(k, offsetof<Constants>('sixth'))), inside));
}
