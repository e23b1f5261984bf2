import { madd, splat } from '../simd';
import { addSums } from './inputGradientBlocks';
import { ENTRY } from './nonzeroLists';
import { BLOCK } from './runBlocks';

// For the build for 256 bits, where many gradients are zero: two patches at a time are 8 joined sums, so that no multiply-add waits for
// another. An eighth vector, that of the next filter, completes the pairs; its sums are dropped. V8 finds pairs from neighbouring
// stores: the sums go through memory.

/** `addListed` for patch `a`, then for `b`, whose list is `other`. */
// @ts-ignore: decorator
@inline
export function addTwoListed(
  list: usize, other: usize, kernel: usize, a: usize, b: usize, count: i32, room: usize,
  o0: usize, o1: usize, o2: usize, o3: usize, o4: usize, o5: usize, o6: usize,
): void {
  sumTwoListed(list, other, kernel, room, room + 128);
  addRoom(room, a, count, o0, o1, o2, o3, o4, o5, o6);
  addRoom(room + 128, b, count, o0, o1, o2, o3, o4, o5, o6);
}

/** Sums 28 floats of the gradients of two patches to `first` and `second`, and writes 4 more floats behind each. */
export function sumTwoListed(list: usize, other: usize, kernel: usize, first: usize, second: usize): void {
  let s0 = f32x4.splat(0), s1 = f32x4.splat(0), s2 = f32x4.splat(0), s3 = f32x4.splat(0);
  let s4 = f32x4.splat(0), s5 = f32x4.splat(0), s6 = f32x4.splat(0), s7 = f32x4.splat(0);
  let t0 = f32x4.splat(0), t1 = f32x4.splat(0), t2 = f32x4.splat(0), t3 = f32x4.splat(0);
  let t4 = f32x4.splat(0), t5 = f32x4.splat(0), t6 = f32x4.splat(0), t7 = f32x4.splat(0);
  const end = <usize>load<u32>(list), last = <usize>load<u32>(other);
  let entry = list + ENTRY, next = other + ENTRY;
  for (const both = entry + min(end - entry, last - next); entry < both; entry += ENTRY, next += ENTRY) {
    const p = splat(entry), q = splat(next);
    const k = kernel + <usize>load<u32>(entry, 4), l = kernel + <usize>load<u32>(next, 4);
    s0 = madd(p, v128.load(k), s0);
    s1 = madd(p, v128.load(k, 16), s1);
    s2 = madd(p, v128.load(k, 32), s2);
    s3 = madd(p, v128.load(k, 48), s3);
    s4 = madd(p, v128.load(k, 64), s4);
    s5 = madd(p, v128.load(k, 80), s5);
    s6 = madd(p, v128.load(k, 96), s6);
    s7 = madd(p, v128.load(k, 112), s7);
    t0 = madd(q, v128.load(l), t0);
    t1 = madd(q, v128.load(l, 16), t1);
    t2 = madd(q, v128.load(l, 32), t2);
    t3 = madd(q, v128.load(l, 48), t3);
    t4 = madd(q, v128.load(l, 64), t4);
    t5 = madd(q, v128.load(l, 80), t5);
    t6 = madd(q, v128.load(l, 96), t6);
    t7 = madd(q, v128.load(l, 112), t7);
  }
  for (; entry < end; entry += ENTRY) {
    const p = splat(entry), k = kernel + <usize>load<u32>(entry, 4);
    s0 = madd(p, v128.load(k), s0);
    s1 = madd(p, v128.load(k, 16), s1);
    s2 = madd(p, v128.load(k, 32), s2);
    s3 = madd(p, v128.load(k, 48), s3);
    s4 = madd(p, v128.load(k, 64), s4);
    s5 = madd(p, v128.load(k, 80), s5);
    s6 = madd(p, v128.load(k, 96), s6);
    s7 = madd(p, v128.load(k, 112), s7);
  }
  for (; next < last; next += ENTRY) {
    const q = splat(next), l = kernel + <usize>load<u32>(next, 4);
    t0 = madd(q, v128.load(l), t0);
    t1 = madd(q, v128.load(l, 16), t1);
    t2 = madd(q, v128.load(l, 32), t2);
    t3 = madd(q, v128.load(l, 48), t3);
    t4 = madd(q, v128.load(l, 64), t4);
    t5 = madd(q, v128.load(l, 80), t5);
    t6 = madd(q, v128.load(l, 96), t6);
    t7 = madd(q, v128.load(l, 112), t7);
  }
  v128.store(first, s1, 16);
  v128.store(first, s0);
  v128.store(first, s3, 48);
  v128.store(first, s2, 32);
  v128.store(first, s5, 80);
  v128.store(first, s4, 64);
  v128.store(first, s7, 112);
  v128.store(first, s6, 96);
  v128.store(second, t1, 16);
  v128.store(second, t0);
  v128.store(second, t3, 48);
  v128.store(second, t2, 32);
  v128.store(second, t5, 80);
  v128.store(second, t4, 64);
  v128.store(second, t7, 112);
  v128.store(second, t6, 96);
}

// @ts-ignore: decorator
@inline
function addRoom(
  room: usize, a: usize, count: i32, o0: usize, o1: usize, o2: usize, o3: usize, o4: usize, o5: usize, o6: usize,
): void {
  addSums(
    a, count, o0, o1, o2, o3, o4, o5, o6,
    v128.load(room), v128.load(room, 16), v128.load(room, 32), v128.load(room, 48), v128.load(room, 64), v128.load(room, 80),
    v128.load(room, 96),
  );
}
