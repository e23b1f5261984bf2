import { FinishJob, finished } from '../finish/finish';
import { madd, splat } from '../simd';

/**
 * 6 rows x 16 columns of results, in neighbouring pairs of vectors, for engines that join these: 12 sums of 256 bits. The sums are those of
 * `block`, and so are the parameters; all columns are stored.
 */
export function wideBlock(
  a: usize, step: usize, panel: usize, end: usize, target: usize, targetStep: usize, finish: usize, at: usize,
): void {
  const b = a + step, c = b + step, d = c + step, e = d + step, f = e + step;
  let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0;
  let b0 = a0, b1 = a0, b2 = a0, b3 = a0;
  let c0 = a0, c1 = a0, c2 = a0, c3 = a0;
  let d0 = a0, d1 = a0, d2 = a0, d3 = a0;
  let e0 = a0, e1 = a0, e2 = a0, e3 = a0;
  let f0 = a0, f1 = a0, f2 = a0, f3 = a0;
  let i: usize = 0;
  while (panel < end) {
    const k0 = v128.load(panel), k1 = v128.load(panel, 16), k2 = v128.load(panel, 32), k3 = v128.load(panel, 48);
    const fx = splat(f + i);
    f0 = madd(fx, k0, f0); f1 = madd(fx, k1, f1); f2 = madd(fx, k2, f2); f3 = madd(fx, k3, f3);
    const ex = splat(e + i);
    e0 = madd(ex, k0, e0); e1 = madd(ex, k1, e1); e2 = madd(ex, k2, e2); e3 = madd(ex, k3, e3);
    const dx = splat(d + i);
    d0 = madd(dx, k0, d0); d1 = madd(dx, k1, d1); d2 = madd(dx, k2, d2); d3 = madd(dx, k3, d3);
    const cx = splat(c + i);
    c0 = madd(cx, k0, c0); c1 = madd(cx, k1, c1); c2 = madd(cx, k2, c2); c3 = madd(cx, k3, c3);
    const bx = splat(b + i);
    b0 = madd(bx, k0, b0); b1 = madd(bx, k1, b1); b2 = madd(bx, k2, b2); b3 = madd(bx, k3, b3);
    const ax = splat(a + i);
    a0 = madd(ax, k0, a0); a1 = madd(ax, k1, a1); a2 = madd(ax, k2, a2); a3 = madd(ax, k3, a3);
    i += 4;
    panel += 64;
  }
  if (finish) {
    const job = changetype<FinishJob>(finish), second = at + 16, third = at + 32, fourth = at + 48;
    a0 = finished(job, a0, at); a1 = finished(job, a1, second); a2 = finished(job, a2, third); a3 = finished(job, a3, fourth);
    b0 = finished(job, b0, at); b1 = finished(job, b1, second); b2 = finished(job, b2, third); b3 = finished(job, b3, fourth);
    c0 = finished(job, c0, at); c1 = finished(job, c1, second); c2 = finished(job, c2, third); c3 = finished(job, c3, fourth);
    d0 = finished(job, d0, at); d1 = finished(job, d1, second); d2 = finished(job, d2, third); d3 = finished(job, d3, fourth);
    e0 = finished(job, e0, at); e1 = finished(job, e1, second); e2 = finished(job, e2, third); e3 = finished(job, e3, fourth);
    f0 = finished(job, f0, at); f1 = finished(job, f1, second); f2 = finished(job, f2, third); f3 = finished(job, f3, fourth);
  }
  v128.store(target, a0); v128.store(target, a1, 16); v128.store(target, a2, 32); v128.store(target, a3, 48);
  target += targetStep;
  v128.store(target, b0); v128.store(target, b1, 16); v128.store(target, b2, 32); v128.store(target, b3, 48);
  target += targetStep;
  v128.store(target, c0); v128.store(target, c1, 16); v128.store(target, c2, 32); v128.store(target, c3, 48);
  target += targetStep;
  v128.store(target, d0); v128.store(target, d1, 16); v128.store(target, d2, 32); v128.store(target, d3, 48);
  target += targetStep;
  v128.store(target, e0); v128.store(target, e1, 16); v128.store(target, e2, 32); v128.store(target, e3, 48);
  target += targetStep;
  v128.store(target, f0); v128.store(target, f1, 16); v128.store(target, f2, 32); v128.store(target, f3, 48);
}

/** The same for one row. */
export function wideSingle(a: usize, panel: usize, end: usize, target: usize, finish: usize, at: usize): void {
  let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
  while (panel < end) {
    const x = splat(a);
    s0 = madd(x, v128.load(panel), s0); s1 = madd(x, v128.load(panel, 16), s1);
    s2 = madd(x, v128.load(panel, 32), s2); s3 = madd(x, v128.load(panel, 48), s3);
    a += 4;
    panel += 64;
  }
  if (finish) {
    const job = changetype<FinishJob>(finish);
    s0 = finished(job, s0, at); s1 = finished(job, s1, at + 16);
    s2 = finished(job, s2, at + 32); s3 = finished(job, s3, at + 48);
  }
  v128.store(target, s0); v128.store(target, s1, 16);
  v128.store(target, s2, 32); v128.store(target, s3, 48);
}
