import { madd, splat } from '../simd';
import { AnalogJob, inputsOf, wideOf } from './job';

/** Input vectors whose sums are kept in registers together; their sums fit in V8's registers, as in the digital convolution. */
export const VECTORS: i32 = ASC_FEATURE_RELAXED_SIMD ? 6 : 5;

/** Copies a tile's weights to panels of eight filters, zero beyond the last one. */
export function packTile(job: AnalogJob, tile: i32): void {
  const inputs = inputsOf(job), filters = job.filters;
  const source = job.weights + (<usize>tile * inputs * filters << 2);
  let target = job.packed, magnitude = job.magnitudes;
  for (let f = 0; f < filters; f += 8) {
    const lanes = min(8, filters - f);
    for (let k = 0; k < inputs; k++) {
      const row = source + (<usize>(k * filters + f) << 2);
      if (lanes == 8) {
        v128.store(target, v128.load(row));
        v128.store(target, v128.load(row, 16), 16);
      } else {
        for (let lane = 0; lane < 8; lane++) {
          store<f32>(target + (lane << 2), lane < lanes ? load<f32>(row + (lane << 2)) : 0);
        }
      }
      if (magnitude) {
        v128.store(magnitude, f32x4.abs(v128.load(target)));
        v128.store(magnitude, f32x4.abs(v128.load(target, 16)), 16);
        magnitude += 32;
      }
      target += 32;
    }
  }
}

/** Inputs multiplied at a time: their weights and those of `GROUP` vectors stay in the first-level cache. */
const DEPTH: i32 = 96;

/** Blocks of vectors multiplied together. */
const BLOCKS: i32 = 4;

/** Vectors multiplied together. */
export const GROUP: i32 = BLOCKS * VECTORS;

/**
 * Products of `count` vectors, rows of `inputs` floats, with the inputs [from, to) of a tile's packed weights: rows of wide filters
 * in `target`. Rows up to a multiple of `VECTORS` are read and written.
 */
export function multiply(
  job: AnalogJob, vectors: usize, count: i32, packed: usize, from: i32, to: i32, target: usize,
): void {
  const inputs = inputsOf(job), wide = wideOf(job);
  const start = from;
  do {
    const end = min(to, from + DEPTH);
    for (let f = 0; f < wide; f += 8) {
      const panel = packed + (<usize>(f * inputs + from * 8) << 2);
      for (let i = 0; i < count; i += VECTORS) {
        const own = vectors + (<usize>(i * inputs + from) << 2), sums = target + (<usize>(i * wide + f) << 2);
        if (from == start) block(own, inputs << 2, panel, (end - from) << 2, sums, wide << 2, false);
        else block(own, inputs << 2, panel, (end - from) << 2, sums, wide << 2, true);
      }
    }
    from = end;
  } while (from < to);
}

/** The same for one vector. */
export function multiplyOne(job: AnalogJob, vector: usize, packed: usize, from: i32, to: i32, target: usize): void {
  const inputs = inputsOf(job), wide = wideOf(job);
  for (let f = 0; f < wide; f += 8) {
    let panel = packed + (<usize>(f * inputs + from * 8) << 2);
    let low = f32x4.splat(0), high = f32x4.splat(0);
    for (let k = from; k < to; k++) {
      const value = splat(vector + (k << 2));
      low = madd(value, v128.load(panel), low);
      high = madd(value, v128.load(panel, 16), high);
      panel += 32;
    }
    v128.store(target + (f << 2), low);
    v128.store(target + (f << 2), high, 16);
  }
}

