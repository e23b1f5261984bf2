import { madd, splat } from '../simd';

/**
 * Adds 16 floats of the gradients to two patches, sums over `filters`, first to patch `a`, then to patch `b`. One filter
 * a turn: V8 spills the sums of an unrolled loop, at half the rate.
 */
export function addPair(
  rowA: usize, rowB: usize, kernel: usize, filters: i32,
  a: usize, b: usize, o0: usize, o1: usize, o2: usize, o3: usize,
): void {
  let a0 = f32x4.splat(0), a1 = f32x4.splat(0), a2 = f32x4.splat(0), a3 = f32x4.splat(0);
  let b0 = f32x4.splat(0), b1 = f32x4.splat(0), b2 = f32x4.splat(0), b3 = f32x4.splat(0);
  const end = rowA + (filters << 2);
  while (rowA < end) {
    const p = splat(rowA), q = splat(rowB);
    const k0 = v128.load(kernel);
    a0 = madd(p, k0, a0); b0 = madd(q, k0, b0);
    const k1 = v128.load(kernel, 16);
    a1 = madd(p, k1, a1); b1 = madd(q, k1, b1);
    const k2 = v128.load(kernel, 32);
    a2 = madd(p, k2, a2); b2 = madd(q, k2, b2);
    const k3 = v128.load(kernel, 48);
    a3 = madd(p, k3, a3); b3 = madd(q, k3, b3);
    rowA += 4;
    rowB += 4;
    kernel += 64;
  }
  add(a + o0, a0); add(a + o1, a1); add(a + o2, a2); add(a + o3, a3);
  add(b + o0, b0); add(b + o1, b1); add(b + o2, b2); add(b + o3, b3);
}

/** The same for one patch. */
export function addBlock(
  row: usize, kernel: usize, filters: i32, a: usize, o0: usize, o1: usize, o2: usize, o3: usize,
): void {
  let a0 = f32x4.splat(0), a1 = f32x4.splat(0), a2 = f32x4.splat(0), a3 = f32x4.splat(0);
  const end = row + (filters << 2);
  while (row < end) {
    const p = splat(row);
    a0 = madd(p, v128.load(kernel), a0);
    a1 = madd(p, v128.load(kernel, 16), a1);
    a2 = madd(p, v128.load(kernel, 32), a2);
    a3 = madd(p, v128.load(kernel, 48), a3);
    row += 4;
    kernel += 64;
  }
  add(a + o0, a0); add(a + o1, a1); add(a + o2, a2); add(a + o3, a3);
}

// @ts-ignore: decorator
@inline
function add(pointer: usize, value: v128): void {
  v128.store(pointer, f32x4.add(v128.load(pointer), value));
}
