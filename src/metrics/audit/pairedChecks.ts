import { attackKinds, kindOf } from '../../attackKinds/attackKinds.js';
import type { AuditCheckName } from '../../contract/audit.js';
import { strengthValues } from '../strengthValues.js';
import type { AuditedModel, CurvePoint } from './auditInput.js';
import { haveSameBudget, noiseHasBudget, pointsOf } from './budgets.js';
import { eotPairs } from './eotPairs.js';
import type { Pair } from './pairedFindings.js';
import { randomnessPairs } from './randomnessPairs.js';

/** The pairs of a check on a model, or why there are none. */
export type PairsOrReason = readonly Pair[] | string;

type PairedCheck = Exclude<AuditCheckName, 'largeEpsilon' | 'zeroGradient'>;

/** The pairs that each check compares. */
export const pairedChecks = {
  iterative: iterativePairs,
  blackBox: blackBoxPairs,
  noise: noisePairs,
  eotConvergence: eotPairs,
  randomness: randomnessPairs,
  monotone: monotonePairs,
} satisfies Record<PairedCheck, (model: AuditedModel) => PairsOrReason>;

/** Excludes attacks with known draws, which are stronger because of the known draw. */
function freshCurves(curves: AuditedModel['curves']): AuditedModel['curves'] {
  return curves.filter(({ attack }) => attack.knownDraws !== true);
}

/**
 * Every iterative attack against every one-step attack of the same budget that uses no more gradients. The weak rungs of a
 * decomposition's EOT curve are not meant to be strong.
 */
function iterativePairs({ curves, stochastic }: AuditedModel): PairsOrReason {
  const points = pointsOf(freshCurves(curves));
  const steps = points.filter(({ curve }) => kindOf(curve.attack).isOneStep);
  const iterative = points.filter(
    ({ curve: { attack } }) => kindOf(attack).isIterative && attack.decomposes === undefined,
  );
  if (steps.length === 0) return `no one-step attack (${kindsThat('isOneStep')}) in the suite`;
  if (iterative.length === 0) return `no iterative attack (${kindsThat('isIterative')}) in the suite`;
  const pairs = crossed(iterative, steps, (expected, against) => {
    const enough = gradientsTaken(expected) >= gradientsTaken(against);
    return haveSameBudget(expected, against) && (enough || !stochastic);
  });
  return pairs.length > 0 ? pairs : 'no iterative attack shares norm and strength with a one-step attack';
}

/** The white-box attack with the lowest accuracy against every black-box attack of the same budget. */
function blackBoxPairs({ id, curves }: AuditedModel): PairsOrReason {
  const points = pointsOf(freshCurves(curves));
  const black = points.filter(({ curve }) => kindOf(curve.attack).isBlackBox(curve.attack, id));
  const white = points.filter(({ curve }) => kindOf(curve.attack).usesGradients);
  if (black.length === 0)
    return `no black-box attack (${kindsThat('searchesWithoutGradients')}, transfer from elsewhere) in the suite`;
  if (white.length === 0) return 'no gradient attack in the suite';
  const pairs = black.flatMap((against) => {
    const rivals = white.filter((own) => haveSameBudget(own, against));
    const [strongest] = rivals.toSorted((a, b) => accuracyAt(a) - accuracyAt(b));
    return strongest === undefined ? [] : [{ expected: strongest, against }];
  });
  return pairs.length > 0 ? pairs : 'no black-box attack shares norm and strength with a gradient attack';
}

/** Every gradient attack against noise of the same SNR. */
function noisePairs({ curves }: AuditedModel): PairsOrReason {
  const points = pointsOf(freshCurves(curves));
  const noise = points.filter(({ curve }) => curve.attack.kind === 'noise');
  const gradient = points.filter(({ curve }) => kindOf(curve.attack).usesGradients);
  if (noise.length === 0) return 'no noise attack in the suite';
  if (gradient.length === 0) return 'no gradient attack in the suite';
  const pairs = crossed(gradient, noise, noiseHasBudget);
  return pairs.length > 0 ? pairs : 'no noise has the strength of a gradient attack';
}

/** Each point of a sweep against the next weaker one. */
function monotonePairs({ curves }: AuditedModel): PairsOrReason {
  const pairs = curves.flatMap((curve) => {
    const { strength } = curve.attack;
    const values = strengthValues(strength);
    const sign = strength.kind === 'snrDb' ? -1 : 1;
    const order = [...values.keys()].sort((a, b) => sign * (values[a]! - values[b]!));
    return order
      .slice(1)
      .map((point, index) => ({ expected: { curve, point }, against: { curve, point: order[index]! } }))
      .filter(({ expected, against }) => values[expected.point] !== values[against.point]);
  });
  return pairs.length > 0 ? pairs : 'no attack of the suite has two strengths';
}

function kindsThat(property: 'isOneStep' | 'isIterative' | 'searchesWithoutGradients'): string {
  return Object.values(attackKinds)
    .filter((kind) => kind[property])
    .map(({ kind }) => kind)
    .join(', ');
}

function gradientsTaken({ curve: { attack } }: CurvePoint): number {
  return kindOf(attack).gradientsTaken(attack);
}

function crossed(
  expected: readonly CurvePoint[],
  against: readonly CurvePoint[],
  fits: (expected: CurvePoint, against: CurvePoint) => boolean,
): Pair[] {
  return expected.flatMap((own) =>
    against.filter((other) => fits(own, other)).map((other) => ({ expected: own, against: other })),
  );
}

function accuracyAt({ curve, point }: CurvePoint): number {
  const hits = curve.points[point]!;
  return hits.reduce((sum, count) => sum + count, 0) / (hits.length * curve.draws);
}
