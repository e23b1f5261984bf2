import type { Strength } from '../contract/suite.js';
import { strengthValues } from './strengthValues.js';

/** Index of a sweep's point whose images reports show: at the SNR that the suite looks at, else the nearest to it; the middle of a sweep that has no such axis. */
export function galleryPoint(strength: Strength, snrDb: number | undefined): number {
  if (strength.kind !== 'snrDb') return Math.floor((strengthValues(strength).length - 1) / 2);
  if (snrDb === undefined) return Math.floor((strength.snrDb.length - 1) / 2);
  const distances = strength.snrDb.map((target) => Math.abs(target - snrDb));
  return distances.indexOf(Math.min(...distances));
}
