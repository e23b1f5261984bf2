import { inverseOf, lowest, quarter, series, seriesEnd } from './channelSums';
import { NormalizedPoolJob, placeOf } from './normalizedPoolJob';
import { GROUP, squarePixels, sumOf, largestExcess, wideRow, wideRowBytes } from './pairedRows';
import { constantsOf } from './squareRows';

/**
 * The gradient of `windows` windows side by side, at most `GROUP`, as from `keepPixel`, `passToLargest` and `addNeighbourTerms`. Returns false where the
 * series is not accurate enough for one of them: its result must be computed again, with roots.
 */
// @ts-ignore: decorator
@inline
export function passBackPaired(job: NormalizedPoolJob, x: usize, dx: usize, dy: usize, windows: i32, average: bool): bool {
  const channels = job.channels, step = job.xStep, down = placeOf(job, 2, step), largest = largestExcess(job);
  const lower = 2 * GROUP * wideRowBytes(channels), far = 2 * lower;
  const rows = wideRow(job, 0);
  squarePixels(x, step, rows, channels, 2 * windows);
  squarePixels(x + down, step, rows + lower, channels, 2 * windows);
  v128.store(largest, f32x4.splat(0), 16);
  v128.store(largest, f32x4.splat(0));
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
  return !v128.any_true(f32x4.gt(f32x4.pmax(v128.load(largest), v128.load(largest, 16)), seriesEnd(job.bias, job.alpha)));
}

/**
 * The window's dy n^-beta at `rows + far` and dy y / n at `rows + 2 far`, zero except for the first maximum. The maximum's n^-beta is computed
 * from its excess once more, which takes less than choosing it four times.
 */
// @ts-ignore: decorator
@inline
function passWindow(job: NormalizedPoolJob, x: usize, dy: usize, rows: usize, lower: usize, far: usize): void {
  const alpha = f32x4.splat(job.alpha), bias = f32x4.splat(job.bias), k = constantsOf(job);
  const largest = largestExcess(job), row = wideRowBytes(job.channels), next = job.xStep, down = placeOf(job, 2, next);
  for (let at: usize = 0, on: usize = 16; at < <usize>job.channels << 2; at += 32, on += 32) {
    let besta = lowest(k), bestb = besta, excessa = f32x4.splat(0), excessb = excessa;
    let mosta = v128.load(largest), mostb = v128.load(largest, 16);
    const x0 = x + at, s0 = rows + at - 8, r0 = rows + on - 8;
    const e0a = f32x4.mul(alpha, sumOf(v128.load(s0, 8), v128.load(s0, 4), v128.load(s0, 12), v128.load(s0), v128.load(r0)));
    const e0b = f32x4.mul(alpha, sumOf(v128.load(s0, 24), v128.load(s0, 20), v128.load(s0, 28), v128.load(s0, 16), v128.load(r0, 16)));
    const y0a = f32x4.mul(v128.load(x0), series(e0a, k)), w0a = f32x4.gt(y0a, besta);
    const y0b = f32x4.mul(v128.load(x0, 16), series(e0b, k)), w0b = f32x4.gt(y0b, bestb);
    besta = f32x4.pmax(besta, y0a);
    excessa = v128.bitselect(e0a, excessa, w0a);
    mosta = f32x4.pmax(mosta, e0a);
    bestb = f32x4.pmax(bestb, y0b);
    excessb = v128.bitselect(e0b, excessb, w0b);
    mostb = f32x4.pmax(mostb, e0b);
    const x1 = x + next + at, s1 = rows + row + at - 8, r1 = rows + row + on - 8;
    const e1a = f32x4.mul(alpha, sumOf(v128.load(s1, 8), v128.load(s1, 4), v128.load(s1, 12), v128.load(s1), v128.load(r1)));
    const e1b = f32x4.mul(alpha, sumOf(v128.load(s1, 24), v128.load(s1, 20), v128.load(s1, 28), v128.load(s1, 16), v128.load(r1, 16)));
    const y1a = f32x4.mul(v128.load(x1), series(e1a, k)), w1a = f32x4.gt(y1a, besta);
    const y1b = f32x4.mul(v128.load(x1, 16), series(e1b, k)), w1b = f32x4.gt(y1b, bestb);
    besta = f32x4.pmax(besta, y1a);
    excessa = v128.bitselect(e1a, excessa, w1a);
    mosta = f32x4.pmax(mosta, e1a);
    bestb = f32x4.pmax(bestb, y1b);
    excessb = v128.bitselect(e1b, excessb, w1b);
    mostb = f32x4.pmax(mostb, e1b);
    const x2 = x + down + at, s2 = rows + lower + at - 8, r2 = rows + lower + on - 8;
    const e2a = f32x4.mul(alpha, sumOf(v128.load(s2, 8), v128.load(s2, 4), v128.load(s2, 12), v128.load(s2), v128.load(r2)));
    const e2b = f32x4.mul(alpha, sumOf(v128.load(s2, 24), v128.load(s2, 20), v128.load(s2, 28), v128.load(s2, 16), v128.load(r2, 16)));
    const y2a = f32x4.mul(v128.load(x2), series(e2a, k)), w2a = f32x4.gt(y2a, besta);
    const y2b = f32x4.mul(v128.load(x2, 16), series(e2b, k)), w2b = f32x4.gt(y2b, bestb);
    besta = f32x4.pmax(besta, y2a);
    excessa = v128.bitselect(e2a, excessa, w2a);
    mosta = f32x4.pmax(mosta, e2a);
    bestb = f32x4.pmax(bestb, y2b);
    excessb = v128.bitselect(e2b, excessb, w2b);
    mostb = f32x4.pmax(mostb, e2b);
    const x3 = x + down + next + at, s3 = rows + lower + row + at - 8, r3 = rows + lower + row + on - 8;
    const e3a = f32x4.mul(alpha, sumOf(v128.load(s3, 8), v128.load(s3, 4), v128.load(s3, 12), v128.load(s3), v128.load(r3)));
    const e3b = f32x4.mul(alpha, sumOf(v128.load(s3, 24), v128.load(s3, 20), v128.load(s3, 28), v128.load(s3, 16), v128.load(r3, 16)));
    const y3a = f32x4.mul(v128.load(x3), series(e3a, k)), w3a = f32x4.gt(y3a, besta);
    const y3b = f32x4.mul(v128.load(x3, 16), series(e3b, k)), w3b = f32x4.gt(y3b, bestb);
    besta = f32x4.pmax(besta, y3a);
    excessa = v128.bitselect(e3a, excessa, w3a);
    mosta = f32x4.pmax(mosta, e3a);
    bestb = f32x4.pmax(bestb, y3b);
    excessb = v128.bitselect(e3b, excessb, w3b);
    mostb = f32x4.pmax(mostb, e3b);
    v128.store(largest, mostb, 16);
    v128.store(largest, mosta);
    const ga = v128.load(dy + at), directa = f32x4.mul(ga, series(excessa, k)), terma = f32x4.mul(f32x4.mul(ga, besta), inverseOf(excessa, bias, k));
    const gb = v128.load(dy + at, 16), directb = f32x4.mul(gb, series(excessb, k)), termb = f32x4.mul(f32x4.mul(gb, bestb), inverseOf(excessb, bias, k));
    const m2a = v128.andnot(w2a, w3a), latea = v128.or(w2a, w3a), m1a = v128.andnot(w1a, latea), m0a = v128.andnot(w0a, v128.or(w1a, latea));
    const m2b = v128.andnot(w2b, w3b), lateb = v128.or(w2b, w3b), m1b = v128.andnot(w1b, lateb), m0b = v128.andnot(w0b, v128.or(w1b, lateb));
    const to0 = rows + far + at;
    v128.store(to0, v128.and(m0b, directb), 16);
    v128.store(to0, v128.and(m0a, directa));
    v128.store(to0 + far, v128.and(m0b, termb), 16);
    v128.store(to0 + far, v128.and(m0a, terma));
    const to1 = rows + row + far + at;
    v128.store(to1, v128.and(m1b, directb), 16);
    v128.store(to1, v128.and(m1a, directa));
    v128.store(to1 + far, v128.and(m1b, termb), 16);
    v128.store(to1 + far, v128.and(m1a, terma));
    const to2 = rows + lower + far + at;
    v128.store(to2, v128.and(m2b, directb), 16);
    v128.store(to2, v128.and(m2a, directa));
    v128.store(to2 + far, v128.and(m2b, termb), 16);
    v128.store(to2 + far, v128.and(m2a, terma));
    const to3 = rows + lower + row + far + at;
    v128.store(to3, v128.and(w3b, directb), 16);
    v128.store(to3, v128.and(w3a, directa));
    v128.store(to3 + far, v128.and(w3b, termb), 16);
    v128.store(to3 + far, v128.and(w3a, terma));
  }
}

