import type { Interval } from '../contract/result.js';
import { normal95 } from './wilsonInterval.js';

/**
 * Accuracy as a function of perturbation size, from the distance of each image's nearest adversarial example: an image is correct
 * at sizes below its distance. Images misclassified without an attack have distance 0, images without an example an infinite
 * distance.
 */
export function accuracyAt(distances: readonly number[], size: number): number {
  return distances.filter((distance) => distance > size).length / distances.length;
}

/** Area under the security curve from 0 to `end`, over `end`: the mean accuracy over sizes up to there, 0..1. */
export function areaUnderCurve(distances: readonly number[], end: number): number {
  if (!(end > 0)) throw new RangeError(`a curve ends at a size above 0, not at ${end}`);
  return distances.reduce((sum, distance) => sum + Math.min(distance, end), 0) / (distances.length * end);
}

/**
 * Median of the distances, infinite if most were not found, with a 95 % interval from order statistics (the sign test's), which
 * needs no assumption about the distribution.
 */
export function medianDistance(distances: readonly number[]): { readonly median: number; readonly interval: Interval } {
  if (distances.length === 0) throw new RangeError('the median of no distance');
  const sorted = distances.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const lower = sorted[Math.floor(middle)]!;
  const upper = sorted[Math.ceil(middle)]!;
  const half = (normal95 * Math.sqrt(sorted.length)) / 2;
  const low = Math.max(0, Math.floor(sorted.length / 2 - half) - 1);
  const high = Math.min(sorted.length - 1, Math.ceil(sorted.length / 2 + half));
  return { median: lower === upper ? lower : (lower + upper) / 2, interval: [sorted[low]!, sorted[high]!] };
}

/**
 * How close an attack comes to the best known distance of each image (Cina et al. 2024, AttackBench): 1 - (area under its curve -
 * area under the best one) / (clean accuracy x end - area under the best one), with areas from 0 to `end`. 1 if it is the best on
 * every image, 0 if it finds nothing; null if the best one finds nothing either.
 */
export function optimality(
  distances: readonly number[],
  best: readonly number[],
  { cleanAccuracy, end }: { readonly cleanAccuracy: number; readonly end: number },
): number | null {
  const area = end * areaUnderCurve(distances, end);
  const bestArea = end * areaUnderCurve(best, end);
  const room = cleanAccuracy * end - bestArea;
  return room <= 0 ? null : 1 - (area - bestArea) / room;
}
