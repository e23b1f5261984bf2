import { inverseOf, series, seriesEnd } from './channelSums';
import { NormalizedPoolJob, placeOf } from './normalizedPoolJob';
import { GROUP, squarePixels, sumOf, wideFlags, wideRow, wideRowBytes } from './pairedRows';

/**
 * The gradient of `windows` windows side by side, at most `GROUP`, as from `keepPixel`, `passToLargest` and `addNeighbourTerms`. Returns false where the
 * series is not accurate enough for one of them: its result must be computed again, with roots.
 */
// @ts-ignore: decorator
@inline
export function passBackPaired(job: NormalizedPoolJob, x: usize, dx: usize, dy: usize, windows: i32, average: bool): bool {
  const channels = job.channels, step = job.xStep, down = placeOf(job, 2, step), flags = wideFlags(job);
  const lower = 2 * GROUP * wideRowBytes(channels), far = 2 * lower;
  const rows = wideRow(job, 0);
  squarePixels(x, step, rows, channels, 2 * windows);
  squarePixels(x + down, step, rows + lower, channels, 2 * windows);
  v128.store(flags, f32x4.splat(0));
  v128.store(flags, f32x4.splat(0), 16);
  let from = x, gradients = dy, row = rows;
  for (let window = 0; window < windows; window++) {
    if (average) {
      shareWindow(job, from, gradients, row, far);
      shareWindow(job, from + down, gradients, row + lower, far);
    } else passWindow(job, from, gradients, row, lower, far);
    from += 2 * step;
    gradients += channels << 2;
    row += 2 * wideRowBytes(channels);
  }
  addTerms(job, x, dx, rows, far, 2 * windows);
  addTerms(job, x + down, dx + placeOf(job, 2, job.dxStep), rows + lower, far, 2 * windows);
  return !v128.any_true(v128.or(v128.load(flags), v128.load(flags, 16)));
}

