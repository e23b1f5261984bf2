import { madd, splat } from '../simd';

/** 2 patches x 16 filters: sums start at `fromA`, `fromB` and end, at least `floor`, at `toA`, `toB`. */
export function pair4(
  a: usize, b: usize, kernel: usize,
  rows: i32, run: i32, imageStep: i32, kernelStep: i32,
  fromA: usize, fromB: usize, toA: usize, toB: usize, floor: f32,
): void {
  let a0 = v128.load(fromA), a1 = v128.load(fromA, 16), a2 = v128.load(fromA, 32), a3 = v128.load(fromA, 48);
  let b0 = v128.load(fromB), b1 = v128.load(fromB, 16), b2 = v128.load(fromB, 32), b3 = v128.load(fromB, 48);
  const skip = imageStep - (run << 2);
  for (; rows > 0; rows--) {
    const end = a + (run << 2);
    while (a < end) {
      const x = splat(a), z = splat(b);
      const k0 = v128.load(kernel), k1 = v128.load(kernel, 16);
      a0 = madd(x, k0, a0); b0 = madd(z, k0, b0);
      a1 = madd(x, k1, a1); b1 = madd(z, k1, b1);
      const k2 = v128.load(kernel, 32), k3 = v128.load(kernel, 48);
      a2 = madd(x, k2, a2); b2 = madd(z, k2, b2);
      a3 = madd(x, k3, a3); b3 = madd(z, k3, b3);
      a += 4;
      b += 4;
      kernel += kernelStep;
    }
    a += skip;
    b += skip;
  }
  const low = f32x4.splat(floor);
  v128.store(toA, f32x4.pmax(a0, low)); v128.store(toA, f32x4.pmax(a1, low), 16);
  v128.store(toA, f32x4.pmax(a2, low), 32); v128.store(toA, f32x4.pmax(a3, low), 48);
  v128.store(toB, f32x4.pmax(b0, low)); v128.store(toB, f32x4.pmax(b1, low), 16);
  v128.store(toB, f32x4.pmax(b2, low), 32); v128.store(toB, f32x4.pmax(b3, low), 48);
}

/** 4 patches x 8 filters, the first of those that are left over; `from` and `to` as above. */
export function quad2(
  a: usize, b: usize, c: usize, d: usize, kernel: usize,
  rows: i32, run: i32, imageStep: i32, kernelStep: i32,
  fromA: usize, fromB: usize, fromC: usize, fromD: usize,
  toA: usize, toB: usize, toC: usize, toD: usize, floor: f32,
): void {
  let a0 = v128.load(fromA), a1 = v128.load(fromA, 16), b0 = v128.load(fromB), b1 = v128.load(fromB, 16);
  let c0 = v128.load(fromC), c1 = v128.load(fromC, 16), d0 = v128.load(fromD), d1 = v128.load(fromD, 16);
  const skip = imageStep - (run << 2);
  for (; rows > 0; rows--) {
    const end = a + (run << 2);
    while (a < end) {
      const k0 = v128.load(kernel), k1 = v128.load(kernel, 16);
      const p = splat(a), q = splat(b);
      a0 = madd(p, k0, a0); a1 = madd(p, k1, a1);
      b0 = madd(q, k0, b0); b1 = madd(q, k1, b1);
      const r = splat(c), s = splat(d);
      c0 = madd(r, k0, c0); c1 = madd(r, k1, c1);
      d0 = madd(s, k0, d0); d1 = madd(s, k1, d1);
      a += 4;
      b += 4;
      c += 4;
      d += 4;
      kernel += kernelStep;
    }
    a += skip;
    b += skip;
    c += skip;
    d += skip;
  }
  const low = f32x4.splat(floor);
  v128.store(toA, f32x4.pmax(a0, low)); v128.store(toA, f32x4.pmax(a1, low), 16);
  v128.store(toB, f32x4.pmax(b0, low)); v128.store(toB, f32x4.pmax(b1, low), 16);
  v128.store(toC, f32x4.pmax(c0, low)); v128.store(toC, f32x4.pmax(c1, low), 16);
  v128.store(toD, f32x4.pmax(d0, low)); v128.store(toD, f32x4.pmax(d1, low), 16);
}

/** 4 patches x 4 filters, the last ones. */
export function quad1(
  a: usize, b: usize, c: usize, d: usize, kernel: usize,
  rows: i32, run: i32, imageStep: i32, kernelStep: i32,
  fromA: usize, fromB: usize, fromC: usize, fromD: usize,
  toA: usize, toB: usize, toC: usize, toD: usize, floor: f32,
): void {
  let a0 = v128.load(fromA), b0 = v128.load(fromB), c0 = v128.load(fromC), d0 = v128.load(fromD);
  const skip = imageStep - (run << 2);
  for (; rows > 0; rows--) {
    const end = a + (run << 2);
    while (a < end) {
      const k0 = v128.load(kernel);
      a0 = madd(splat(a), k0, a0);
      b0 = madd(splat(b), k0, b0);
      c0 = madd(splat(c), k0, c0);
      d0 = madd(splat(d), k0, d0);
      a += 4;
      b += 4;
      c += 4;
      d += 4;
      kernel += kernelStep;
    }
    a += skip;
    b += skip;
    c += skip;
    d += skip;
  }
  const low = f32x4.splat(floor);
  v128.store(toA, f32x4.pmax(a0, low));
  v128.store(toB, f32x4.pmax(b0, low));
  v128.store(toC, f32x4.pmax(c0, low));
  v128.store(toD, f32x4.pmax(d0, low));
}
