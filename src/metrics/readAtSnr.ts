import type { ResultCurve } from '../contract/result.js';
import type { Strength } from '../contract/suite.js';
import { bracketOnSnr, type SnrBracket } from './interpolateOnSnr.js';

/** Relative accuracy at an SNR, and the points it was read from. */
export interface SnrReading {
  readonly relativeAccuracy: number;
  /** `point`: the SNR is a target of the sweep; `interpolated`: linear between neighbours on the axis of measured means. */
  readonly method: 'point' | 'interpolated';
  readonly bracket: SnrBracket;
}

/**
 * Reads a curve at an SNR in dB; null if the sweep does not reach it, or if no image is classified correctly without an attack.
 */
export function readAtSnr(curve: Pick<ResultCurve, 'points'>, strength: Strength, snrDb: number): SnrReading | null {
  const target = strength.kind === 'snrDb' ? strength.snrDb.indexOf(snrDb) : -1;
  if (target < 0) return readAtReachedSnr(curve, snrDb);
  return readBetween(curve, { lower: target, upper: target, weight: 0 }, 'point');
}

/** Reads a curve at an SNR measured after clipping, for any requested SNR; null if the sweep does not reach it. */
export function readAtReachedSnr(curve: Pick<ResultCurve, 'points'>, snrDb: number): SnrReading | null {
  const reached = curve.points.map((point) => point.snrDb.mean);
  return readBetween(curve, bracketOnSnr(reached, snrDb), 'interpolated');
}

function readBetween(
  curve: Pick<ResultCurve, 'points'>,
  bracket: SnrBracket | null,
  method: SnrReading['method'],
): SnrReading | null {
  const lower = bracket && curve.points[bracket.lower]?.relative;
  const upper = bracket && curve.points[bracket.upper]?.relative;
  if (!bracket || !lower || !upper || lower.total === 0) return null;
  return {
    relativeAccuracy: (1 - bracket.weight) * (lower.hits / lower.total) + bracket.weight * (upper.hits / upper.total),
    method,
    bracket,
  };
}