/** The same for two pixels of a window's mean, which receive a quarter of dy each. */
// @ts-ignore: decorator
@inline
function shareWindow(job: NormalizedPoolJob, x: usize, dy: usize, rows: usize, far: usize): void {
  const alpha = f32x4.splat(job.alpha), bias = f32x4.splat(job.bias), k = constantsOf(job);
  const largest = largestExcess(job), share = quarter(k);
  for (let pixel = 0; pixel < 2; pixel++) {
    for (let at: usize = 0, on: usize = 16; at < <usize>job.channels << 2; at += 32, on += 32) {
      const s = rows + at - 8, r = rows + on - 8, to = rows + far + at;
      const ea = f32x4.mul(alpha, sumOf(v128.load(s, 8), v128.load(s, 4), v128.load(s, 12), v128.load(s), v128.load(r)));
      const eb = f32x4.mul(alpha, sumOf(v128.load(s, 24), v128.load(s, 20), v128.load(s, 28), v128.load(s, 16), v128.load(r, 16)));
      const fa = series(ea, k), ga = f32x4.mul(v128.load(dy + at), share), ya = f32x4.mul(v128.load(x + at), fa);
      const fb = series(eb, k), gb = f32x4.mul(v128.load(dy + at, 16), share), yb = f32x4.mul(v128.load(x + at, 16), fb);
      const mosta = f32x4.pmax(v128.load(largest), ea), mostb = f32x4.pmax(v128.load(largest, 16), eb);
      v128.store(largest, mostb, 16);
      v128.store(largest, mosta);
      v128.store(to, f32x4.mul(gb, fb), 16);
      v128.store(to, f32x4.mul(ga, fa));
      v128.store(to + far, f32x4.mul(f32x4.mul(gb, yb), inverseOf(eb, bias, k)), 16);
      v128.store(to + far, f32x4.mul(f32x4.mul(ga, ya), inverseOf(ea, bias, k)));
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
      v128.store(dx + at, v128.and(db, v128.or(all, f32x4.gt(xb, zero))), 16);
      v128.store(dx + at, v128.and(da, v128.or(all, f32x4.gt(xa, zero))));
    }
    x += job.xStep;
    dx += job.dxStep;
    rows += wideRowBytes(job.channels);
  }
}
