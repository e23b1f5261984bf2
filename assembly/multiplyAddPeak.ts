import { madd, WIDE } from './simd';

/**
 * Measures the core's rate of multiply-adds: 12 (fused) or 9 sums, which is more than are in flight at a time and as many as fit
 * in the registers, from 2 or 3 factors in registers and 6 or 3 of `factors` per iteration. No product is computed twice, so none
 * can be reused. Returns a sum that depends on all of them. In the build for 256 bits the 12 sums are of neighbouring pairs and go to `sums`, 96 floats: V8 finds pairs
 * from their stores.
 */
export function multiplyAddPeak(factors: usize, iterations: i32, sums: usize): f32 {
  if (WIDE) return pairedPeak(factors, iterations, sums);
  return ASC_FEATURE_RELAXED_SIMD ? fusedPeak(factors, iterations) : separatePeak(factors, iterations);
}

/** Floating-point operations of one iteration. */
export function multiplyAddPeakOperations(): i32 {
  if (WIDE) return 192;
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

function pairedPeak(factors: usize, iterations: i32, sums: usize): f32 {
  let a0 = v128.load(sums, 0), a1 = v128.load(sums, 16), a2 = v128.load(sums, 32), a3 = v128.load(sums, 48);
  let b0 = v128.load(sums, 64), b1 = v128.load(sums, 80), b2 = v128.load(sums, 96), b3 = v128.load(sums, 112);
  let c0 = v128.load(sums, 128), c1 = v128.load(sums, 144), c2 = v128.load(sums, 160), c3 = v128.load(sums, 176);
  let d0 = v128.load(sums, 192), d1 = v128.load(sums, 208), d2 = v128.load(sums, 224), d3 = v128.load(sums, 240);
  let e0 = v128.load(sums, 256), e1 = v128.load(sums, 272), e2 = v128.load(sums, 288), e3 = v128.load(sums, 304);
  let f0 = v128.load(sums, 320), f1 = v128.load(sums, 336), f2 = v128.load(sums, 352), f3 = v128.load(sums, 368);
  const k0 = v128.load(factors), k1 = v128.load(factors, 16), k2 = v128.load(factors, 32), k3 = v128.load(factors, 48);
  const end = factors + <usize>iterations * 24;
  while (factors < end) {
    const x0 = v128.load_splat<f32>(factors);
    a0 = madd(x0, k0, a0); a1 = madd(x0, k1, a1); a2 = madd(x0, k2, a2); a3 = madd(x0, k3, a3);
    const x1 = v128.load_splat<f32>(factors, 4);
    b0 = madd(x1, k0, b0); b1 = madd(x1, k1, b1); b2 = madd(x1, k2, b2); b3 = madd(x1, k3, b3);
    const x2 = v128.load_splat<f32>(factors, 8);
    c0 = madd(x2, k0, c0); c1 = madd(x2, k1, c1); c2 = madd(x2, k2, c2); c3 = madd(x2, k3, c3);
    const x3 = v128.load_splat<f32>(factors, 12);
    d0 = madd(x3, k0, d0); d1 = madd(x3, k1, d1); d2 = madd(x3, k2, d2); d3 = madd(x3, k3, d3);
    const x4 = v128.load_splat<f32>(factors, 16);
    e0 = madd(x4, k0, e0); e1 = madd(x4, k1, e1); e2 = madd(x4, k2, e2); e3 = madd(x4, k3, e3);
    const x5 = v128.load_splat<f32>(factors, 20);
    f0 = madd(x5, k0, f0); f1 = madd(x5, k1, f1); f2 = madd(x5, k2, f2); f3 = madd(x5, k3, f3);
    factors += 24;
  }
  v128.store(sums, a1, 16); v128.store(sums, a0, 0); v128.store(sums, a3, 48); v128.store(sums, a2, 32);
  v128.store(sums, b1, 80); v128.store(sums, b0, 64); v128.store(sums, b3, 112); v128.store(sums, b2, 96);
  v128.store(sums, c1, 144); v128.store(sums, c0, 128); v128.store(sums, c3, 176); v128.store(sums, c2, 160);
  v128.store(sums, d1, 208); v128.store(sums, d0, 192); v128.store(sums, d3, 240); v128.store(sums, d2, 224);
  v128.store(sums, e1, 272); v128.store(sums, e0, 256); v128.store(sums, e3, 304); v128.store(sums, e2, 288);
  v128.store(sums, f1, 336); v128.store(sums, f0, 320); v128.store(sums, f3, 368); v128.store(sums, f2, 352);
  return load<f32>(sums);
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
