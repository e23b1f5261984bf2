import { madd } from './simd';

/**
 * Measures the core's rate of multiply-adds: 12 (fused) or 9 sums, which is more than are in flight at a time and as many as fit
 * in the registers, from 2 or 3 factors in registers and 6 or 3 of `factors` per iteration. No product is computed twice, so none
 * can be reused. Returns a sum that depends on all of them.
 */
export function multiplyAddPeak(factors: usize, iterations: i32): f32 {
  return ASC_FEATURE_RELAXED_SIMD ? fusedPeak(factors, iterations) : separatePeak(factors, iterations);
}

/** Floating-point operations of one iteration. */
export function multiplyAddPeakOperations(): i32 {
  return ASC_FEATURE_RELAXED_SIMD ? 96 : 72;
}

// The sums start at different values and are added one by one: for other forms V8 spills registers, which halves the rate.
function fusedPeak(factors: usize, iterations: i32): f32 {
  let a0 = f32x4.splat(0), a1 = f32x4.splat(1);
  let b0 = f32x4.splat(2), b1 = f32x4.splat(3);
  let c0 = f32x4.splat(4), c1 = f32x4.splat(5);
  let d0 = f32x4.splat(6), d1 = f32x4.splat(7);
  let e0 = f32x4.splat(8), e1 = f32x4.splat(9);
  let f0 = f32x4.splat(10), f1 = f32x4.splat(11);
  const k0 = v128.load(factors), k1 = v128.load(factors, 16);
  const end = factors + <usize>iterations * 24;
  while (factors < end) {
    const x0 = v128.load_splat<f32>(factors);
    a0 = madd(x0, k0, a0); a1 = madd(x0, k1, a1);
    const x1 = v128.load_splat<f32>(factors, 4);
    b0 = madd(x1, k0, b0); b1 = madd(x1, k1, b1);
    const x2 = v128.load_splat<f32>(factors, 8);
    c0 = madd(x2, k0, c0); c1 = madd(x2, k1, c1);
    const x3 = v128.load_splat<f32>(factors, 12);
    d0 = madd(x3, k0, d0); d1 = madd(x3, k1, d1);
    const x4 = v128.load_splat<f32>(factors, 16);
    e0 = madd(x4, k0, e0); e1 = madd(x4, k1, e1);
    const x5 = v128.load_splat<f32>(factors, 20);
    f0 = madd(x5, k0, f0); f1 = madd(x5, k1, f1);
    factors += 24;
  }
  let sum = a0;
  sum = f32x4.add(sum, a1);
  sum = f32x4.add(sum, b0);
  sum = f32x4.add(sum, b1);
  sum = f32x4.add(sum, c0);
  sum = f32x4.add(sum, c1);
  sum = f32x4.add(sum, d0);
  sum = f32x4.add(sum, d1);
  sum = f32x4.add(sum, e0);
  sum = f32x4.add(sum, e1);
  sum = f32x4.add(sum, f0);
  sum = f32x4.add(sum, f1);
  return f32x4.extract_lane(sum, 0);
}

function separatePeak(factors: usize, iterations: i32): f32 {
  let a0 = f32x4.splat(0), a1 = f32x4.splat(1), a2 = f32x4.splat(2);
  let b0 = f32x4.splat(3), b1 = f32x4.splat(4), b2 = f32x4.splat(5);
  let c0 = f32x4.splat(6), c1 = f32x4.splat(7), c2 = f32x4.splat(8);
  const k0 = v128.load(factors), k1 = v128.load(factors, 16), k2 = v128.load(factors, 32);
  const end = factors + <usize>iterations * 12;
  while (factors < end) {
    const x0 = v128.load_splat<f32>(factors);
    a0 = madd(x0, k0, a0); a1 = madd(x0, k1, a1); a2 = madd(x0, k2, a2);
    const x1 = v128.load_splat<f32>(factors, 4);
    b0 = madd(x1, k0, b0); b1 = madd(x1, k1, b1); b2 = madd(x1, k2, b2);
    const x2 = v128.load_splat<f32>(factors, 8);
    c0 = madd(x2, k0, c0); c1 = madd(x2, k1, c1); c2 = madd(x2, k2, c2);
    factors += 12;
  }
  let sum = a0;
  sum = f32x4.add(sum, a1);
  sum = f32x4.add(sum, a2);
  sum = f32x4.add(sum, b0);
  sum = f32x4.add(sum, b1);
  sum = f32x4.add(sum, b2);
  sum = f32x4.add(sum, c0);
  sum = f32x4.add(sum, c1);
  sum = f32x4.add(sum, c2);
  return f32x4.extract_lane(sum, 0);
}
