import { madd, splat } from '../simd';
import { ELEMENT, Panel } from './forwardBlocks';

// Blocks of the build for 256 bits: V8 joins the neighbouring halves of what follows, so that each line of a block is two operations.

/** 6 patches x 16 filters: with joined halves 12 sums, two vectors of weights and one pixel fill V8's 15 registers. */
export function many4(panel: Panel, inputs: usize, rows: usize): void {
  const right = panel.right, bias = panel.bias, kernel = panel.kernel, end = panel.end;
  let at = panel.elements;
  const a: usize = load<u32>(inputs); const b: usize = load<u32>(inputs, 4);
  const c: usize = load<u32>(inputs, 8); const d: usize = load<u32>(inputs, 12);
  const e: usize = load<u32>(inputs, 16); const f: usize = load<u32>(inputs, 20);
  const toA: usize = <usize>load<u32>(rows) + right; const toB: usize = <usize>load<u32>(rows, 4) + right;
  const toC: usize = <usize>load<u32>(rows, 8) + right; const toD: usize = <usize>load<u32>(rows, 12) + right;
  const toE: usize = <usize>load<u32>(rows, 16) + right; const toF: usize = <usize>load<u32>(rows, 20) + right;
  const fromA = bias ? bias : toA; const fromB = bias ? bias : toB;
  const fromC = bias ? bias : toC; const fromD = bias ? bias : toD;
  const fromE = bias ? bias : toE; const fromF = bias ? bias : toF;
  let a0 = v128.load(fromA), a1 = v128.load(fromA, 16), a2 = v128.load(fromA, 32), a3 = v128.load(fromA, 48);
  let b0 = v128.load(fromB), b1 = v128.load(fromB, 16), b2 = v128.load(fromB, 32), b3 = v128.load(fromB, 48);
  let c0 = v128.load(fromC), c1 = v128.load(fromC, 16), c2 = v128.load(fromC, 32), c3 = v128.load(fromC, 48);
  let d0 = v128.load(fromD), d1 = v128.load(fromD, 16), d2 = v128.load(fromD, 32), d3 = v128.load(fromD, 48);
  let e0 = v128.load(fromE), e1 = v128.load(fromE, 16), e2 = v128.load(fromE, 32), e3 = v128.load(fromE, 48);
  let f0 = v128.load(fromF), f1 = v128.load(fromF, 16), f2 = v128.load(fromF, 32), f3 = v128.load(fromF, 48);
  while (at < end) {
    const element = load<u64>(at);
    const offset = <usize>element, k = kernel + <usize>(element >> 32);
    const k0 = v128.load(k), k1 = v128.load(k, 16), k2 = v128.load(k, 32), k3 = v128.load(k, 48);
    const fx = splat(f + offset);
    f0 = madd(fx, k0, f0); f1 = madd(fx, k1, f1); f2 = madd(fx, k2, f2); f3 = madd(fx, k3, f3);
    const ex = splat(e + offset);
    e0 = madd(ex, k0, e0); e1 = madd(ex, k1, e1); e2 = madd(ex, k2, e2); e3 = madd(ex, k3, e3);
    const dx = splat(d + offset);
    d0 = madd(dx, k0, d0); d1 = madd(dx, k1, d1); d2 = madd(dx, k2, d2); d3 = madd(dx, k3, d3);
    const cx = splat(c + offset);
    c0 = madd(cx, k0, c0); c1 = madd(cx, k1, c1); c2 = madd(cx, k2, c2); c3 = madd(cx, k3, c3);
    const bx = splat(b + offset);
    b0 = madd(bx, k0, b0); b1 = madd(bx, k1, b1); b2 = madd(bx, k2, b2); b3 = madd(bx, k3, b3);
    const ax = splat(a + offset);
    a0 = madd(ax, k0, a0); a1 = madd(ax, k1, a1); a2 = madd(ax, k2, a2); a3 = madd(ax, k3, a3);
    at += ELEMENT;
  }
  const low = f32x4.splat(panel.floor);
  v128.store(toA, f32x4.pmax(a1, low), 16); v128.store(toA, f32x4.pmax(a0, low));
  v128.store(toA, f32x4.pmax(a3, low), 48); v128.store(toA, f32x4.pmax(a2, low), 32);
  v128.store(toB, f32x4.pmax(b1, low), 16); v128.store(toB, f32x4.pmax(b0, low));
  v128.store(toB, f32x4.pmax(b3, low), 48); v128.store(toB, f32x4.pmax(b2, low), 32);
  v128.store(toC, f32x4.pmax(c1, low), 16); v128.store(toC, f32x4.pmax(c0, low));
  v128.store(toC, f32x4.pmax(c3, low), 48); v128.store(toC, f32x4.pmax(c2, low), 32);
  v128.store(toD, f32x4.pmax(d1, low), 16); v128.store(toD, f32x4.pmax(d0, low));
  v128.store(toD, f32x4.pmax(d3, low), 48); v128.store(toD, f32x4.pmax(d2, low), 32);
  v128.store(toE, f32x4.pmax(e1, low), 16); v128.store(toE, f32x4.pmax(e0, low));
  v128.store(toE, f32x4.pmax(e3, low), 48); v128.store(toE, f32x4.pmax(e2, low), 32);
  v128.store(toF, f32x4.pmax(f1, low), 16); v128.store(toF, f32x4.pmax(f0, low));
  v128.store(toF, f32x4.pmax(f3, low), 48); v128.store(toF, f32x4.pmax(f2, low), 32);
}

