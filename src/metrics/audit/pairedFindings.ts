import type { AuditSide, PairedFinding } from '../../contract/audit.js';
import { holm } from '../holm.js';
import { mcnemarExact } from '../mcnemarExact.js';
import { pairedDifference } from '../pairedDifference.js';
import { pointLabel } from '../pointLabel.js';
import type { CurvePoint } from './auditInput.js';

/** Family-wise error rate of one check over all its pairs and models. */
export const auditAlpha = 0.05;

/** Smallest excess of accuracy for a warning: one percentage point. */
export const auditMargin = 0.01;

/** Two points of one model: accuracy under `expected` should not exceed accuracy under `against`. */
export interface Pair {
  readonly expected: CurvePoint;
  readonly against: CurvePoint;
}

/**
 * Compares each pair image by image, over the images that both have: the exact McNemar (sign) test on images whose hits differ,
 * with Holm's correction over all pairs. A warning is significant and at least one percentage point.
 */
export function pairedFindings(pairs: readonly Pair[]): PairedFinding[] {
  const compared = pairs.map(comparePair);
  const adjusted = holm(compared.map(({ pValue }) => pValue));
  return compared.map((finding, index) => {
    const adjustedPValue = adjusted[index]!;
    // An excess of exactly the margin counts, despite rounding as in 0.88 - 0.87.
    const warning = adjustedPValue < auditAlpha && finding.excess >= auditMargin - 1e-12;
    return { ...finding, adjustedPValue, warning };
  });
}

function comparePair({ expected, against }: Pair): Omit<PairedFinding, 'adjustedPValue' | 'warning'> {
  const other = new Map(against.curve.images.map((image, position) => [image, position]));
  const positions = expected.curve.images.flatMap((image, position) => {
    const own = other.get(image);
    return own === undefined ? [] : [[position, own] as const];
  });
  const above = positions.map(([position]) => expected.curve.points[expected.point]![position]!);
  const below = positions.map(([, position]) => against.curve.points[against.point]![position]!);
  const draws = [expected.curve.draws, against.curve.draws] as const;
  // Cross-multiplied in whole numbers, so that 2 of 4 equals 1 of 2 exactly.
  const changes = above.map((hits, index) => hits * draws[1] - below[index]! * draws[0]);
  const { mean, interval } = pairedDifference(changes.map((change) => change / (draws[0] * draws[1])));
  const higher = changes.filter((change) => change > 0).length;
  const lower = changes.filter((change) => change < 0).length;
  return {
    kind: 'paired',
    expected: sideOf(expected, above),
    against: sideOf(against, below),
    images: positions.length,
    excess: mean,
    interval,
    higher,
    lower,
    pValue: mcnemarExact(higher, lower),
  };
}

function sideOf({ curve, point }: CurvePoint, hits: readonly number[]): AuditSide {
  return {
    attack: curve.attack.id,
    point: pointLabel(curve.attack.strength, point),
    hits: hits.reduce((sum, count) => sum + count, 0),
    total: hits.length * curve.draws,
  };
}
