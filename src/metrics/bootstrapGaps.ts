import { type RandomStream, randomStream } from '../base/random.js';
import type { Interval } from '../contract/result.js';

/** Per image, the two sums' terms whose ratio is a relative accuracy: clean hits x surviving share, and clean hits. */
export interface GapCurve {
  readonly survived: Float64Array;
  readonly clean: Float64Array;
  /** Index of the curve of the reference under the same attack; null for none. */
  readonly reference: number | null;
}

export interface BootstrapOptions {
  readonly seed: number;
  readonly resamples?: number;
}

/** 95 % percentile intervals; the reduction is null without a reference, or if the reference's gap is 0 in too many resamples. */
export interface GapIntervals {
  readonly gap: Interval;
  readonly reduction: Interval | null;
}

/**
 * Paired bootstrap over images of gaps to perfect robustness, 1 - sum survived / sum clean, and of their reductions. All curves
 * are over the same images in the same order; each resample draws one set of images for all of them, so that variation shared by
 * model and reference cancels. Deterministic for a given seed.
 */
export function bootstrapGaps(
  curves: readonly GapCurve[],
  { seed, resamples = 2000 }: BootstrapOptions,
): readonly GapIntervals[] {
  const gaps = resampledGaps(curves, { seed, resamples });
  return curves.map(({ reference }, c) => ({
    gap: percentileInterval(gaps[c]!) ?? [0, 1],
    reduction: reference === null ? null : reductionInterval(gaps[c]!, gaps[reference]!),
  }));
}

/** Each curve's gap in every resample; the same images for all curves. */
export function resampledGaps(
  curves: readonly Omit<GapCurve, 'reference'>[],
  { seed, resamples = 2000 }: BootstrapOptions,
): readonly Float64Array[] {
  const images = curves[0]?.clean.length ?? 0;
  if (curves.some((curve) => curve.clean.length !== images || curve.survived.length !== images)) {
    throw new RangeError('paired curves must be over the same images');
  }
  const table = interleave(curves, images);
  const gaps = curves.map(() => new Float64Array(resamples));
  const sums = new Float64Array(2 * curves.length);
  for (let resample = 0; resample < resamples; resample++) {
    sumResample(table, sums, { images, stream: randomStream(seed, 'bootstrap', resample) });
    for (let c = 0; c < curves.length; c++) gaps[c]![resample] = 1 - sums[2 * c]! / sums[2 * c + 1]!;
  }
  return gaps;
}

/** The terms of one image are adjacent (2 per curve), so that a resampled image is one memory access. */
function interleave(curves: readonly Omit<GapCurve, 'reference'>[], images: number): Float64Array {
  const table = new Float64Array(images * 2 * curves.length);
  let at = 0;
  for (let i = 0; i < images; i++) {
    for (const curve of curves) {
      table[at++] = curve.survived[i]!;
      table[at++] = curve.clean[i]!;
    }
  }
  return table;
}

interface Resample {
  readonly images: number;
  readonly stream: RandomStream;
}

function sumResample(table: Float64Array, sums: Float64Array, { images, stream }: Resample): void {
  const columns = sums.length;
  sums.fill(0);
  for (let n = 0; n < images; n++) {
    const row = columns * Math.floor(stream.float() * images);
    for (let column = 0; column < columns; column++) sums[column] = sums[column]! + table[row + column]!;
  }
}

function reductionInterval(gaps: Float64Array, referenceGaps: Float64Array): Interval | null {
  // If the reference's gap is 0 the ratio is NaN, which the percentiles handle.
  return percentileInterval(gaps.map((gap, i) => (referenceGaps[i] === 0 ? Number.NaN : 1 - gap / referenceGaps[i]!)));
}

/** 2.5 % and 97.5 % points, linear between order statistics; null if more than 2.5 % of the values are NaN. */
export function percentileInterval(values: Float64Array): Interval | null {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  if (sorted.length === 0 || sorted.length < 0.975 * values.length) return null;
  return [quantile(sorted, 0.025), quantile(sorted, 0.975)];
}

function quantile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  const lower = sorted[below]!;
  return lower + (at - below) * ((sorted[below + 1] ?? lower) - lower);
}
