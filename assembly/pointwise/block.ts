import { FinishJob, finished } from '../finish/finish';
import { madd, splat } from '../simd';

/** Rows of a block: as many sums as fit into the registers with their factors. */
export const ROWS: i32 = ASC_FEATURE_RELAXED_SIMD ? 6 : 5;

/** Columns of a block. */
export const NARROW_COLUMNS: i32 = 8;

/**
 * `ROWS` rows x 8 columns of results, of which `lanes` are stored: rows of `a` and of the results are `step` and `targetStep` bytes apart;
 * `panel` holds 8 floats for each float of a row. Each load stays next to its use, as in forwardBlocks.ts; the function is not inlined
 * because it is called from two places.
 */
export function block(
  a: usize, step: usize, panel: usize, end: usize, target: usize, targetStep: usize, lanes: i32, finish: usize, at: usize,
): void {
  const b = a + step, c = b + step, d = c + step, e = d + step, f = MOST ? e + step : e;
  let a0 = f32x4.splat(0), a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0;
  let d0 = a0, d1 = a0, e0 = a0, e1 = a0, f0 = a0, f1 = a0;
  let i: usize = 0;
  while (panel < end) {
    const k0 = v128.load(panel), k1 = v128.load(panel, 16);
    if (MOST) {
      const fx = splat(f + i);
      f0 = madd(fx, k0, f0); f1 = madd(fx, k1, f1);
    }
    const ex = splat(e + i);
    e0 = madd(ex, k0, e0); e1 = madd(ex, k1, e1);
    const dx = splat(d + i);
    d0 = madd(dx, k0, d0); d1 = madd(dx, k1, d1);
    const cx = splat(c + i);
    c0 = madd(cx, k0, c0); c1 = madd(cx, k1, c1);
    const bx = splat(b + i);
    b0 = madd(bx, k0, b0); b1 = madd(bx, k1, b1);
    const ax = splat(a + i);
    a0 = madd(ax, k0, a0); a1 = madd(ax, k1, a1);
    i += 4;
    panel += NARROW_COLUMNS << 2;
  }
  if (finish) {
    const job = changetype<FinishJob>(finish), next = at + 16;
    a0 = finished(job, a0, at); a1 = finished(job, a1, next);
    b0 = finished(job, b0, at); b1 = finished(job, b1, next);
    c0 = finished(job, c0, at); c1 = finished(job, c1, next);
    d0 = finished(job, d0, at); d1 = finished(job, d1, next);
    e0 = finished(job, e0, at); e1 = finished(job, e1, next);
    if (MOST) { f0 = finished(job, f0, at); f1 = finished(job, f1, next); }
  }
  const both = lanes > 4;
  v128.store(target, a0); if (both) v128.store(target, a1, 16);
  target += targetStep;
  v128.store(target, b0); if (both) v128.store(target, b1, 16);
  target += targetStep;
  v128.store(target, c0); if (both) v128.store(target, c1, 16);
  target += targetStep;
  v128.store(target, d0); if (both) v128.store(target, d1, 16);
  target += targetStep;
  v128.store(target, e0); if (both) v128.store(target, e1, 16);
  if (!MOST) return;
  target += targetStep;
  v128.store(target, f0); if (both) v128.store(target, f1, 16);
}

const MOST: bool = ROWS == 6;

/** The same for one row. */
export function single(a: usize, panel: usize, end: usize, target: usize, lanes: i32, finish: usize, at: usize): void {
  let s0 = f32x4.splat(0), s1 = s0;
  while (panel < end) {
    const x = splat(a);
    s0 = madd(x, v128.load(panel), s0);
    s1 = madd(x, v128.load(panel, 16), s1);
    a += 4;
    panel += NARROW_COLUMNS << 2;
  }
  if (finish) {
    const job = changetype<FinishJob>(finish);
    s0 = finished(job, s0, at);
    s1 = finished(job, s1, at + 16);
  }
  v128.store(target, s0);
  if (lanes > 4) v128.store(target, s1, 16);
}
