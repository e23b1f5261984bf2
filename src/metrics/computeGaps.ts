import { joinRanges } from '../contract/imageRange.js';
import type { ResultCurve, ResultGap, Results } from '../contract/result.js';
import type { AttackSpec } from '../contract/suite.js';
import { bootstrapGaps, type GapCurve } from './bootstrapGaps.js';
import { gapReduction } from './gapReduction.js';
import { readAtReachedSnr, readAtSnr, type SnrReading } from './readAtSnr.js';

export interface GapOptions {
  readonly attacks: readonly AttackSpec[];
  readonly reference: NonNullable<Results['reference']>;
  readonly seed: number;
  /** `asked`: at the requested SNR if the sweep requests the reference's; `reached`: always at the SNR measured after clipping. */
  readonly axis?: 'asked' | 'reached';
}

interface ReadCurve {
  readonly curve: ResultCurve;
  readonly reading: SnrReading;
  /** The images of a curve; only curves over the same images can be paired. */
  readonly imageSet: string;
}

/**
 * Gaps to perfect robustness at the reference's SNR and their reductions, with intervals by a bootstrap over images that is
 * paired across all models and attacks. A curve that does not reach the SNR has no gap. If the reference was not evaluated on the
 * same images (an incomplete run), there is no reduction.
 */
export function computeGaps(
  curves: readonly ResultCurve[],
  { attacks, reference, seed, axis = 'asked' }: GapOptions,
): ResultGap[] {
  const strengths = new Map(attacks.map(({ id, strength }) => [id, strength]));
  const read = curves.flatMap((curve): ReadCurve[] => {
    const reading =
      axis === 'reached'
        ? readAtReachedSnr(curve, reference.snrDb)
        : readAtSnr(curve, strengths.get(curve.attack)!, reference.snrDb);
    return reading === null ? [] : [{ curve, reading, imageSet: imageSetOf(curve) }];
  });
  const gaps = new Map<ReadCurve, ResultGap>();
  for (const imageSet of new Set(read.map((own) => own.imageSet))) {
    const group = read.filter((own) => own.imageSet === imageSet);
    for (const [own, gap] of gapsOfGroup(group, reference, seed)) gaps.set(own, gap);
  }
  return read.map((own) => gaps.get(own)!);
}

function gapsOfGroup(
  group: readonly ReadCurve[],
  reference: GapOptions['reference'],
  seed: number,
): [ReadCurve, ResultGap][] {
  const referenceOf = ({ curve }: ReadCurve) =>
    curve.model === reference.model
      ? -1
      : group.findIndex((other) => other.curve.model === reference.model && other.curve.attack === curve.attack);
  const intervals = bootstrapGaps(
    group.map((own) => gapCurve(own, referenceOf(own))),
    { seed },
  );
  return group.map((own, index) => {
    const { relativeAccuracy, method } = own.reading;
    const gap = 1 - relativeAccuracy;
    const against = group[referenceOf(own)];
    const reduction = against === undefined ? null : gapReduction(gap, 1 - against.reading.relativeAccuracy);
    const { model, attack } = own.curve;
    const { gap: gapInterval, reduction: interval } = intervals[index]!;
    const reductionInterval = reduction === null ? null : interval;
    return [
      own,
      {
        model,
        attack,
        snrDb: reference.snrDb,
        method,
        relativeAccuracy,
        gap,
        gapInterval,
        reduction,
        reductionInterval,
      },
    ];
  });
}

/** Terms of the relative accuracy per image; between two points the terms of both with the interpolation's weights. */
function gapCurve({ curve, reading }: ReadCurve, reference: number): GapCurve {
  const { clean, points, draws } = curve;
  const { lower, upper, weight } = reading.bracket;
  const [below, above] = [points[lower]!.outcomes, points[upper]!.outcomes];
  const survived = Float64Array.from(
    clean.outcomes,
    (hits, image) => (hits * ((1 - weight) * below[image]! + weight * above[image]!)) / draws,
  );
  return { survived, clean: Float64Array.from(clean.outcomes), reference: reference < 0 ? null : reference };
}

/** Ranges are merged first, because the same images may be split differently. */
function imageSetOf({ parts }: ResultCurve): string {
  return joinRanges(parts.map(({ images }) => images)).join(' ');
}
