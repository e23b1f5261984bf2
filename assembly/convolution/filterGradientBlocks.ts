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

/** The same for 4 filters. */
export function accumulate1(
  inputs: usize, patches: i32, o0: usize, o1: usize, gradients: usize, step: i32, k0: usize, k1: usize,
): void {
  let a0 = v128.load(k0), b0 = v128.load(k1);
  const end = inputs + (patches << 2);
  while (inputs < end) {
    const patch = <usize>load<u32>(inputs);
    const g0 = v128.load(gradients);
    a0 = madd(splat(patch + o0), g0, a0);
    b0 = madd(splat(patch + o1), g0, b0);
    inputs += 4;
    gradients += step;
  }
  v128.store(k0, a0);
  v128.store(k1, b0);
}
