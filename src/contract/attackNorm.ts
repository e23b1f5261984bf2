import type { AttackSettings } from './suite.js';

/**
 * What an epsilon bounds: `linf` the largest change of a value, `l2` the Euclidean norm of the perturbation, `rms` its root
 * mean square over an image's values.
 */
export type PerturbationNorm = 'linf' | 'l2' | 'rms';

/** What the norm of an attack follows from, also where the rest of it is not known to be valid. */
export interface NormedAttack {
  readonly kind: AttackSettings['kind'];
  readonly norm?: PerturbationNorm;
  readonly attack?: NormedAttack;
  readonly attacks?: readonly NormedAttack[];
}

/** The norm of an attack's epsilons; of an attack that holds others, the norm of those. */
export function attackNorm(attack: NormedAttack): PerturbationNorm {
  const inner = attack.attack ?? attack.attacks?.[0];
  if (inner !== undefined) return attackNorm(inner);
  const fixed: Partial<Record<AttackSettings['kind'], PerturbationNorm>> = { noise: 'rms', deepfool: 'l2', cw: 'l2' };
  return fixed[attack.kind] ?? attack.norm ?? 'linf';
}
