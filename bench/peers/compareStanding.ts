import { mcnemarExact } from '../../src/metrics/mcnemarExact.js';

/** Percentage points of robust accuracy by which two attacks of the same kind may differ because of their random starts. */
const tolerancePoints = 1;

/** Comparison of two attacks on the same images by the images that they do not break. */
export interface StandingComparison {
  readonly images: number;
  /** Number of images still classified correctly under our attack, and under theirs. */
  readonly ours: number;
  readonly theirs: number;
  /** Number of images that resist only one of the attacks. */
  readonly onlyOurs: number;
  readonly onlyTheirs: number;
  /** Robust accuracy under our attack minus that under theirs, in percentage points; ours is stronger if it is negative. */
  readonly differencePoints: number;
  /** Exact McNemar test, two-sided. */
  readonly pValue: number;
  /** Our attack compared with theirs; `equal` means within one percentage point. */
  readonly verdict: 'equal' | 'stronger' | 'weaker';
}

/** Compares outcomes per image: 1 if it is still classified correctly, else 0. Throws RangeError for other values. */
export function compareStanding(ours: readonly number[], theirs: readonly number[]): StandingComparison {
  if (ours.length !== theirs.length || ours.length === 0) {
    throw new RangeError(`${ours.length} of our images against ${theirs.length} of theirs`);
  }
  const bad = [...ours, ...theirs].find((outcome) => outcome !== 0 && outcome !== 1);
  if (bad !== undefined) throw new RangeError(`${bad} is no outcome of one draw`);
  const images = ours.length;
  const count = (stands: (own: number, other: number) => boolean) =>
    ours.filter((own, image) => stands(own, theirs[image]!)).length;
  const onlyOurs = count((own, other) => own > other);
  const onlyTheirs = count((own, other) => own < other);
  const differencePoints = (100 * (onlyOurs - onlyTheirs)) / images;
  return {
    images,
    ours: count((own) => own === 1),
    theirs: count((_, other) => other === 1),
    onlyOurs,
    onlyTheirs,
    differencePoints,
    pValue: mcnemarExact(onlyOurs, onlyTheirs),
    verdict: Math.abs(differencePoints) <= tolerancePoints ? 'equal' : differencePoints < 0 ? 'stronger' : 'weaker',
  };
}
