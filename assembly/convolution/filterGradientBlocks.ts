import { madd, splat } from '../simd';
import { ENTRY } from './nonzeroLists';

/**
 * Adds to 28 floats of a filter's gradient, at `sums`: for each listed gradient, its product with the floats of the patch at the
 * listed pointer.
 */
export function accumulate(
  list: usize, sums: usize, o0: usize, o1: usize, o2: usize, o3: usize, o4: usize, o5: usize, o6: usize,
): void {
  let s0 = v128.load(sums), s1 = v128.load(sums, 16), s2 = v128.load(sums, 32), s3 = v128.load(sums, 48);
  let s4 = v128.load(sums, 64), s5 = v128.load(sums, 80), s6 = v128.load(sums, 96);
  const end = <usize>load<u32>(list);
  for (let entry = list + ENTRY; entry < end; entry += ENTRY) {
    const p = splat(entry);
    const patch = <usize>load<u32>(entry, 4);
    s0 = madd(p, v128.load(patch + o0), s0);
    s1 = madd(p, v128.load(patch + o1), s1);
    s2 = madd(p, v128.load(patch + o2), s2);
    s3 = madd(p, v128.load(patch + o3), s3);
    s4 = madd(p, v128.load(patch + o4), s4);
    s5 = madd(p, v128.load(patch + o5), s5);
    s6 = madd(p, v128.load(patch + o6), s6);
  }
  v128.store(sums, s1, 16);
  v128.store(sums, s0);
  v128.store(sums, s3, 48);
  v128.store(sums, s2, 32);
  v128.store(sums, s5, 80);
  v128.store(sums, s4, 64);
  v128.store(sums, s6, 96);
}