/** 4 patches x 16 filters. */
export function quad4(panel: Panel, inputs: usize, rows: usize): void {
  const right = panel.right, bias = panel.bias, kernel = panel.kernel, end = panel.end;
  let at = panel.elements;
  const a: usize = load<u32>(inputs); const b: usize = load<u32>(inputs, 4);
  const c: usize = load<u32>(inputs, 8); const d: usize = load<u32>(inputs, 12);
  const toA: usize = <usize>load<u32>(rows) + right; const toB: usize = <usize>load<u32>(rows, 4) + right;
  const toC: usize = <usize>load<u32>(rows, 8) + right; const toD: usize = <usize>load<u32>(rows, 12) + right;
  const fromA = bias ? bias : toA; const fromB = bias ? bias : toB;
  const fromC = bias ? bias : toC; const fromD = bias ? bias : toD;
  let a0 = v128.load(fromA), a1 = v128.load(fromA, 16), a2 = v128.load(fromA, 32), a3 = v128.load(fromA, 48);
  let b0 = v128.load(fromB), b1 = v128.load(fromB, 16), b2 = v128.load(fromB, 32), b3 = v128.load(fromB, 48);
  let c0 = v128.load(fromC), c1 = v128.load(fromC, 16), c2 = v128.load(fromC, 32), c3 = v128.load(fromC, 48);
  let d0 = v128.load(fromD), d1 = v128.load(fromD, 16), d2 = v128.load(fromD, 32), d3 = v128.load(fromD, 48);
  while (at < end) {
    const element = load<u64>(at);
    const offset = <usize>element, k = kernel + <usize>(element >> 32);
    const k0 = v128.load(k), k1 = v128.load(k, 16), k2 = v128.load(k, 32), k3 = v128.load(k, 48);
    const dx = splat(d + offset);
    d0 = madd(dx, k0, d0); d1 = madd(dx, k1, d1); d2 = madd(dx, k2, d2); d3 = madd(dx, k3, d3);
    const cx = splat(c + offset);
    c0 = madd(cx, k0, c0); c1 = madd(cx, k1, c1); c2 = madd(cx, k2, c2); c3 = madd(cx, k3, c3);
    const bx = splat(b + offset);
    b0 = madd(bx, k0, b0); b1 = madd(bx, k1, b1); b2 = madd(bx, k2, b2); b3 = madd(bx, k3, b3);
    const ax = splat(a + offset);
    a0 = madd(ax, k0, a0); a1 = madd(ax, k1, a1); a2 = madd(ax, k2, a2); a3 = madd(ax, k3, a3);
    at += ELEMENT;
  }
  const low = f32x4.splat(panel.floor);
  v128.store(toA, f32x4.pmax(a1, low), 16); v128.store(toA, f32x4.pmax(a0, low));
  v128.store(toA, f32x4.pmax(a3, low), 48); v128.store(toA, f32x4.pmax(a2, low), 32);
  v128.store(toB, f32x4.pmax(b1, low), 16); v128.store(toB, f32x4.pmax(b0, low));
  v128.store(toB, f32x4.pmax(b3, low), 48); v128.store(toB, f32x4.pmax(b2, low), 32);
  v128.store(toC, f32x4.pmax(c1, low), 16); v128.store(toC, f32x4.pmax(c0, low));
  v128.store(toC, f32x4.pmax(c3, low), 48); v128.store(toC, f32x4.pmax(c2, low), 32);
  v128.store(toD, f32x4.pmax(d1, low), 16); v128.store(toD, f32x4.pmax(d0, low));
  v128.store(toD, f32x4.pmax(d3, low), 48); v128.store(toD, f32x4.pmax(d2, low), 32);
}
