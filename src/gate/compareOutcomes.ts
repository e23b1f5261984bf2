import type { ComparisonRow, Interval } from '../contract/result.js';
import { mcnemarExact } from '../metrics/mcnemarExact.js';
import { pairedDifference } from '../metrics/pairedDifference.js';

/** Hits of each image (0..draws) in one run. */
export interface ImageHits {
  readonly hits: readonly number[];
  readonly draws: number;
}

export type OutcomeComparison = Omit<
  ComparisonRow,
  'model' | 'attack' | 'point' | 'adjustedPValue' | 'provableDrop' | 'verdict'
>;

/**
 * Compares images `ids` in two runs: accuracies, their paired difference with a 95 % interval, the images that lost and that
 * gained hits, and the exact McNemar (sign) test on their numbers.
 */
export function compareOutcomes(ids: readonly number[], baseline: ImageHits, current: ImageHits): OutcomeComparison {
  const newlyBroken: number[] = [];
  const newlyRobust: number[] = [];
  // Cross-multiplied in whole numbers, so that 2 of 4 equals 1 of 2 exactly.
  const differences = ids.map((id, i) => {
    const change = current.hits[i]! * baseline.draws - baseline.hits[i]! * current.draws;
    if (change < 0) newlyBroken.push(id);
    if (change > 0) newlyRobust.push(id);
    return change / (baseline.draws * current.draws);
  });
  const { mean, interval } = pairedDifference(differences);
  return {
    images: ids.length,
    baselineAccuracy: accuracyOf(baseline),
    accuracy: accuracyOf(current),
    difference: mean,
    differenceInterval: interval as Interval,
    newlyBroken,
    newlyRobust,
    pValue: mcnemarExact(newlyBroken.length, newlyRobust.length),
  };
}

function accuracyOf({ hits, draws }: ImageHits): number {
  return hits.length === 0 ? 0 : hits.reduce((sum, count) => sum + count, 0) / (hits.length * draws);
}
