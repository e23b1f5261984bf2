import { madd, splat } from '../simd';
import { ENTRY } from './nonzeroLists';

// Blocks of a row of an input gradient. See rowGradient.ts.

/** Adds to 5 strips at `sums`, for each listed gradient, its product with the strips at the listed offset from `kernel`: 10 joined sums. */
export function addFive(list: usize, sums: usize, kernel: usize): void {
  let s0 = v128.load(sums), s1 = v128.load(sums, 16), s2 = v128.load(sums, 32), s3 = v128.load(sums, 48);
  let s4 = v128.load(sums, 64), s5 = v128.load(sums, 80), s6 = v128.load(sums, 96), s7 = v128.load(sums, 112);
  let s8 = v128.load(sums, 128), s9 = v128.load(sums, 144), s10 = v128.load(sums, 160), s11 = v128.load(sums, 176);
  let s12 = v128.load(sums, 192), s13 = v128.load(sums, 208), s14 = v128.load(sums, 224), s15 = v128.load(sums, 240);
  let s16 = v128.load(sums, 256), s17 = v128.load(sums, 272), s18 = v128.load(sums, 288), s19 = v128.load(sums, 304);
  const end = <usize>load<u32>(list);
  for (let entry = list + ENTRY; entry < end; entry += ENTRY) {
    const p = splat(entry);
    const k = kernel + <usize>load<u32>(entry, 4);
    s0 = madd(p, v128.load(k), s0);
    s1 = madd(p, v128.load(k, 16), s1);
    s2 = madd(p, v128.load(k, 32), s2);
    s3 = madd(p, v128.load(k, 48), s3);
    s4 = madd(p, v128.load(k, 64), s4);
    s5 = madd(p, v128.load(k, 80), s5);
    s6 = madd(p, v128.load(k, 96), s6);
    s7 = madd(p, v128.load(k, 112), s7);
    s8 = madd(p, v128.load(k, 128), s8);
    s9 = madd(p, v128.load(k, 144), s9);
    s10 = madd(p, v128.load(k, 160), s10);
    s11 = madd(p, v128.load(k, 176), s11);
    s12 = madd(p, v128.load(k, 192), s12);
    s13 = madd(p, v128.load(k, 208), s13);
    s14 = madd(p, v128.load(k, 224), s14);
    s15 = madd(p, v128.load(k, 240), s15);
    s16 = madd(p, v128.load(k, 256), s16);
    s17 = madd(p, v128.load(k, 272), s17);
    s18 = madd(p, v128.load(k, 288), s18);
    s19 = madd(p, v128.load(k, 304), s19);
  }
  v128.store(sums, s1, 16);
  v128.store(sums, s0);
  v128.store(sums, s3, 48);
  v128.store(sums, s2, 32);
  v128.store(sums, s5, 80);
  v128.store(sums, s4, 64);
  v128.store(sums, s7, 112);
  v128.store(sums, s6, 96);
  v128.store(sums, s9, 144);
  v128.store(sums, s8, 128);
  v128.store(sums, s11, 176);
  v128.store(sums, s10, 160);
  v128.store(sums, s13, 208);
  v128.store(sums, s12, 192);
  v128.store(sums, s15, 240);
  v128.store(sums, s14, 224);
  v128.store(sums, s17, 272);
  v128.store(sums, s16, 256);
  v128.store(sums, s19, 304);
  v128.store(sums, s18, 288);
}

/** The same for 3 strips. */
export function addThree(list: usize, sums: usize, kernel: usize): void {
  let s0 = v128.load(sums), s1 = v128.load(sums, 16), s2 = v128.load(sums, 32), s3 = v128.load(sums, 48);
  let s4 = v128.load(sums, 64), s5 = v128.load(sums, 80), s6 = v128.load(sums, 96), s7 = v128.load(sums, 112);
  let s8 = v128.load(sums, 128), s9 = v128.load(sums, 144), s10 = v128.load(sums, 160), s11 = v128.load(sums, 176);
  const end = <usize>load<u32>(list);
  for (let entry = list + ENTRY; entry < end; entry += ENTRY) {
    const p = splat(entry);
    const k = kernel + <usize>load<u32>(entry, 4);
    s0 = madd(p, v128.load(k), s0);
    s1 = madd(p, v128.load(k, 16), s1);
    s2 = madd(p, v128.load(k, 32), s2);
    s3 = madd(p, v128.load(k, 48), s3);
    s4 = madd(p, v128.load(k, 64), s4);
    s5 = madd(p, v128.load(k, 80), s5);
    s6 = madd(p, v128.load(k, 96), s6);
    s7 = madd(p, v128.load(k, 112), s7);
    s8 = madd(p, v128.load(k, 128), s8);
    s9 = madd(p, v128.load(k, 144), s9);
    s10 = madd(p, v128.load(k, 160), s10);
    s11 = madd(p, v128.load(k, 176), s11);
  }
  v128.store(sums, s1, 16);
  v128.store(sums, s0);
  v128.store(sums, s3, 48);
  v128.store(sums, s2, 32);
  v128.store(sums, s5, 80);
  v128.store(sums, s4, 64);
  v128.store(sums, s7, 112);
  v128.store(sums, s6, 96);
  v128.store(sums, s9, 144);
  v128.store(sums, s8, 128);
  v128.store(sums, s11, 176);
  v128.store(sums, s10, 160);
}

