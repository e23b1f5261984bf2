import { madd, splat } from '../simd';

/** Adds to 2 kernel rows x 16 filters at `k0`, `k1` the products of inputs and gradients, summed over the patches. */
export function accumulate4(
  inputs: usize, patches: i32, o0: usize, o1: usize, gradients: usize, step: i32, k0: usize, k1: usize,
): void {
  let a0 = v128.load(k0), a1 = v128.load(k0, 16), a2 = v128.load(k0, 32), a3 = v128.load(k0, 48);
  let b0 = v128.load(k1), b1 = v128.load(k1, 16), b2 = v128.load(k1, 32), b3 = v128.load(k1, 48);
  const end = inputs + (patches << 2);
  while (inputs < end) {
    const patch = <usize>load<u32>(inputs);
    const p = splat(patch + o0), q = splat(patch + o1);
    const g0 = v128.load(gradients), g1 = v128.load(gradients, 16);
    a0 = madd(p, g0, a0); b0 = madd(q, g0, b0);
    a1 = madd(p, g1, a1); b1 = madd(q, g1, b1);
    const g2 = v128.load(gradients, 32), g3 = v128.load(gradients, 48);
    a2 = madd(p, g2, a2); b2 = madd(q, g2, b2);
    a3 = madd(p, g3, a3); b3 = madd(q, g3, b3);
    inputs += 4;
    gradients += step;
  }
  v128.store(k0, a0); v128.store(k0, a1, 16); v128.store(k0, a2, 32); v128.store(k0, a3, 48);
  v128.store(k1, b0); v128.store(k1, b1, 16); v128.store(k1, b2, 32); v128.store(k1, b3, 48);
}

/** 4 kernel rows x 8 filters: the first of those that are left over. */
export function accumulate2(
  inputs: usize, patches: i32, o0: usize, o1: usize, o2: usize, o3: usize,
  gradients: usize, step: i32, k0: usize, k1: usize, k2: usize, k3: usize,
): void {
  let a0 = v128.load(k0), a1 = v128.load(k0, 16), b0 = v128.load(k1), b1 = v128.load(k1, 16);
  let c0 = v128.load(k2), c1 = v128.load(k2, 16), d0 = v128.load(k3), d1 = v128.load(k3, 16);
  const end = inputs + (patches << 2);
  while (inputs < end) {
    const patch = <usize>load<u32>(inputs);
    const g0 = v128.load(gradients), g1 = v128.load(gradients, 16);
    const p = splat(patch + o0), q = splat(patch + o1);
    a0 = madd(p, g0, a0); a1 = madd(p, g1, a1);
    b0 = madd(q, g0, b0); b1 = madd(q, g1, b1);
    const r = splat(patch + o2), s = splat(patch + o3);
    c0 = madd(r, g0, c0); c1 = madd(r, g1, c1);
    d0 = madd(s, g0, d0); d1 = madd(s, g1, d1);
    inputs += 4;
    gradients += step;
  }
  v128.store(k0, a0); v128.store(k0, a1, 16); v128.store(k1, b0); v128.store(k1, b1, 16);
  v128.store(k2, c0); v128.store(k2, c1, 16); v128.store(k3, d0); v128.store(k3, d1, 16);
}

/** 4 kernel rows x 4 filters: the last ones. */
export function accumulate1(
  inputs: usize, patches: i32, o0: usize, o1: usize, o2: usize, o3: usize,
  gradients: usize, step: i32, k0: usize, k1: usize, k2: usize, k3: usize,
): void {
  let a0 = v128.load(k0), b0 = v128.load(k1), c0 = v128.load(k2), d0 = v128.load(k3);
  const end = inputs + (patches << 2);
  while (inputs < end) {
    const patch = <usize>load<u32>(inputs);
    const g0 = v128.load(gradients);
    a0 = madd(splat(patch + o0), g0, a0);
    b0 = madd(splat(patch + o1), g0, b0);
    c0 = madd(splat(patch + o2), g0, c0);
    d0 = madd(splat(patch + o3), g0, d0);
    inputs += 4;
    gradients += step;
  }
  v128.store(k0, a0);
  v128.store(k1, b0);
  v128.store(k2, c0);
  v128.store(k3, d0);
}
