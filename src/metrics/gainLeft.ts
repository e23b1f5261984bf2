import type { GainLeft } from '../contract/audit.js';
import type { ResultCurve } from '../contract/result.js';
import { percentileInterval, resampledGaps } from './bootstrapGaps.js';
import { haveSameImages } from './curveImages.js';

/** A curve at one of its points. */
export interface CurveAt {
  readonly curve: ResultCurve;
  readonly point: number;
}

/**
 * The share of a gain that does not depend on the secrecy of draws: the reduction of the reference's gap under known draws,
 * divided by that under fresh ones. Interval: bootstrap over images, paired across the three curves. Null if the curves are over
 * different images, or if the gain under fresh draws is not above 0 in 97.5 % of the resamples.
 */
export function gainLeft(
  { reference, fresh, known }: { readonly reference: CurveAt; readonly fresh: CurveAt; readonly known: CurveAt },
  seed: number,
): GainLeft | null {
  const sides = [reference, fresh, known];
  if (!haveSameImages(sides.map(({ curve }) => curve))) return null;
  const terms = sides.map(termsOf);
  const [whole, ofFresh, ofKnown] = terms.map(({ survived, clean }) => 1 - sum(survived) / sum(clean)) as Gaps;
  const [wholes, ofFreshs, ofKnowns] = resampledGaps(terms, { seed });
  const shares = wholes!.map((gap, index) => shareOf(gap, ofFreshs![index]!, ofKnowns![index]!));
  const interval = percentileInterval(shares);
  return interval === null ? null : { share: shareOf(whole, ofFresh, ofKnown), interval };
}

type Gaps = [whole: number, fresh: number, known: number];

/** NaN without a gain under fresh draws. */
function shareOf(...[whole, fresh, known]: Gaps): number {
  return whole > fresh ? (whole - known) / (whole - fresh) : Number.NaN;
}

function termsOf({ curve: { clean, points, draws }, point }: CurveAt) {
  const { outcomes } = points[point]!;
  return {
    survived: Float64Array.from(clean.outcomes, (hits, image) => (hits * outcomes[image]!) / draws),
    clean: Float64Array.from(clean.outcomes),
  };
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}