/** The same for 2 strips, 8 sums in the builds for 128 bits, two gradients at a time as in `collectPixel`. */
export function addTwo(list: usize, sums: usize, kernel: usize): void {
  let s0 = v128.load(sums), s1 = v128.load(sums, 16), s2 = v128.load(sums, 32), s3 = v128.load(sums, 48);
  let s4 = v128.load(sums, 64), s5 = v128.load(sums, 80), s6 = v128.load(sums, 96), s7 = v128.load(sums, 112);
  const end = <usize>load<u32>(list);
  let entry = list + ENTRY;
  if ((end - entry) & ENTRY) {
    const p = splat(entry);
    const k = kernel + <usize>load<u32>(entry, 4);
    s0 = madd(p, v128.load(k), s0);
    s1 = madd(p, v128.load(k, 16), s1);
    s2 = madd(p, v128.load(k, 32), s2);
    s3 = madd(p, v128.load(k, 48), s3);
    s4 = madd(p, v128.load(k, 64), s4);
    s5 = madd(p, v128.load(k, 80), s5);
    s6 = madd(p, v128.load(k, 96), s6);
    s7 = madd(p, v128.load(k, 112), s7);
    entry += ENTRY;
  }
  while (entry < end) {
    const first = load<u64>(entry), second = load<u64>(entry, ENTRY);
    const k = kernel + <usize>(first >> 32), l = kernel + <usize>(second >> 32);
    const p = i32x4.splat(<i32>first), q = i32x4.splat(<i32>second);
    s0 = madd(q, v128.load(l), madd(p, v128.load(k), s0));
    s1 = madd(q, v128.load(l, 16), madd(p, v128.load(k, 16), s1));
    s2 = madd(q, v128.load(l, 32), madd(p, v128.load(k, 32), s2));
    s3 = madd(q, v128.load(l, 48), madd(p, v128.load(k, 48), s3));
    s4 = madd(q, v128.load(l, 64), madd(p, v128.load(k, 64), s4));
    s5 = madd(q, v128.load(l, 80), madd(p, v128.load(k, 80), s5));
    s6 = madd(q, v128.load(l, 96), madd(p, v128.load(k, 96), s6));
    s7 = madd(q, v128.load(l, 112), madd(p, v128.load(k, 112), s7));
    entry += 2 * ENTRY;
  }
  v128.store(sums, s1, 16);
  v128.store(sums, s0);
  v128.store(sums, s3, 48);
  v128.store(sums, s2, 32);
  v128.store(sums, s5, 80);
  v128.store(sums, s4, 64);
  v128.store(sums, s7, 112);
  v128.store(sums, s6, 96);
}

/** The same for one strip. */
export function addOne(list: usize, sums: usize, kernel: usize): void {
  let s0 = v128.load(sums), s1 = v128.load(sums, 16), s2 = v128.load(sums, 32), s3 = v128.load(sums, 48);
  const end = <usize>load<u32>(list);
  for (let entry = list + ENTRY; entry < end; entry += ENTRY) {
    const p = splat(entry);
    const k = kernel + <usize>load<u32>(entry, 4);
    s0 = madd(p, v128.load(k), s0);
    s1 = madd(p, v128.load(k, 16), s1);
    s2 = madd(p, v128.load(k, 32), s2);
    s3 = madd(p, v128.load(k, 48), s3);
  }
  v128.store(sums, s1, 16);
  v128.store(sums, s0);
  v128.store(sums, s3, 48);
  v128.store(sums, s2, 32);
}
