import { kindOf } from '../../attackKinds/attackKinds.js';
import type { AttackSpec } from '../../contract/suite.js';
import { linfBall } from '../../perturbations/ball.js';
import { isSamePerturbation, type Perturbation } from '../../perturbations/perturbations.js';
import { strengthValues } from '../strengthValues.js';
import type { CurvePoint } from './auditInput.js';

/** Every point of curves. */
export function pointsOf(curves: readonly CurvePoint['curve'][]): CurvePoint[] {
  return curves.flatMap((curve) => curve.points.map((_, point) => ({ curve, point })));
}

/** Whether two points have the same kind of bound and the same epsilon or SNR. */
export function haveSameBudget(a: CurvePoint, b: CurvePoint): boolean {
  return isSamePerturbation(perturbationOf(a), perturbationOf(b)) && haveSameSize(a, b);
}

/**
 * Whether noise has the Euclidean norm that an attack's budget allows: at the same SNR whatever the attack's norm, at the
 * same epsilon if that bounds each value (its root mean square is then the noise's).
 */
export function noiseHasBudget(attack: CurvePoint, noise: CurvePoint): boolean {
  const { strength } = attack.curve.attack;
  const bounds = strength.kind === 'snrDb' || isSamePerturbation(perturbationOf(attack), linfBall);
  return bounds && haveSameSize(attack, noise);
}

function perturbationOf({ curve: { attack } }: CurvePoint): Perturbation {
  return kindOf(attack).perturbation(attack);
}

function haveSameSize(a: CurvePoint, b: CurvePoint): boolean {
  return sizeOf(a.curve.attack, a.point) === sizeOf(b.curve.attack, b.point);
}

function sizeOf({ strength }: AttackSpec, point: number): string | null {
  const value = strengthValues(strength)[point]!;
  if (strength.kind === 'snrDb') return `${strength.snrReference} ${value} dB`;
  return `epsilon ${value}`;
}
