import type { Interval } from '../contract/result.js';
import { normal95 } from './wilsonInterval.js';

/**
 * Mean of paired differences, each in [-1, 1], with a 95 % interval after Agresti and Min: it adds one image that improved and
 * one that worsened by half a count, so that the interval has a width even if no image differs.
 */
export function pairedDifference(differences: readonly number[]): {
  readonly mean: number;
  readonly interval: Interval;
} {
  if (differences.length === 0) return { mean: 0, interval: [-1, 1] };
  let sum = 0;
  let squares = 0;
  for (const difference of differences) {
    sum += difference;
    squares += difference ** 2;
  }
  const size = differences.length + 2;
  const centre = sum / size;
  const half = normal95 * Math.sqrt(((squares + 1) / size - centre ** 2) / size);
  return {
    mean: sum / differences.length,
    interval: [Math.max(-1, centre - half), Math.min(1, centre + half)],
  };
}
