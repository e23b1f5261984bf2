import { FinishJob, finished, within } from '../finish/finish';
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
    const job = changetype<FinishJob>(finish), scale = job.scale + at, offset = job.offset + at;
    const low = f32x4.splat(job.low), high = f32x4.splat(job.high);
    const m0 = v128.load(scale), m1 = v128.load(scale, 16), n0 = v128.load(offset), n1 = v128.load(offset, 16);
    a0 = within(madd(a0, m0, n0), low, high); a1 = within(madd(a1, m1, n1), low, high);
    b0 = within(madd(b0, m0, n0), low, high); b1 = within(madd(b1, m1, n1), low, high);
    c0 = within(madd(c0, m0, n0), low, high); c1 = within(madd(c1, m1, n1), low, high);
    d0 = within(madd(d0, m0, n0), low, high); d1 = within(madd(d1, m1, n1), low, high);
    e0 = within(madd(e0, m0, n0), low, high); e1 = within(madd(e1, m1, n1), low, high);
    f0 = within(madd(f0, m0, n0), low, high); f1 = within(madd(f1, m1, n1), low, high);
    const m2 = v128.load(scale, 32), m3 = v128.load(scale, 48), n2 = v128.load(offset, 32), n3 = v128.load(offset, 48);
    a2 = within(madd(a2, m2, n2), low, high); a3 = within(madd(a3, m3, n3), low, high);
    b2 = within(madd(b2, m2, n2), low, high); b3 = within(madd(b3, m3, n3), low, high);
    c2 = within(madd(c2, m2, n2), low, high); c3 = within(madd(c3, m3, n3), low, high);
    d2 = within(madd(d2, m2, n2), low, high); d3 = within(madd(d3, m3, n3), low, high);
    e2 = within(madd(e2, m2, n2), low, high); e3 = within(madd(e3, m3, n3), low, high);
    f2 = within(madd(f2, m2, n2), low, high); f3 = within(madd(f3, m3, n3), low, high);
  }
  v128.store(target, a1, 16); v128.store(target, a0); v128.store(target, a3, 48); v128.store(target, a2, 32);
  target += targetStep;
  v128.store(target, b1, 16); v128.store(target, b0); v128.store(target, b3, 48); v128.store(target, b2, 32);
  target += targetStep;
  v128.store(target, c1, 16); v128.store(target, c0); v128.store(target, c3, 48); v128.store(target, c2, 32);
  target += targetStep;
  v128.store(target, d1, 16); v128.store(target, d0); v128.store(target, d3, 48); v128.store(target, d2, 32);
  target += targetStep;
  v128.store(target, e1, 16); v128.store(target, e0); v128.store(target, e3, 48); v128.store(target, e2, 32);
  target += targetStep;
  v128.store(target, f1, 16); v128.store(target, f0); v128.store(target, f3, 48); v128.store(target, f2, 32);
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
  v128.store(target, s1, 16); v128.store(target, s0);
  v128.store(target, s3, 48); v128.store(target, s2, 32);
}
