import { FinishJob, finished } from '../finish/finish';
import { loadLanes, madd, storeLanes } from '../simd';
import { Tap } from './job';

/**
 * Sums of the products of listed pixels and kernel elements, for `left` channels of one result, of which the first is `at` bytes from the
 * start; pixels are `from` bytes further than listed. Finished unless `finish` is 0. Sixteen channels at a time, so that a list is read rarely.
 */
export function sumTaps(taps: usize, end: usize, target: usize, from: usize, at: usize, left: i32, finish: usize): void {
  for (; left >= 16; left -= 16, at += 64) {
    let s0 = f32x4.splat(0), s1 = f32x4.splat(0), s2 = f32x4.splat(0), s3 = f32x4.splat(0);
    for (let tap = taps; tap < end; tap += offsetof<Tap>()) {
      const p = <usize>load<u32>(tap) + from + at, k = <usize>load<u32>(tap, 4) + at;
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
    v128.store(target + at, s1, 16);
    v128.store(target + at, s0);
    v128.store(target + at, s3, 48);
    v128.store(target + at, s2, 32);
  }
  for (; left > 0; left -= 4, at += 16) {
    let sum = f32x4.splat(0);
    for (let tap = taps; tap < end; tap += offsetof<Tap>()) {
      sum = madd(loadLanes(<usize>load<u32>(tap) + from + at, left), loadLanes(<usize>load<u32>(tap, 4) + at, left), sum);
    }
    storeLanes(target + at, finish ? finished(changetype<FinishJob>(finish), sum, at) : sum, left);
  }
}
