import { FinishJob, finished } from '../finish/finish';
import { madd } from '../simd';

/**
 * A row of results of 3 x 3 kernels with stride 1, for eight channels: `a`, `b` and `c` point to these channels of the first pixels of three
 * rows of `columns` pixels. The first `early` columns, at most 2, give no result; columns beyond the last are zeros.
 */
export function slidePair(
  a: usize, b: usize, c: usize, kernel: usize, step: usize, target: usize, early: i32, columns: i32, results: i32, finish: usize, at: usize,
): void {
  const two = step + step, three = two + step, zero = f32x4.splat(0);
  let k = kernel;
  const ka0 = v128.load(k), ka0v = v128.load(k, 16), ka1 = v128.load(k + step), ka1v = v128.load(k + step, 16), ka2 = v128.load(k + two), ka2v = v128.load(k + two, 16);
  k += three;
  const kb0 = v128.load(k), kb0v = v128.load(k, 16), kb1 = v128.load(k + step), kb1v = v128.load(k + step, 16), kb2 = v128.load(k + two), kb2v = v128.load(k + two, 16);
  k += three;
  const kc0 = v128.load(k), kc0v = v128.load(k, 16), kc1 = v128.load(k + step), kc1v = v128.load(k + step, 16), kc2 = v128.load(k + two), kc2v = v128.load(k + two, 16);
  let p = zero, pv = zero, q = zero, qv = zero;
  let i: usize = 0;
  for (; early > 0; early--, columns--, i += step) {
    const xa = v128.load(a + i), xav = v128.load(a + i, 16);
    const xb = v128.load(b + i), xbv = v128.load(b + i, 16);
    const xc = v128.load(c + i), xcv = v128.load(c + i, 16);
    p = madd(xc, kc1, madd(xb, kb1, madd(xa, ka1, q))); pv = madd(xcv, kc1v, madd(xbv, kb1v, madd(xav, ka1v, qv)));
    q = madd(xc, kc0, madd(xb, kb0, madd(xa, ka0, zero))); qv = madd(xcv, kc0v, madd(xbv, kb0v, madd(xav, ka0v, zero)));
  }
  const last = target + <usize>results * step, end = target + <usize>min(columns, results) * step;
  if (finish) {
    const job = changetype<FinishJob>(finish);
    for (; target < end; target += step, i += step) {
      const xa = v128.load(a + i), xav = v128.load(a + i, 16);
      const xb = v128.load(b + i), xbv = v128.load(b + i, 16);
      const xc = v128.load(c + i), xcv = v128.load(c + i, 16);
      const y = madd(xc, kc2, madd(xb, kb2, madd(xa, ka2, p))); const yv = madd(xcv, kc2v, madd(xbv, kb2v, madd(xav, ka2v, pv)));
      const z = finished(job, y, at), zv = finished(job, yv, at + 16);
      v128.store(target, zv, 16); v128.store(target, z);
      p = madd(xc, kc1, madd(xb, kb1, madd(xa, ka1, q))); pv = madd(xcv, kc1v, madd(xbv, kb1v, madd(xav, ka1v, qv)));
      q = madd(xc, kc0, madd(xb, kb0, madd(xa, ka0, zero))); qv = madd(xcv, kc0v, madd(xbv, kb0v, madd(xav, ka0v, zero)));
    }
  } else {
    for (; target < end; target += step, i += step) {
      const xa = v128.load(a + i), xav = v128.load(a + i, 16);
      const xb = v128.load(b + i), xbv = v128.load(b + i, 16);
      const xc = v128.load(c + i), xcv = v128.load(c + i, 16);
      const y = madd(xc, kc2, madd(xb, kb2, madd(xa, ka2, p))); const yv = madd(xcv, kc2v, madd(xbv, kb2v, madd(xav, ka2v, pv)));
      v128.store(target, yv, 16); v128.store(target, y);
      p = madd(xc, kc1, madd(xb, kb1, madd(xa, ka1, q))); pv = madd(xcv, kc1v, madd(xbv, kb1v, madd(xav, ka1v, qv)));
      q = madd(xc, kc0, madd(xb, kb0, madd(xa, ka0, zero))); qv = madd(xcv, kc0v, madd(xbv, kb0v, madd(xav, ka0v, zero)));
    }
  }
  for (; target < last; target += step) {
    v128.store(target, finish ? finished(changetype<FinishJob>(finish), pv, at + 16) : pv, 16);
    v128.store(target, finish ? finished(changetype<FinishJob>(finish), p, at) : p);
    p = q; pv = qv;
    q = zero; qv = zero;
  }
}
