import type { ComparisonRow, ComparisonVerdict } from '../contract/result.js';
import { holm } from '../metrics/holm.js';
import { smallestProvableDrop } from '../metrics/smallestProvableDrop.js';

export interface Thresholds {
  /** Family-wise error rate over all rows. */
  readonly alpha: number;
  /** Smallest relevant change in accuracy, as a fraction. */
  readonly maxDrop: number;
}

/**
 * Applies Holm's correction to the rows' p-values and gives each row its verdict. A regression is significant and at least
 * `maxDrop`. Within noise means that the interval excludes any relevant change, or that no image differs. Everything else is
 * inconclusive and needs more images.
 */
export function judgeRows(
  rows: readonly Omit<ComparisonRow, 'adjustedPValue' | 'provableDrop' | 'verdict'>[],
  thresholds: Thresholds,
): ComparisonRow[] {
  const adjusted = holm(rows.map(({ pValue }) => pValue));
  return rows.map((row, index) => {
    const adjustedPValue = adjusted[index]!;
    const { alpha, maxDrop } = thresholds;
    const provable = smallestProvableDrop(row.images, { comparisons: rows.length, alpha });
    const provableDrop = provable === null ? null : Math.max(provable, maxDrop);
    return { ...row, adjustedPValue, provableDrop, verdict: verdictOf({ ...row, adjustedPValue }, thresholds) };
  });
}

function verdictOf(row: Omit<ComparisonRow, 'verdict'>, { alpha, maxDrop }: Thresholds): ComparisonVerdict {
  const { difference, differenceInterval, adjustedPValue, newlyBroken, newlyRobust } = row;
  if (newlyBroken.length + newlyRobust.length === 0) return 'within noise';
  // A drop of exactly `maxDrop` counts, despite rounding as in 0.87 - 0.88.
  const reaches = Math.abs(difference) >= maxDrop - 1e-12;
  if (adjustedPValue < alpha && reaches) return difference < 0 ? 'regressed' : 'improved';
  const [low, high] = differenceInterval;
  return low >= -maxDrop && high <= maxDrop ? 'within noise' : 'inconclusive';
}
