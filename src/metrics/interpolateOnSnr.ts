/** A curve's value at an SNR in dB. */
export interface SnrPoint {
  readonly snrDb: number;
  readonly value: number;
}

/** Two neighbours on an SNR axis, as indices, and the weight of the upper one, 0..1. */
export interface SnrBracket {
  readonly lower: number;
  readonly upper: number;
  readonly weight: number;
}

/** Neighbours of an SNR on an unordered axis; null outside the axis' range. Null entries are skipped. */
export function bracketOnSnr(axis: readonly (number | null)[], snrDb: number): SnrBracket | null {
  let lower = -1;
  let upper = -1;
  for (let i = 0; i < axis.length; i++) {
    const value = axis[i];
    if (value === null || value === undefined || !Number.isFinite(value)) continue;
    if (value <= snrDb && (lower < 0 || value > axis[lower]!)) lower = i;
    if (value >= snrDb && (upper < 0 || value < axis[upper]!)) upper = i;
  }
  if (lower < 0 || upper < 0) return null;
  const width = axis[upper]! - axis[lower]!;
  return { lower, upper, weight: width === 0 ? 0 : (snrDb - axis[lower]!) / width };
}

/** Value at an SNR in dB, interpolated linearly between neighbouring points in any order; null outside their range. */
export function interpolateOnSnr(points: readonly SnrPoint[], snrDb: number): number | null {
  const bracket = bracketOnSnr(
    points.map((point) => point.snrDb),
    snrDb,
  );
  if (bracket === null) return null;
  return (1 - bracket.weight) * points[bracket.lower]!.value + bracket.weight * points[bracket.upper]!.value;
}
