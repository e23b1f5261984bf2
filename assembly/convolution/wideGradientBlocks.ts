import { madd, splat } from '../simd';
import { ENTRY } from './nonzeroLists';

// Blocks of the build for 256 bits, whose neighbouring vectors V8 joins: 5 strips of 16 floats are 10 sums, each with a vector from
// memory. Each float is summed in the order of the other builds.

/** `accumulate` for 5 strips of 16 floats, at the positions `o0` to `o4` of a patch. */
export function accumulateStrips(
  list: usize, sums: usize, o0: usize, o1: usize, o2: usize, o3: usize, o4: usize,
): void {
  let s0 = v128.load(sums), s1 = v128.load(sums, 16), s2 = v128.load(sums, 32), s3 = v128.load(sums, 48);
  let s4 = v128.load(sums, 64), s5 = v128.load(sums, 80), s6 = v128.load(sums, 96), s7 = v128.load(sums, 112);
  let s8 = v128.load(sums, 128), s9 = v128.load(sums, 144), s10 = v128.load(sums, 160), s11 = v128.load(sums, 176);
  let s12 = v128.load(sums, 192), s13 = v128.load(sums, 208), s14 = v128.load(sums, 224), s15 = v128.load(sums, 240);
  let s16 = v128.load(sums, 256), s17 = v128.load(sums, 272), s18 = v128.load(sums, 288), s19 = v128.load(sums, 304);
  const end = <usize>load<u32>(list);
  for (let entry = list + ENTRY; entry < end; entry += ENTRY) {
    const p = splat(entry);
    const patch = <usize>load<u32>(entry, 4);
    const a = patch + o0, b = patch + o1, c = patch + o2, d = patch + o3, e = patch + o4;
    s0 = madd(p, v128.load(a), s0);
    s1 = madd(p, v128.load(a, 16), s1);
    s2 = madd(p, v128.load(a, 32), s2);
    s3 = madd(p, v128.load(a, 48), s3);
    s4 = madd(p, v128.load(b), s4);
    s5 = madd(p, v128.load(b, 16), s5);
    s6 = madd(p, v128.load(b, 32), s6);
    s7 = madd(p, v128.load(b, 48), s7);
    s8 = madd(p, v128.load(c), s8);
    s9 = madd(p, v128.load(c, 16), s9);
    s10 = madd(p, v128.load(c, 32), s10);
    s11 = madd(p, v128.load(c, 48), s11);
    s12 = madd(p, v128.load(d), s12);
    s13 = madd(p, v128.load(d, 16), s13);
    s14 = madd(p, v128.load(d, 32), s14);
    s15 = madd(p, v128.load(d, 48), s15);
    s16 = madd(p, v128.load(e), s16);
    s17 = madd(p, v128.load(e, 16), s17);
    s18 = madd(p, v128.load(e, 32), s18);
    s19 = madd(p, v128.load(e, 48), s19);
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
