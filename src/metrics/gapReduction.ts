/**
 * Reduction of the gap to perfect robustness against a reference's, 1 - gap / reference gap; null if the reference has no gap.
 */
export function gapReduction(gap: number, referenceGap: number): number | null {
  return referenceGap === 0 ? null : 1 - gap / referenceGap;
}
