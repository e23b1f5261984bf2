import { madd, splat } from '../simd';

/** Parameters shared by blocks of patches while a few filters of a tile are computed. */
@unmanaged
export class Panel {
  /** The filters' weights for the first element of a patch. */
  kernel: usize;
  /**
   * Table of the patches' elements, up to `end`: for each element its byte offset within a patch and the offset of its weights
   * from `kernel`.
   */
  elements: usize;
  end: usize;
  /** Byte offset of these filters within a row of outputs. */
  right: i32;
  /** Initial values of the sums; 0: start from the outputs. */
  bias: usize;
  /** Lower bound of the outputs. */
  floor: f32;
}

/** Bytes of an element. */
export const ELEMENT: i32 = 8;

/** Maximum number of patches computed together. */
export const MOST_PATCHES: i32 = ASC_FEATURE_RELAXED_SIMD ? 6 : 5;

/**
 * `MOST_PATCHES` patches x 8 filters: `inputs` and `rows` are lists of pointers to the patches and to their rows of outputs. It
 * keeps 12 sums (10 if a product needs its own register), so that no multiply-add waits for another. They fit into V8's 15
 * registers if each load stays next to its use. This requires a loop that is too large to be unrolled and not inside another
 * loop: the function is not inlined because it is called from two places.
 */
export function many2(panel: Panel, inputs: usize, rows: usize): void {
  const right = panel.right, bias = panel.bias, kernel = panel.kernel, end = panel.end;
  let at = panel.elements;
  const a: usize = load<u32>(inputs); const b: usize = load<u32>(inputs, 4);
  const c: usize = load<u32>(inputs, 8); const d: usize = load<u32>(inputs, 12);
  const e: usize = load<u32>(inputs, 16); const f: usize = MOST_PATCHES == 6 ? load<u32>(inputs, 20) : 0;
  const toA: usize = <usize>load<u32>(rows) + right; const toB: usize = <usize>load<u32>(rows, 4) + right;
  const toC: usize = <usize>load<u32>(rows, 8) + right; const toD: usize = <usize>load<u32>(rows, 12) + right;
  const toE: usize = <usize>load<u32>(rows, 16) + right; const toF: usize = MOST_PATCHES == 6 ? <usize>load<u32>(rows, 20) + right : toE;
  let a0: v128, a1: v128, b0: v128, b1: v128, c0: v128, c1: v128;
  let d0: v128, d1: v128, e0: v128, e1: v128, f0: v128, f1: v128;
  if (bias) {
    a0 = b0 = c0 = d0 = e0 = f0 = v128.load(bias);
    a1 = b1 = c1 = d1 = e1 = f1 = v128.load(bias, 16);
  } else {
    a0 = v128.load(toA); a1 = v128.load(toA, 16); b0 = v128.load(toB); b1 = v128.load(toB, 16);
    c0 = v128.load(toC); c1 = v128.load(toC, 16); d0 = v128.load(toD); d1 = v128.load(toD, 16);
    e0 = v128.load(toE); e1 = v128.load(toE, 16); f0 = v128.load(toF); f1 = v128.load(toF, 16);
  }
  while (at < end) {
    const element = load<u64>(at);
    const offset = <usize>element, k = kernel + <usize>(element >> 32);
    const k0 = v128.load(k), k1 = v128.load(k, 16);
    if (MOST_PATCHES == 6) {
      const fx = splat(f + offset);
      f0 = madd(fx, k0, f0); f1 = madd(fx, k1, f1);
    }
    const ex = splat(e + offset);
    e0 = madd(ex, k0, e0); e1 = madd(ex, k1, e1);
    const dx = splat(d + offset);
    d0 = madd(dx, k0, d0); d1 = madd(dx, k1, d1);
    const cx = splat(c + offset);
    c0 = madd(cx, k0, c0); c1 = madd(cx, k1, c1);
    const bx = splat(b + offset);
    b0 = madd(bx, k0, b0); b1 = madd(bx, k1, b1);
    const ax = splat(a + offset);
    a0 = madd(ax, k0, a0); a1 = madd(ax, k1, a1);
    at += ELEMENT;
  }
  const low = f32x4.splat(panel.floor);
  v128.store(toA, f32x4.pmax(a1, low), 16); v128.store(toA, f32x4.pmax(a0, low));
  v128.store(toB, f32x4.pmax(b1, low), 16); v128.store(toB, f32x4.pmax(b0, low));
  v128.store(toC, f32x4.pmax(c1, low), 16); v128.store(toC, f32x4.pmax(c0, low));
  v128.store(toD, f32x4.pmax(d1, low), 16); v128.store(toD, f32x4.pmax(d0, low));
  v128.store(toE, f32x4.pmax(e1, low), 16); v128.store(toE, f32x4.pmax(e0, low));
  if (MOST_PATCHES == 6) {
    v128.store(toF, f32x4.pmax(f1, low), 16); v128.store(toF, f32x4.pmax(f0, low));
  }
}

