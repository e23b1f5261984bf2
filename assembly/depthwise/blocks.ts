import { FinishJob, within } from '../finish/finish';
import { madd } from '../simd';
import { Tap } from './job';

/** Neighbouring results of a block. */
export const BLOCK_RESULTS: i32 = 4;

/**
 * Sums of the products of listed pixels and kernel elements, for eight channels of four neighbouring results: `at` is the byte offset of the
 * first channel, pixels are `from` bytes further than listed and `step` bytes apart. Finished unless `finish` is 0.
 */
export function narrowBlock(
  taps: usize, end: usize, from: usize, step: usize, at: usize, target: usize, targetStep: usize, finish: usize,
): void {
  from += at;
  let a0 = f32x4.splat(0), a1 = a0;
  let b0 = a0, b1 = a0;
  let c0 = a0, c1 = a0;
  let d0 = a0, d1 = a0;
  for (let tap = taps; tap < end; tap += offsetof<Tap>()) {
    const k = <usize>load<u32>(tap, 4) + at, a = <usize>load<u32>(tap) + from, b = a + step, c = b + step, d = c + step;
    const k0 = v128.load(k), k1 = v128.load(k, 16);
    a0 = madd(v128.load(a), k0, a0); a1 = madd(v128.load(a, 16), k1, a1);
    b0 = madd(v128.load(b), k0, b0); b1 = madd(v128.load(b, 16), k1, b1);
    c0 = madd(v128.load(c), k0, c0); c1 = madd(v128.load(c, 16), k1, c1);
    d0 = madd(v128.load(d), k0, d0); d1 = madd(v128.load(d, 16), k1, d1);
  }
  if (finish) {
    const job = changetype<FinishJob>(finish), scale = job.scale + at, offset = job.offset + at;
    const low = f32x4.splat(job.low), high = f32x4.splat(job.high);
    const m0 = v128.load(scale), m1 = v128.load(scale, 16), n0 = v128.load(offset), n1 = v128.load(offset, 16);
    a0 = within(madd(a0, m0, n0), low, high); a1 = within(madd(a1, m1, n1), low, high);
    b0 = within(madd(b0, m0, n0), low, high); b1 = within(madd(b1, m1, n1), low, high);
    c0 = within(madd(c0, m0, n0), low, high); c1 = within(madd(c1, m1, n1), low, high);
    d0 = within(madd(d0, m0, n0), low, high); d1 = within(madd(d1, m1, n1), low, high);
  }
  target += at;
  v128.store(target, a1, 16); v128.store(target, a0);
  target += targetStep;
  v128.store(target, b1, 16); v128.store(target, b0);
  target += targetStep;
  v128.store(target, c1, 16); v128.store(target, c0);
  target += targetStep;
  v128.store(target, d1, 16); v128.store(target, d0);
}

/** The same for 16 channels, in neighbouring pairs of vectors, for engines that join these. */
export function wideBlock(
  taps: usize, end: usize, from: usize, step: usize, at: usize, target: usize, targetStep: usize, finish: usize,
): void {
  from += at;
  let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0;
  let b0 = a0, b1 = a0, b2 = a0, b3 = a0;
  let c0 = a0, c1 = a0, c2 = a0, c3 = a0;
  let d0 = a0, d1 = a0, d2 = a0, d3 = a0;
  for (let tap = taps; tap < end; tap += offsetof<Tap>()) {
    const k = <usize>load<u32>(tap, 4) + at, a = <usize>load<u32>(tap) + from, b = a + step, c = b + step, d = c + step;
    const k0 = v128.load(k), k1 = v128.load(k, 16), k2 = v128.load(k, 32), k3 = v128.load(k, 48);
    a0 = madd(v128.load(a), k0, a0); a1 = madd(v128.load(a, 16), k1, a1); a2 = madd(v128.load(a, 32), k2, a2); a3 = madd(v128.load(a, 48), k3, a3);
    b0 = madd(v128.load(b), k0, b0); b1 = madd(v128.load(b, 16), k1, b1); b2 = madd(v128.load(b, 32), k2, b2); b3 = madd(v128.load(b, 48), k3, b3);
    c0 = madd(v128.load(c), k0, c0); c1 = madd(v128.load(c, 16), k1, c1); c2 = madd(v128.load(c, 32), k2, c2); c3 = madd(v128.load(c, 48), k3, c3);
    d0 = madd(v128.load(d), k0, d0); d1 = madd(v128.load(d, 16), k1, d1); d2 = madd(v128.load(d, 32), k2, d2); d3 = madd(v128.load(d, 48), k3, d3);
  }
  if (finish) {
    const job = changetype<FinishJob>(finish), scale = job.scale + at, offset = job.offset + at;
    const low = f32x4.splat(job.low), high = f32x4.splat(job.high);
    const m0 = v128.load(scale), m1 = v128.load(scale, 16), n0 = v128.load(offset), n1 = v128.load(offset, 16);
    a0 = within(madd(a0, m0, n0), low, high); a1 = within(madd(a1, m1, n1), low, high);
    b0 = within(madd(b0, m0, n0), low, high); b1 = within(madd(b1, m1, n1), low, high);
    c0 = within(madd(c0, m0, n0), low, high); c1 = within(madd(c1, m1, n1), low, high);
    d0 = within(madd(d0, m0, n0), low, high); d1 = within(madd(d1, m1, n1), low, high);
    const m2 = v128.load(scale, 32), m3 = v128.load(scale, 48), n2 = v128.load(offset, 32), n3 = v128.load(offset, 48);
    a2 = within(madd(a2, m2, n2), low, high); a3 = within(madd(a3, m3, n3), low, high);
    b2 = within(madd(b2, m2, n2), low, high); b3 = within(madd(b3, m3, n3), low, high);
    c2 = within(madd(c2, m2, n2), low, high); c3 = within(madd(c3, m3, n3), low, high);
    d2 = within(madd(d2, m2, n2), low, high); d3 = within(madd(d3, m3, n3), low, high);
  }
  target += at;
  v128.store(target, a1, 16); v128.store(target, a0); v128.store(target, a3, 48); v128.store(target, a2, 32);
  target += targetStep;
  v128.store(target, b1, 16); v128.store(target, b0); v128.store(target, b3, 48); v128.store(target, b2, 32);
  target += targetStep;
  v128.store(target, c1, 16); v128.store(target, c0); v128.store(target, c3, 48); v128.store(target, c2, 32);
  target += targetStep;
  v128.store(target, d1, 16); v128.store(target, d0); v128.store(target, d3, 48); v128.store(target, d2, 32);
}
