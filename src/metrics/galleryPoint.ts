import type { Strength } from '../contract/suite.js';
import { strengthValues } from './strengthValues.js';

/**
 * Index of the sweep point whose images reports show: the one nearest to the suite's SNR; the middle point if the sweep has no
 * such axis.
 */
export function galleryPoint(strength: Strength, snrDb: number | undefined): number {
  if (strength.kind !== 'snrDb') return Math.floor((strengthValues(strength).length - 1) / 2);
  if (snrDb === undefined) return Math.floor((strength.snrDb.length - 1) / 2);
  const distances = strength.snrDb.map((target) => Math.abs(target - snrDb));
  return distances.indexOf(Math.min(...distances));
}