/** The window's dy n^-beta at `rows + far` and dy y / n at `rows + 2 far`, zero except for the first maximum. */
// @ts-ignore: decorator
@inline
function passWindow(job: NormalizedPoolJob, x: usize, dy: usize, rows: usize, lower: usize, far: usize): void {
  const alpha = f32x4.splat(job.alpha), bias = f32x4.splat(job.bias), end = seriesEnd(job.bias, job.alpha);
  const flags = wideFlags(job), row = wideRowBytes(job.channels), next = job.xStep, down = placeOf(job, 2, next);
  for (let at: usize = 0, on: usize = 16; at < <usize>job.channels << 2; at += 32, on += 32) {
    let besta = f32x4.splat(-Infinity), bestb = besta, placea = i32x4.splat(-1), placeb = placea;
    let factora = f32x4.splat(0), factorb = factora, excessa = factora, excessb = factora;
    let overa = v128.load(flags), overb = v128.load(flags, 16);
    const x0 = x + at, s0 = rows + at - 8, r0 = rows + on - 8;
    const e0a = f32x4.mul(alpha, sumOf(v128.load(s0, 8), v128.load(s0, 4), v128.load(s0, 12), v128.load(s0), v128.load(r0)));
    const e0b = f32x4.mul(alpha, sumOf(v128.load(s0, 24), v128.load(s0, 20), v128.load(s0, 28), v128.load(s0, 16), v128.load(r0, 16)));
    const f0a = series(e0a), y0a = f32x4.mul(v128.load(x0), f0a), w0a = f32x4.gt(y0a, besta);
    const f0b = series(e0b), y0b = f32x4.mul(v128.load(x0, 16), f0b), w0b = f32x4.gt(y0b, bestb);
    besta = v128.bitselect(y0a, besta, w0a);
    factora = v128.bitselect(f0a, factora, w0a);
    excessa = v128.bitselect(e0a, excessa, w0a);
    placea = v128.bitselect(i32x4.splat(0), placea, w0a);
    overa = v128.or(overa, f32x4.gt(e0a, end));
    bestb = v128.bitselect(y0b, bestb, w0b);
    factorb = v128.bitselect(f0b, factorb, w0b);
    excessb = v128.bitselect(e0b, excessb, w0b);
    placeb = v128.bitselect(i32x4.splat(0), placeb, w0b);
    overb = v128.or(overb, f32x4.gt(e0b, end));
    const x1 = x + next + at, s1 = rows + row + at - 8, r1 = rows + row + on - 8;
    const e1a = f32x4.mul(alpha, sumOf(v128.load(s1, 8), v128.load(s1, 4), v128.load(s1, 12), v128.load(s1), v128.load(r1)));
    const e1b = f32x4.mul(alpha, sumOf(v128.load(s1, 24), v128.load(s1, 20), v128.load(s1, 28), v128.load(s1, 16), v128.load(r1, 16)));
    const f1a = series(e1a), y1a = f32x4.mul(v128.load(x1), f1a), w1a = f32x4.gt(y1a, besta);
    const f1b = series(e1b), y1b = f32x4.mul(v128.load(x1, 16), f1b), w1b = f32x4.gt(y1b, bestb);
    besta = v128.bitselect(y1a, besta, w1a);
    factora = v128.bitselect(f1a, factora, w1a);
    excessa = v128.bitselect(e1a, excessa, w1a);
    placea = v128.bitselect(i32x4.splat(1), placea, w1a);
    overa = v128.or(overa, f32x4.gt(e1a, end));
    bestb = v128.bitselect(y1b, bestb, w1b);
    factorb = v128.bitselect(f1b, factorb, w1b);
    excessb = v128.bitselect(e1b, excessb, w1b);
    placeb = v128.bitselect(i32x4.splat(1), placeb, w1b);
    overb = v128.or(overb, f32x4.gt(e1b, end));
    const x2 = x + down + at, s2 = rows + lower + at - 8, r2 = rows + lower + on - 8;
    const e2a = f32x4.mul(alpha, sumOf(v128.load(s2, 8), v128.load(s2, 4), v128.load(s2, 12), v128.load(s2), v128.load(r2)));
    const e2b = f32x4.mul(alpha, sumOf(v128.load(s2, 24), v128.load(s2, 20), v128.load(s2, 28), v128.load(s2, 16), v128.load(r2, 16)));
    const f2a = series(e2a), y2a = f32x4.mul(v128.load(x2), f2a), w2a = f32x4.gt(y2a, besta);
    const f2b = series(e2b), y2b = f32x4.mul(v128.load(x2, 16), f2b), w2b = f32x4.gt(y2b, bestb);
    besta = v128.bitselect(y2a, besta, w2a);
    factora = v128.bitselect(f2a, factora, w2a);
    excessa = v128.bitselect(e2a, excessa, w2a);
    placea = v128.bitselect(i32x4.splat(2), placea, w2a);
    overa = v128.or(overa, f32x4.gt(e2a, end));
    bestb = v128.bitselect(y2b, bestb, w2b);
    factorb = v128.bitselect(f2b, factorb, w2b);
    excessb = v128.bitselect(e2b, excessb, w2b);
    placeb = v128.bitselect(i32x4.splat(2), placeb, w2b);
    overb = v128.or(overb, f32x4.gt(e2b, end));
    const x3 = x + down + next + at, s3 = rows + lower + row + at - 8, r3 = rows + lower + row + on - 8;
    const e3a = f32x4.mul(alpha, sumOf(v128.load(s3, 8), v128.load(s3, 4), v128.load(s3, 12), v128.load(s3), v128.load(r3)));
    const e3b = f32x4.mul(alpha, sumOf(v128.load(s3, 24), v128.load(s3, 20), v128.load(s3, 28), v128.load(s3, 16), v128.load(r3, 16)));
    const f3a = series(e3a), y3a = f32x4.mul(v128.load(x3), f3a), w3a = f32x4.gt(y3a, besta);
    const f3b = series(e3b), y3b = f32x4.mul(v128.load(x3, 16), f3b), w3b = f32x4.gt(y3b, bestb);
    besta = v128.bitselect(y3a, besta, w3a);
    factora = v128.bitselect(f3a, factora, w3a);
    excessa = v128.bitselect(e3a, excessa, w3a);
    placea = v128.bitselect(i32x4.splat(3), placea, w3a);
    overa = v128.or(overa, f32x4.gt(e3a, end));
    bestb = v128.bitselect(y3b, bestb, w3b);
    factorb = v128.bitselect(f3b, factorb, w3b);
    excessb = v128.bitselect(e3b, excessb, w3b);
    placeb = v128.bitselect(i32x4.splat(3), placeb, w3b);
    overb = v128.or(overb, f32x4.gt(e3b, end));
    v128.store(flags, overa);
    v128.store(flags, overb, 16);
    const ga = v128.load(dy + at), directa = f32x4.mul(ga, factora), terma = f32x4.mul(f32x4.mul(ga, besta), inverseOf(excessa, bias));
    const gb = v128.load(dy + at, 16), directb = f32x4.mul(gb, factorb), termb = f32x4.mul(f32x4.mul(gb, bestb), inverseOf(excessb, bias));
    const to0 = rows + far + at;
    const m0a = i32x4.eq(placea, i32x4.splat(0));
    const m0b = i32x4.eq(placeb, i32x4.splat(0));
    v128.store(to0, v128.and(m0a, directa));
    v128.store(to0, v128.and(m0b, directb), 16);
    v128.store(to0 + far, v128.and(m0a, terma));
    v128.store(to0 + far, v128.and(m0b, termb), 16);
    const to1 = rows + row + far + at;
    const m1a = i32x4.eq(placea, i32x4.splat(1));
    const m1b = i32x4.eq(placeb, i32x4.splat(1));
    v128.store(to1, v128.and(m1a, directa));
    v128.store(to1, v128.and(m1b, directb), 16);
    v128.store(to1 + far, v128.and(m1a, terma));
    v128.store(to1 + far, v128.and(m1b, termb), 16);
    const to2 = rows + lower + far + at;
    const m2a = i32x4.eq(placea, i32x4.splat(2));
    const m2b = i32x4.eq(placeb, i32x4.splat(2));
    v128.store(to2, v128.and(m2a, directa));
    v128.store(to2, v128.and(m2b, directb), 16);
    v128.store(to2 + far, v128.and(m2a, terma));
    v128.store(to2 + far, v128.and(m2b, termb), 16);
    const to3 = rows + lower + row + far + at;
    const m3a = i32x4.eq(placea, i32x4.splat(3));
    const m3b = i32x4.eq(placeb, i32x4.splat(3));
    v128.store(to3, v128.and(m3a, directa));
    v128.store(to3, v128.and(m3b, directb), 16);
    v128.store(to3 + far, v128.and(m3a, terma));
    v128.store(to3 + far, v128.and(m3b, termb), 16);
  }
}

