import { FinishJob, finished } from '../finish/finish';
import { madd } from '../simd';

/**
 * A row of results of 3 x 3 kernels with stride 1, for four channels: `a`, `b` and `c` point to these channels of the first pixels of three
 * rows of `columns` pixels. The first `early` columns, at most 2, give no result; columns beyond the last are zeros.
 */
export function slide(
  a: usize, b: usize, c: usize, kernel: usize, step: usize, target: usize, early: i32, columns: i32, results: i32, finish: usize, at: usize,
): void {
  const two = step + step, three = two + step, zero = f32x4.splat(0);
  let k = kernel;
  const ka0 = v128.load(k), ka1 = v128.load(k + step), ka2 = v128.load(k + two);
  k += three;
  const kb0 = v128.load(k), kb1 = v128.load(k + step), kb2 = v128.load(k + two);
  k += three;
  const kc0 = v128.load(k), kc1 = v128.load(k + step), kc2 = v128.load(k + two);
  let p = zero, q = zero;
  let i: usize = 0;
  for (; early > 0; early--, columns--, i += step) {
    const xa = v128.load(a + i);
    const xb = v128.load(b + i);
    const xc = v128.load(c + i);
    p = madd(xc, kc1, madd(xb, kb1, madd(xa, ka1, q)));
    q = madd(xc, kc0, madd(xb, kb0, madd(xa, ka0, zero)));
  }
  const last = target + <usize>results * step, end = target + <usize>min(columns, results) * step;
  if (finish) {
    const job = changetype<FinishJob>(finish);
    for (; target < end; target += step, i += step) {
      const xa = v128.load(a + i);
      const xb = v128.load(b + i);
      const xc = v128.load(c + i);
      const y = madd(xc, kc2, madd(xb, kb2, madd(xa, ka2, p)));
      const z = finished(job, y, at);
      v128.store(target, z);
      p = madd(xc, kc1, madd(xb, kb1, madd(xa, ka1, q)));
      q = madd(xc, kc0, madd(xb, kb0, madd(xa, ka0, zero)));
    }
  } else {
    for (; target < end; target += step, i += step) {
      const xa = v128.load(a + i);
      const xb = v128.load(b + i);
      const xc = v128.load(c + i);
      const y = madd(xc, kc2, madd(xb, kb2, madd(xa, ka2, p)));
      v128.store(target, y);
      p = madd(xc, kc1, madd(xb, kb1, madd(xa, ka1, q)));
      q = madd(xc, kc0, madd(xb, kb0, madd(xa, ka0, zero)));
    }
  }
  for (; target < last; target += step) {
    v128.store(target, finish ? finished(changetype<FinishJob>(finish), p, at) : p);
    p = q;
    q = zero;
  }
}
