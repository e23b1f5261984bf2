import { madd } from './simd';

/**
 * The core's rate of multiply-adds: 12 (fused) or 9 sums, more than are in flight at a time and as many as the registers
 * hold, from 2 or 3 factors in registers and 6 or 3 of `factors` an iteration. Nothing repeats, so no product can be kept.
 * Returns a sum that depends on all of them.
 */
export function multiplyAddPeak(factors: usize, iterations: i32): f32 {
  return ASC_FEATURE_RELAXED_SIMD ? fusedPeak(factors, iterations) : separatePeak(factors, iterations);
}

/** Floating-point operations of one iteration. */
export function multiplyAddPeakOperations(): i32 {
  return ASC_FEATURE_RELAXED_SIMD ? 96 : 72;
}

// The sums start at different values: from equal ones V8 makes code of half the speed.
function fusedPeak(factors: usize, iterations: i32): f32 {
  let a0 = f32x4.splat(0), a1 = f32x4.splat(1), a2 = f32x4.splat(2), a3 = f32x4.splat(3), a4 = f32x4.splat(4);
  let b0 = f32x4.splat(5), b1 = f32x4.splat(6), b2 = f32x4.splat(7), b3 = f32x4.splat(8), b4 = f32x4.splat(9);
  let a5 = f32x4.splat(10), b5 = f32x4.splat(11);
  const p = v128.load(factors), q = v128.load(factors, 16);
  for (let i = 0; i < iterations; i++) {
    const x0 = v128.load_splat<f32>(factors);
    a0 = madd(x0, p, a0); b0 = madd(x0, q, b0);
    const x1 = v128.load_splat<f32>(factors, 4);
    a1 = madd(x1, p, a1); b1 = madd(x1, q, b1);
    const x2 = v128.load_splat<f32>(factors, 8);
    a2 = madd(x2, p, a2); b2 = madd(x2, q, b2);
    const x3 = v128.load_splat<f32>(factors, 12);
    a3 = madd(x3, p, a3); b3 = madd(x3, q, b3);
    const x4 = v128.load_splat<f32>(factors, 16);
    a4 = madd(x4, p, a4); b4 = madd(x4, q, b4);
    const x5 = v128.load_splat<f32>(factors, 20);
    a5 = madd(x5, p, a5); b5 = madd(x5, q, b5);
    factors += 24;
  }
  const a = f32x4.add(f32x4.add(f32x4.add(a0, a1), f32x4.add(a2, a3)), f32x4.add(a4, a5));
  const b = f32x4.add(f32x4.add(f32x4.add(b0, b1), f32x4.add(b2, b3)), f32x4.add(b4, b5));
  return firstLane(f32x4.add(a, b));
}

function separatePeak(factors: usize, iterations: i32): f32 {
  let a0 = f32x4.splat(0), a1 = f32x4.splat(1), a2 = f32x4.splat(2);
  let b0 = f32x4.splat(3), b1 = f32x4.splat(4), b2 = f32x4.splat(5);
  let c0 = f32x4.splat(6), c1 = f32x4.splat(7), c2 = f32x4.splat(8);
  const p = v128.load(factors), q = v128.load(factors, 16), r = v128.load(factors, 32);
  for (let i = 0; i < iterations; i++) {
    const x = v128.load_splat<f32>(factors);
    a0 = madd(x, p, a0); a1 = madd(x, q, a1); a2 = madd(x, r, a2);
    const y = v128.load_splat<f32>(factors, 4);
    b0 = madd(y, p, b0); b1 = madd(y, q, b1); b2 = madd(y, r, b2);
    const z = v128.load_splat<f32>(factors, 8);
    c0 = madd(z, p, c0); c1 = madd(z, q, c1); c2 = madd(z, r, c2);
    factors += 12;
  }
  const a = f32x4.add(f32x4.add(a0, a1), a2), b = f32x4.add(f32x4.add(b0, b1), b2);
  return firstLane(f32x4.add(f32x4.add(a, b), f32x4.add(f32x4.add(c0, c1), c2)));
}

function firstLane(value: v128): f32 {
  return f32x4.extract_lane(value, 0);
}
