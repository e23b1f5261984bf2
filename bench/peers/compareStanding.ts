import { mcnemarExact } from '../../src/metrics/mcnemarExact.js';

/** Points of robust accuracy by which two attacks of one kind may differ, as their random starts do. */
const tolerancePoints = 1;

/** Two attacks on the same images: which leaves more of them standing. */
export interface StandingComparison {
  readonly images: number;
  /** Images that are still classified correctly under our attack, and under theirs. */
  readonly ours: number;
  readonly theirs: number;
  /** Images that stand under one attack alone. */
  readonly onlyOurs: number;
  readonly onlyTheirs: number;
  /** Robust accuracy under ours minus that under theirs, in points of a hundred: negative means that ours is the stronger. */
  readonly differencePoints: number;
  /** Exact McNemar test, two-sided. */
  readonly pValue: number;
  /** Ours against theirs, within a point or beyond it. */
  readonly verdict: 'equal' | 'stronger' | 'weaker';
}

/** Compares outcomes image by image, 1 for one that stands and 0 for one that fell. Throws RangeError for other values. */
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
