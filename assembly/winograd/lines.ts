import { constant, madd } from '../simd';

/*
 * Winograd's algorithm for 4 results of a kernel of 3, along one axis: polynomials are evaluated at 0, +-3/4, +-3/2 and infinity, points for
 * which rounding errors are small. Each function transforms lines of `bytes` bytes, a multiple of 16, element by element. Vectors are
 * processed in neighbouring pairs, which wide engines join. `k`: see `writeCoefficients`.
 */

const A: f32 = 0.75, B: f32 = 1.5, A2: f32 = A * A, B2: f32 = B * B, A3: f32 = A * A2, B3: f32 = B * B2;
/** Coefficients of (x^2 - A2)(x^2 - B2). */
const P: f32 = A2 * B2, Q: f32 = A2 + B2;
const OF_A: f32 = 1 / (2 * A2 * (A2 - B2)), OF_B: f32 = 1 / (2 * B2 * (B2 - A2));

/** Coefficients in memory, where a vector of one is a single load; the engine would make it anew from integers at each use. */
@unmanaged
class Coefficients {
  a: f32;
  b: f32;
  /** Of pixels. */
  p: f32;
  minusQ: f32;
  minusA2: f32;
  minusB2: f32;
  /** Of kernels. */
  ofP: f32;
  na: f32;
  nb: f32;
  ka: f32;
  kb: f32;
  la: f32;
  lb: f32;
  /** Of results. */
  a2: f32;
  b2: f32;
  a3: f32;
  b3: f32;
}

/** Bytes of the coefficients. */
export const COEFFICIENTS_ROOM: i32 = offsetof<Coefficients>();

/** Writes the coefficients that the functions below read at `k`. */
export function writeCoefficients(k: usize): void {
  const c = changetype<Coefficients>(k);
  c.a = A;
  c.b = B;
  c.p = P;
  c.minusQ = -Q;
  c.minusA2 = -A2;
  c.minusB2 = -B2;
  c.ofP = 1 / P;
  c.na = OF_A;
  c.nb = OF_B;
  c.ka = A * OF_A;
  c.kb = B * OF_B;
  c.la = A2 * OF_A;
  c.lb = B2 * OF_B;
  c.a2 = A2;
  c.b2 = B2;
  c.a3 = A3;
  c.b3 = B3;
}

/** Six lines of pixels to six lines, `step` bytes apart. */
export function inputLines(
  d: usize, e: usize, f: usize, g: usize, h: usize, i: usize, target: usize, step: usize, bytes: usize, k: usize,
): void {
  const two = step + step, three = two + step, four = two + two, five = four + step;
  let at: usize = 0;
  for (; at + 32 <= bytes; at += 32, target += 32) {
    const p = constant(k, offsetof<Coefficients>('p')), q = constant(k, offsetof<Coefficients>('minusQ'));
    const a = constant(k, offsetof<Coefficients>('a')), b = constant(k, offsetof<Coefficients>('b'));
    const a2 = constant(k, offsetof<Coefficients>('minusA2')), b2 = constant(k, offsetof<Coefficients>('minusB2'));
    const d1 = v128.load(e + at), e1 = v128.load(e + at, 16), d3 = v128.load(g + at), e3 = v128.load(g + at, 16);
    const t5 = madd(d1, p, madd(d3, q, v128.load(i + at))), u5 = madd(e1, p, madd(e3, q, v128.load(i + at, 16)));
    v128.store(target + five, u5, 16); v128.store(target + five, t5);
    const oa = f32x4.mul(a, madd(d1, b2, d3)), pa = f32x4.mul(a, madd(e1, b2, e3));
    const ob = f32x4.mul(b, madd(d1, a2, d3)), pb = f32x4.mul(b, madd(e1, a2, e3));
    const d2 = v128.load(f + at), e2 = v128.load(f + at, 16), d4 = v128.load(h + at), e4 = v128.load(h + at, 16);
    const t0 = madd(v128.load(d + at), p, madd(d2, q, d4)), u0 = madd(v128.load(d + at, 16), p, madd(e2, q, e4));
    v128.store(target, u0, 16); v128.store(target, t0);
    const ea = madd(d2, b2, d4), fa = madd(e2, b2, e4), eb = madd(d2, a2, d4), fb = madd(e2, a2, e4);
    v128.store(target + step, f32x4.add(fa, pa), 16); v128.store(target + step, f32x4.add(ea, oa));
    v128.store(target + two, f32x4.sub(fa, pa), 16); v128.store(target + two, f32x4.sub(ea, oa));
    v128.store(target + three, f32x4.add(fb, pb), 16); v128.store(target + three, f32x4.add(eb, ob));
    v128.store(target + four, f32x4.sub(fb, pb), 16); v128.store(target + four, f32x4.sub(eb, ob));
  }
  if (at == bytes) return;
  const p = constant(k, offsetof<Coefficients>('p')), q = constant(k, offsetof<Coefficients>('minusQ'));
  const a = constant(k, offsetof<Coefficients>('a')), b = constant(k, offsetof<Coefficients>('b'));
  const a2 = constant(k, offsetof<Coefficients>('minusA2')), b2 = constant(k, offsetof<Coefficients>('minusB2'));
  const d1 = v128.load(e + at), d2 = v128.load(f + at), d3 = v128.load(g + at), d4 = v128.load(h + at);
  v128.store(target + five, madd(d1, p, madd(d3, q, v128.load(i + at))));
  v128.store(target, madd(v128.load(d + at), p, madd(d2, q, d4)));
  const oa = f32x4.mul(a, madd(d1, b2, d3)), ob = f32x4.mul(b, madd(d1, a2, d3));
  const ea = madd(d2, b2, d4), eb = madd(d2, a2, d4);
  v128.store(target + step, f32x4.add(ea, oa)); v128.store(target + two, f32x4.sub(ea, oa));
  v128.store(target + three, f32x4.add(eb, ob)); v128.store(target + four, f32x4.sub(eb, ob));
}

