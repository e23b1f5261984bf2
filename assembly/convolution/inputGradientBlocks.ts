import { madd, splat } from '../simd';
import { Job } from './job';
import { ENTRY } from './nonzeroLists';
import { BLOCK, runVectorsOf } from './runBlocks';

/**
 * Adds to 28 floats of the gradient of patch `a`: for each listed gradient, its product with the kernel's floats at the listed
 * offset from `kernel`. Only the first `count` vectors are added; others pad a block.
 */
export function addListed(
  list: usize, kernel: usize, a: usize, count: i32,
  o0: usize, o1: usize, o2: usize, o3: usize, o4: usize, o5: usize, o6: usize,
): void {
  let s0 = f32x4.splat(0), s1 = f32x4.splat(0), s2 = f32x4.splat(0), s3 = f32x4.splat(0);
  let s4 = f32x4.splat(0), s5 = f32x4.splat(0), s6 = f32x4.splat(0);
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
  }
  addSums(a, count, o0, o1, o2, o3, o4, o5, o6, s0, s1, s2, s3, s4, s5, s6);
}

/** The same for a row of `filters` gradients including zeros. The result is identical, and it is faster if few are zero. */
export function addRow(
  row: usize, filters: i32, kernel: usize, a: usize, count: i32,
  o0: usize, o1: usize, o2: usize, o3: usize, o4: usize, o5: usize, o6: usize,
): void {
  let s0 = f32x4.splat(0), s1 = f32x4.splat(0), s2 = f32x4.splat(0), s3 = f32x4.splat(0);
  let s4 = f32x4.splat(0), s5 = f32x4.splat(0), s6 = f32x4.splat(0);
  for (const end = row + (filters << 2); row < end; row += 4) {
    const p = splat(row);
    s0 = madd(p, v128.load(kernel), s0);
    s1 = madd(p, v128.load(kernel, 16), s1);
    s2 = madd(p, v128.load(kernel, 32), s2);
    s3 = madd(p, v128.load(kernel, 48), s3);
    s4 = madd(p, v128.load(kernel, 64), s4);
    s5 = madd(p, v128.load(kernel, 80), s5);
    s6 = madd(p, v128.load(kernel, 96), s6);
    kernel += BLOCK << 4;
  }
  addSums(a, count, o0, o1, o2, o3, o4, o5, o6, s0, s1, s2, s3, s4, s5, s6);
}

/** Adds the first `count` sums to the vectors of patch `a`. The others are NaN, not 0, if a gradient is infinite. */
// @ts-ignore: decorator
@inline
export function addSums(
  a: usize, count: i32, o0: usize, o1: usize, o2: usize, o3: usize, o4: usize, o5: usize, o6: usize,
  s0: v128, s1: v128, s2: v128, s3: v128, s4: v128, s5: v128, s6: v128,
): void {
  if (count >= BLOCK) {
    add(a + o0, s0);
    add(a + o1, s1);
    add(a + o2, s2);
    add(a + o3, s3);
    add(a + o4, s4);
    add(a + o5, s5);
    add(a + o6, s6);
    return;
  }
  add(a + o0, s0);
  if (count < 2) return;
  add(a + o1, s1);
  if (count < 3) return;
  add(a + o2, s2);
  if (count < 4) return;
  add(a + o3, s3);
  if (count < 5) return;
  add(a + o4, s4);
  if (count < 6) return;
  add(a + o5, s5);
}

// @ts-ignore: decorator
@inline
function add(pointer: usize, value: v128): void {
  v128.store(pointer, f32x4.add(v128.load(pointer), value));
}

/** Adds `sums`, all vectors of a patch run by run, to the image at `image`. */
export function addPatch(job: Job, sums: usize, image: usize): void {
  const runVectors = runVectorsOf(job, 1), rowBytes = (job.paddedWidth * job.channels) << 2;
  for (let row = 0; row < job.kernelHeight; row++) {
    let to = image;
    for (let left = runVectors; left > 0; left -= 2) {
      if (left == 1) {
        add(to, v128.load(sums));
        sums += 16;
        break;
      }
      const first = f32x4.add(v128.load(to), v128.load(sums)), second = f32x4.add(v128.load(to, 16), v128.load(sums, 16));
      v128.store(to, second, 16);
      v128.store(to, first);
      to += 32;
      sums += 32;
    }
    image += rowBytes;
  }
}
