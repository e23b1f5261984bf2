import { attackNorm } from '../../contract/attackNorm.js';
import type { AttackSpec } from '../../contract/suite.js';
import { strengthValues } from '../strengthValues.js';
import type { CurvePoint } from './auditInput.js';

/** Every point of curves. */
export function pointsOf(curves: readonly CurvePoint['curve'][]): CurvePoint[] {
  return curves.flatMap((curve) => curve.points.map((_, point) => ({ curve, point })));
}

/** Whether two points bound the perturbation alike: the same norm, and the same epsilon or SNR. */
export function haveSameBudget(a: CurvePoint, b: CurvePoint): boolean {
  return attackNorm(a.curve.attack) === attackNorm(b.curve.attack) && haveSameSize(a, b);
}

/**
 * Whether noise has the Euclidean norm that an attack's budget allows: at the same SNR whatever the attack's norm, at the
 * same epsilon if that bounds each value (its root mean square is then the noise's).
 */
export function noiseHasBudget(attack: CurvePoint, noise: CurvePoint): boolean {
  const { strength } = attack.curve.attack;
  return (strength.kind === 'snrDb' || attackNorm(attack.curve.attack) === 'linf') && haveSameSize(attack, noise);
}

function haveSameSize(a: CurvePoint, b: CurvePoint): boolean {
  return sizeOf(a.curve.attack, a.point) === sizeOf(b.curve.attack, b.point);
}

function sizeOf({ strength }: AttackSpec, point: number): string | null {
  const value = strengthValues(strength)[point]!;
  if (strength.kind === 'snrDb') return `${strength.snrReference} ${value} dB`;
  return `epsilon ${value}`;
}
