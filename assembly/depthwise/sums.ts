import { FinishJob, finished } from '../finish/finish';
import { loadLanes, madd, storeLanes } from '../simd';
import { Tap } from './job';

/**
 * Sums of the products of listed pixels and kernel elements, for all channels of one output pixel; finished unless `finish` is 0.
 * Sixteen channels at a time, so that a list is read rarely.
 */
export function sumTaps(taps: usize, end: usize, target: usize, channels: i32, finish: usize): void {
  let at: usize = 0, left = channels;
  for (; left >= 16; left -= 16, at += 64) {
    let s0 = f32x4.splat(0), s1 = f32x4.splat(0), s2 = f32x4.splat(0), s3 = f32x4.splat(0);
    for (let tap = taps; tap < end; tap += offsetof<Tap>()) {
      const p = <usize>load<u32>(tap) + at, k = <usize>load<u32>(tap, 4) + at;
      s0 = madd(v128.load(p), v128.load(k), s0);
      s1 = madd(v128.load(p, 16), v128.load(k, 16), s1);
      s2 = madd(v128.load(p, 32), v128.load(k, 32), s2);
      s3 = madd(v128.load(p, 48), v128.load(k, 48), s3);
    }
    if (finish) {
      const job = changetype<FinishJob>(finish);
      s0 = finished(job, s0, at);
      s1 = finished(job, s1, at + 16);
      s2 = finished(job, s2, at + 32);
      s3 = finished(job, s3, at + 48);
    }
    v128.store(target + at, s0);
    v128.store(target + at, s1, 16);
    v128.store(target + at, s2, 32);
    v128.store(target + at, s3, 48);
  }
  for (; left > 0; left -= 4, at += 16) {
    let sum = f32x4.splat(0);
    for (let tap = taps; tap < end; tap += offsetof<Tap>()) {
      sum = madd(loadLanes(<usize>load<u32>(tap) + at, left), loadLanes(<usize>load<u32>(tap, 4) + at, left), sum);
    }
    storeLanes(target + at, finish ? finished(changetype<FinishJob>(finish), sum, at) : sum, left);
  }
}

/**
 * Four neighbouring output pixels of a 3 x 3 kernel with stride 1, for complete vectors of channels: `a`, `b` and `c` point to the
 * first pixel of the windows' rows. Each pixel and each kernel element is loaded once for all four; sums are those of `sumTaps`.
 */
export function sumQuad3(
  a: usize, b: usize, c: usize, kernel: usize, target: usize, bytes: usize, finish: usize,
): void {
  const two = bytes + bytes, three = two + bytes, four = two + two, five = four + bytes;
  const second = kernel + three, third = second + three;
  for (let at: usize = 0; at < bytes; at += 16) {
    let k = kernel + at, p = a + at;
    let k0 = v128.load(k), k1 = v128.load(k + bytes), k2 = v128.load(k + two);
    let x = v128.load(p);
    let s0 = madd(x, k0, f32x4.splat(0));
    x = v128.load(p + bytes);
    s0 = madd(x, k1, s0);
    let s1 = madd(x, k0, f32x4.splat(0));
    x = v128.load(p + two);
    s0 = madd(x, k2, s0); s1 = madd(x, k1, s1);
    let s2 = madd(x, k0, f32x4.splat(0));
    x = v128.load(p + three);
    s1 = madd(x, k2, s1); s2 = madd(x, k1, s2);
    let s3 = madd(x, k0, f32x4.splat(0));
    x = v128.load(p + four);
    s2 = madd(x, k2, s2); s3 = madd(x, k1, s3);
    x = v128.load(p + five);
    s3 = madd(x, k2, s3);
    k = second + at; p = b + at;
    k0 = v128.load(k); k1 = v128.load(k + bytes); k2 = v128.load(k + two);
    x = v128.load(p);
    s0 = madd(x, k0, s0);
    x = v128.load(p + bytes);
    s0 = madd(x, k1, s0); s1 = madd(x, k0, s1);
    x = v128.load(p + two);
    s0 = madd(x, k2, s0); s1 = madd(x, k1, s1); s2 = madd(x, k0, s2);
    x = v128.load(p + three);
    s1 = madd(x, k2, s1); s2 = madd(x, k1, s2); s3 = madd(x, k0, s3);
    x = v128.load(p + four);
    s2 = madd(x, k2, s2); s3 = madd(x, k1, s3);
    x = v128.load(p + five);
    s3 = madd(x, k2, s3);
    k = third + at; p = c + at;
    k0 = v128.load(k); k1 = v128.load(k + bytes); k2 = v128.load(k + two);
    x = v128.load(p);
    s0 = madd(x, k0, s0);
    x = v128.load(p + bytes);
    s0 = madd(x, k1, s0); s1 = madd(x, k0, s1);
    x = v128.load(p + two);
    s0 = madd(x, k2, s0); s1 = madd(x, k1, s1); s2 = madd(x, k0, s2);
    x = v128.load(p + three);
    s1 = madd(x, k2, s1); s2 = madd(x, k1, s2); s3 = madd(x, k0, s3);
    x = v128.load(p + four);
    s2 = madd(x, k2, s2); s3 = madd(x, k1, s3);
    x = v128.load(p + five);
    s3 = madd(x, k2, s3);
    const out = target + at;
    if (finish) {
      const job = changetype<FinishJob>(finish);
      s0 = finished(job, s0, at);
      s1 = finished(job, s1, at);
      s2 = finished(job, s2, at);
      s3 = finished(job, s3, at);
    }
    v128.store(out, s0);
    v128.store(out + bytes, s1);
    v128.store(out + two, s2);
    v128.store(out + three, s3);
  }
}