/** The same for two pixels of a window's mean, which receive a quarter of dy each. */
// @ts-ignore: decorator
@inline
function shareWindow(job: NormalizedPoolJob, x: usize, dy: usize, rows: usize, far: usize): void {
  const alpha = f32x4.splat(job.alpha), bias = f32x4.splat(job.bias), end = seriesEnd(job.bias, job.alpha);
  const flags = wideFlags(job), quarter = f32x4.splat(0.25);
  for (let pixel = 0; pixel < 2; pixel++) {
    for (let at: usize = 0, on: usize = 16; at < <usize>job.channels << 2; at += 32, on += 32) {
      const s = rows + at - 8, r = rows + on - 8, to = rows + far + at;
      const ea = f32x4.mul(alpha, sumOf(v128.load(s, 8), v128.load(s, 4), v128.load(s, 12), v128.load(s), v128.load(r)));
      const eb = f32x4.mul(alpha, sumOf(v128.load(s, 24), v128.load(s, 20), v128.load(s, 28), v128.load(s, 16), v128.load(r, 16)));
      const fa = series(ea), ga = f32x4.mul(v128.load(dy + at), quarter), ya = f32x4.mul(v128.load(x + at), fa);
      const fb = series(eb), gb = f32x4.mul(v128.load(dy + at, 16), quarter), yb = f32x4.mul(v128.load(x + at, 16), fb);
      const overa = v128.or(v128.load(flags), f32x4.gt(ea, end)), overb = v128.or(v128.load(flags, 16), f32x4.gt(eb, end));
      v128.store(flags, overa);
      v128.store(flags, overb, 16);
      v128.store(to, f32x4.mul(ga, fa));
      v128.store(to, f32x4.mul(gb, fb), 16);
      v128.store(to + far, f32x4.mul(f32x4.mul(ga, ya), inverseOf(ea, bias)));
      v128.store(to + far, f32x4.mul(f32x4.mul(gb, yb), inverseOf(eb, bias)), 16);
    }
    x += job.xStep;
    rows += wideRowBytes(job.channels);
  }
}

/** dx of `count` pixels: dy n^-beta + scale x sum of dy y / n over 2 neighbours on each side. */
// @ts-ignore: decorator
@inline
function addTerms(job: NormalizedPoolJob, x: usize, dx: usize, rows: usize, far: usize, count: i32): void {
  const scale = f32x4.splat(-0.5 * job.alpha * <f32>job.betaQuarters), zero = f32x4.splat(0);
  // Without ReLU everything is passed back.
  const all = i32x4.splat(job.relu ? 0 : -1);
  for (let pixel = 0; pixel < count; pixel++) {
    for (let at: usize = 0, on: usize = 16; at < <usize>job.channels << 2; at += 32, on += 32) {
      const direct = rows + far + at, s = rows + 2 * far + at - 8, r = rows + 2 * far + on - 8;
      const xa = v128.load(x + at), ta = f32x4.mul(f32x4.mul(scale, xa), sumOf(v128.load(s, 8), v128.load(s, 4), v128.load(s, 12), v128.load(s), v128.load(r)));
      const xb = v128.load(x + at, 16), tb = f32x4.mul(f32x4.mul(scale, xb), sumOf(v128.load(s, 24), v128.load(s, 20), v128.load(s, 28), v128.load(s, 16), v128.load(r, 16)));
      const da = f32x4.add(v128.load(direct), ta);
      const db = f32x4.add(v128.load(direct, 16), tb);
      v128.store(dx + at, v128.and(da, v128.or(all, f32x4.gt(xa, zero))));
      v128.store(dx + at, v128.and(db, v128.or(all, f32x4.gt(xb, zero))), 16);
    }
    x += job.xStep;
    dx += job.dxStep;
    rows += wideRowBytes(job.channels);
  }
}
