import type { ResultGap, Results } from '../contract/result.js';
import type { AttackSpec } from '../contract/suite.js';
import { bootstrapGaps, type GapCurve } from '../metrics/bootstrapGaps.js';
import { gapReduction } from '../metrics/gapReduction.js';
import { readAtSnr, type SnrReading } from '../metrics/readAtSnr.js';
import type { SummarisedCell } from './summariseCell.js';

export interface GapOptions {
  readonly attacks: readonly AttackSpec[];
  readonly reference: NonNullable<Results['reference']>;
  readonly seed: number;
}

interface ReadCell extends SummarisedCell {
  readonly reading: SnrReading;
  /** Which images the cell is over; only cells over the same ones can be paired. */
  readonly imageSet: string;
}

/**
 * Gaps to perfect robustness at the reference's SNR and their reductions, with intervals by a bootstrap over images that
 * is paired across all models and attacks. A curve that does not reach the SNR has none; where the reference was not
 * evaluated on the same images (an incomplete run) there is no reduction.
 */
export function computeGaps(cells: readonly SummarisedCell[], { attacks, reference, seed }: GapOptions): ResultGap[] {
  const strengths = new Map(attacks.map(({ id, strength }) => [id, strength]));
  const read = cells.flatMap((cell): ReadCell[] => {
    const reading = readAtSnr(cell.cell, strengths.get(cell.cell.attack)!, reference.snrDb);
    return reading === null ? [] : [{ ...cell, reading, imageSet: imageSetOf(cell) }];
  });
  const gaps = new Map<ReadCell, ResultGap>();
  for (const imageSet of new Set(read.map((cell) => cell.imageSet))) {
    const group = read.filter((cell) => cell.imageSet === imageSet);
    for (const [cell, gap] of gapsOfGroup(group, reference, seed)) gaps.set(cell, gap);
  }
  return read.map((cell) => gaps.get(cell)!);
}

function gapsOfGroup(
  group: readonly ReadCell[],
  reference: GapOptions['reference'],
  seed: number,
): [ReadCell, ResultGap][] {
  const referenceOf = ({ cell }: ReadCell) =>
    cell.model === reference.model
      ? -1
      : group.findIndex((other) => other.cell.model === reference.model && other.cell.attack === cell.attack);
  const intervals = bootstrapGaps(
    group.map((cell) => curveOf(cell, referenceOf(cell))),
    { seed },
  );
  return group.map((cell, index) => {
    const { relativeAccuracy, method } = cell.reading;
    const gap = 1 - relativeAccuracy;
    const against = group[referenceOf(cell)];
    const reduction = against === undefined ? null : gapReduction(gap, 1 - against.reading.relativeAccuracy);
    const { model, attack } = cell.cell;
    const { gap: gapInterval, reduction: interval } = intervals[index]!;
    const reductionInterval = reduction === null ? null : interval;
    return [
      cell,
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

/** Terms of the relative accuracy per image; between two points those of both, weighted as the interpolation weighs them. */
function curveOf({ cell, clean, points, reading }: ReadCell, reference: number): GapCurve {
  const { lower, upper, weight } = reading.bracket;
  const survived = Float64Array.from(
    clean,
    (hits, image) => (hits * ((1 - weight) * points[lower]![image]! + weight * points[upper]![image]!)) / cell.draws,
  );
  return { survived, clean: Float64Array.from(clean), reference: reference < 0 ? null : reference };
}

/** Ranges with neighbours joined: the same images cut into other portions are the same images. */
function imageSetOf({ cell: { parts } }: SummarisedCell): string {
  const joined: [number, number][] = [];
  for (const { images } of parts) {
    const last = joined.at(-1);
    if (last && last[1] === images[0]) last[1] = images[1];
    else joined.push([...images]);
  }
  return joined.join(' ');
}