/** Three lines of kernels, `from` bytes apart, to six, `step` bytes apart; `bytes` is a multiple of 32. */
export function kernelLines(source: usize, from: usize, target: usize, step: usize, bytes: usize, k: usize): void {
  const two = step + step, three = two + step, four = two + two, five = four + step, second = from + from;
  for (const end = source + bytes; source < end; source += 32, target += 32) {
    const p = constant(k, offsetof<Coefficients>('ofP'));
    const na = constant(k, offsetof<Coefficients>('na')), nb = constant(k, offsetof<Coefficients>('nb'));
    const ka = constant(k, offsetof<Coefficients>('ka')), kb = constant(k, offsetof<Coefficients>('kb'));
    const la = constant(k, offsetof<Coefficients>('la')), lb = constant(k, offsetof<Coefficients>('lb'));
    const g0 = v128.load(source), h0 = v128.load(source, 16);
    v128.store(target, f32x4.mul(h0, p), 16); v128.store(target, f32x4.mul(g0, p));
    const g2 = v128.load(source + second), h2 = v128.load(source + second, 16);
    v128.store(target + five, h2, 16); v128.store(target + five, g2);
    const g1 = v128.load(source + from), h1 = v128.load(source + from, 16);
    const ea = madd(g2, la, f32x4.mul(g0, na)), fa = madd(h2, la, f32x4.mul(h0, na));
    const oa = f32x4.mul(g1, ka), pa = f32x4.mul(h1, ka);
    v128.store(target + step, f32x4.add(fa, pa), 16); v128.store(target + step, f32x4.add(ea, oa));
    v128.store(target + two, f32x4.sub(fa, pa), 16); v128.store(target + two, f32x4.sub(ea, oa));
    const eb = madd(g2, lb, f32x4.mul(g0, nb)), fb = madd(h2, lb, f32x4.mul(h0, nb));
    const ob = f32x4.mul(g1, kb), pb = f32x4.mul(h1, kb);
    v128.store(target + three, f32x4.add(fb, pb), 16); v128.store(target + three, f32x4.add(eb, ob));
    v128.store(target + four, f32x4.sub(fb, pb), 16); v128.store(target + four, f32x4.sub(eb, ob));
  }
}

/** Six lines of sums, `step` bytes apart, to four in place of the first; `bytes` is a multiple of 32. */
export function resultLines(lines: usize, step: usize, bytes: usize, k: usize): void {
  const two = step + step, three = two + step, four = two + two, five = four + step;
  for (const end = lines + bytes; lines < end; lines += 32) {
    const a = constant(k, offsetof<Coefficients>('a')), b = constant(k, offsetof<Coefficients>('b'));
    const a2 = constant(k, offsetof<Coefficients>('a2')), b2 = constant(k, offsetof<Coefficients>('b2'));
    const a3 = constant(k, offsetof<Coefficients>('a3')), b3 = constant(k, offsetof<Coefficients>('b3'));
    const m1 = v128.load(lines + step), n1 = v128.load(lines + step, 16);
    const m2 = v128.load(lines + two), n2 = v128.load(lines + two, 16);
    const s1 = f32x4.add(m1, m2), t1 = f32x4.add(n1, n2), d1 = f32x4.sub(m1, m2), e1 = f32x4.sub(n1, n2);
    const m3 = v128.load(lines + three), n3 = v128.load(lines + three, 16);
    const m4 = v128.load(lines + four), n4 = v128.load(lines + four, 16);
    const s2 = f32x4.add(m3, m4), t2 = f32x4.add(n3, n4), d2 = f32x4.sub(m3, m4), e2 = f32x4.sub(n3, n4);
    const y0 = f32x4.add(v128.load(lines), f32x4.add(s1, s2)), z0 = f32x4.add(v128.load(lines, 16), f32x4.add(t1, t2));
    v128.store(lines, z0, 16); v128.store(lines, y0);
    v128.store(lines + step, madd(e1, a, f32x4.mul(e2, b)), 16); v128.store(lines + step, madd(d1, a, f32x4.mul(d2, b)));
    v128.store(lines + two, madd(t1, a2, f32x4.mul(t2, b2)), 16); v128.store(lines + two, madd(s1, a2, f32x4.mul(s2, b2)));
    const y3 = madd(d1, a3, madd(d2, b3, v128.load(lines + five))), z3 = madd(e1, a3, madd(e2, b3, v128.load(lines + five, 16)));
    v128.store(lines + three, z3, 16); v128.store(lines + three, y3);
  }
}