function block(a: usize, step: usize, panel: usize, bytes: usize, target: usize, row: usize, adds: bool): void {
  let b = a + step, c = b + step, d = c + step, e = d + step, f = VECTORS == 6 ? e + step : e;
  const toB = target + row, toC = toB + row, toD = toC + row, toE = toD + row, toF = VECTORS == 6 ? toE + row : toE;
  const zero = f32x4.splat(0);
  let a0 = zero, a1 = zero, b0 = zero, b1 = zero, c0 = zero, c1 = zero;
  let d0 = zero, d1 = zero, e0 = zero, e1 = zero, f0 = zero, f1 = zero;
  if (adds) {
    a0 = v128.load(target); a1 = v128.load(target, 16); b0 = v128.load(toB); b1 = v128.load(toB, 16);
    c0 = v128.load(toC); c1 = v128.load(toC, 16); d0 = v128.load(toD); d1 = v128.load(toD, 16);
    e0 = v128.load(toE); e1 = v128.load(toE, 16); f0 = v128.load(toF); f1 = v128.load(toF, 16);
  }
  // Four inputs a turn: their pointers move once.
  const end = a + (bytes & ~15), last = a + bytes;
  while (a < end) {
    const k0 = v128.load(panel), k1 = v128.load(panel, 16);
    if (VECTORS == 6) {
      const fx = splat(f);
      f0 = madd(fx, k0, f0); f1 = madd(fx, k1, f1);
    }
    const ex = splat(e);
    e0 = madd(ex, k0, e0); e1 = madd(ex, k1, e1);
    const dx = splat(d);
    d0 = madd(dx, k0, d0); d1 = madd(dx, k1, d1);
    const cx = splat(c);
    c0 = madd(cx, k0, c0); c1 = madd(cx, k1, c1);
    const bx = splat(b);
    b0 = madd(bx, k0, b0); b1 = madd(bx, k1, b1);
    const ax = splat(a);
    a0 = madd(ax, k0, a0); a1 = madd(ax, k1, a1);
    const k2 = v128.load(panel, 32), k3 = v128.load(panel, 48);
    if (VECTORS == 6) {
      const f1x = v128.load_splat<f32>(f, 4);
      f0 = madd(f1x, k2, f0); f1 = madd(f1x, k3, f1);
    }
    const e1x = v128.load_splat<f32>(e, 4);
    e0 = madd(e1x, k2, e0); e1 = madd(e1x, k3, e1);
    const d1x = v128.load_splat<f32>(d, 4);
    d0 = madd(d1x, k2, d0); d1 = madd(d1x, k3, d1);
    const c1x = v128.load_splat<f32>(c, 4);
    c0 = madd(c1x, k2, c0); c1 = madd(c1x, k3, c1);
    const b1x = v128.load_splat<f32>(b, 4);
    b0 = madd(b1x, k2, b0); b1 = madd(b1x, k3, b1);
    const a1x = v128.load_splat<f32>(a, 4);
    a0 = madd(a1x, k2, a0); a1 = madd(a1x, k3, a1);
    const k4 = v128.load(panel, 64), k5 = v128.load(panel, 80);
    if (VECTORS == 6) {
      const f2x = v128.load_splat<f32>(f, 8);
      f0 = madd(f2x, k4, f0); f1 = madd(f2x, k5, f1);
    }
    const e2x = v128.load_splat<f32>(e, 8);
    e0 = madd(e2x, k4, e0); e1 = madd(e2x, k5, e1);
    const d2x = v128.load_splat<f32>(d, 8);
    d0 = madd(d2x, k4, d0); d1 = madd(d2x, k5, d1);
    const c2x = v128.load_splat<f32>(c, 8);
    c0 = madd(c2x, k4, c0); c1 = madd(c2x, k5, c1);
    const b2x = v128.load_splat<f32>(b, 8);
    b0 = madd(b2x, k4, b0); b1 = madd(b2x, k5, b1);
    const a2x = v128.load_splat<f32>(a, 8);
    a0 = madd(a2x, k4, a0); a1 = madd(a2x, k5, a1);
    const k6 = v128.load(panel, 96), k7 = v128.load(panel, 112);
    if (VECTORS == 6) {
      const f3x = v128.load_splat<f32>(f, 12);
      f0 = madd(f3x, k6, f0); f1 = madd(f3x, k7, f1);
    }
    const e3x = v128.load_splat<f32>(e, 12);
    e0 = madd(e3x, k6, e0); e1 = madd(e3x, k7, e1);
    const d3x = v128.load_splat<f32>(d, 12);
    d0 = madd(d3x, k6, d0); d1 = madd(d3x, k7, d1);
    const c3x = v128.load_splat<f32>(c, 12);
    c0 = madd(c3x, k6, c0); c1 = madd(c3x, k7, c1);
    const b3x = v128.load_splat<f32>(b, 12);
    b0 = madd(b3x, k6, b0); b1 = madd(b3x, k7, b1);
    const a3x = v128.load_splat<f32>(a, 12);
    a0 = madd(a3x, k6, a0); a1 = madd(a3x, k7, a1);
    a += 16; b += 16; c += 16; d += 16; e += 16; f += 16;
    panel += 128;
  }
  while (a < last) {
    const k0 = v128.load(panel), k1 = v128.load(panel, 16);
    if (VECTORS == 6) {
      const fx = splat(f);
      f0 = madd(fx, k0, f0); f1 = madd(fx, k1, f1);
    }
    const ex = splat(e);
    e0 = madd(ex, k0, e0); e1 = madd(ex, k1, e1);
    const dx = splat(d);
    d0 = madd(dx, k0, d0); d1 = madd(dx, k1, d1);
    const cx = splat(c);
    c0 = madd(cx, k0, c0); c1 = madd(cx, k1, c1);
    const bx = splat(b);
    b0 = madd(bx, k0, b0); b1 = madd(bx, k1, b1);
    const ax = splat(a);
    a0 = madd(ax, k0, a0); a1 = madd(ax, k1, a1);
    a += 4; b += 4; c += 4; d += 4; e += 4; f += 4;
    panel += 32;
  }
  v128.store(target, a0); v128.store(target, a1, 16); v128.store(toB, b0); v128.store(toB, b1, 16);
  v128.store(toC, c0); v128.store(toC, c1, 16); v128.store(toD, d0); v128.store(toD, d1, 16);
  v128.store(toE, e0); v128.store(toE, e1, 16);
  if (VECTORS == 6) {
    v128.store(toF, f0); v128.store(toF, f1, 16);
  }
}