/** 4 patches x 8 filters. */
export function quad2(panel: Panel, inputs: usize, rows: usize): void {
  const right = panel.right, bias = panel.bias, kernel = panel.kernel, end = panel.end;
  let at = panel.elements;
  const a: usize = load<u32>(inputs); const b: usize = load<u32>(inputs, 4);
  const c: usize = load<u32>(inputs, 8); const d: usize = load<u32>(inputs, 12);
  const toA: usize = <usize>load<u32>(rows) + right; const toB: usize = <usize>load<u32>(rows, 4) + right;
  const toC: usize = <usize>load<u32>(rows, 8) + right; const toD: usize = <usize>load<u32>(rows, 12) + right;
  const fromA = bias ? bias : toA; const fromB = bias ? bias : toB;
  const fromC = bias ? bias : toC; const fromD = bias ? bias : toD;
  let a0 = v128.load(fromA), a1 = v128.load(fromA, 16);
  let b0 = v128.load(fromB), b1 = v128.load(fromB, 16);
  let c0 = v128.load(fromC), c1 = v128.load(fromC, 16);
  let d0 = v128.load(fromD), d1 = v128.load(fromD, 16);
  while (at < end) {
    const element = load<u64>(at);
    const offset = <usize>element, k = kernel + <usize>(element >> 32);
    const k0 = v128.load(k), k1 = v128.load(k, 16);
    const dx = splat(d + offset);
    d0 = madd(dx, k0, d0); d1 = madd(dx, k1, d1);
    const cx = splat(c + offset);
    c0 = madd(cx, k0, c0); c1 = madd(cx, k1, c1);
    const bx = splat(b + offset);
    b0 = madd(bx, k0, b0); b1 = madd(bx, k1, b1);
    const ax = splat(a + offset);
    a0 = madd(ax, k0, a0); a1 = madd(ax, k1, a1);
    at += ELEMENT;
  }
  const low = f32x4.splat(panel.floor);
  v128.store(toA, f32x4.pmax(a1, low), 16); v128.store(toA, f32x4.pmax(a0, low));
  v128.store(toB, f32x4.pmax(b1, low), 16); v128.store(toB, f32x4.pmax(b0, low));
  v128.store(toC, f32x4.pmax(c1, low), 16); v128.store(toC, f32x4.pmax(c0, low));
  v128.store(toD, f32x4.pmax(d1, low), 16); v128.store(toD, f32x4.pmax(d0, low));
}

/** 4 patches x 4 filters. */
export function quad1(panel: Panel, inputs: usize, rows: usize): void {
  const right = panel.right, bias = panel.bias, kernel = panel.kernel, end = panel.end;
  let at = panel.elements;
  const a: usize = load<u32>(inputs); const b: usize = load<u32>(inputs, 4);
  const c: usize = load<u32>(inputs, 8); const d: usize = load<u32>(inputs, 12);
  const toA: usize = <usize>load<u32>(rows) + right; const toB: usize = <usize>load<u32>(rows, 4) + right;
  const toC: usize = <usize>load<u32>(rows, 8) + right; const toD: usize = <usize>load<u32>(rows, 12) + right;
  const fromA = bias ? bias : toA; const fromB = bias ? bias : toB;
  const fromC = bias ? bias : toC; const fromD = bias ? bias : toD;
  let a0 = v128.load(fromA);
  let b0 = v128.load(fromB);
  let c0 = v128.load(fromC);
  let d0 = v128.load(fromD);
  while (at < end) {
    const element = load<u64>(at);
    const offset = <usize>element, k0 = v128.load(kernel + <usize>(element >> 32));
    const dx = splat(d + offset);
    d0 = madd(dx, k0, d0);
    const cx = splat(c + offset);
    c0 = madd(cx, k0, c0);
    const bx = splat(b + offset);
    b0 = madd(bx, k0, b0);
    const ax = splat(a + offset);
    a0 = madd(ax, k0, a0);
    at += ELEMENT;
  }
  const low = f32x4.splat(panel.floor);
  v128.store(toA, f32x4.pmax(a0, low));
  v128.store(toB, f32x4.pmax(b0, low));
  v128.store(toC, f32x4.pmax(c0, low));
  v128.store(toD, f32x4.pmax(d0, low));
}
