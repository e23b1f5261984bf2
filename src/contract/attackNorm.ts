import type { AttackSpec } from './suite.js';

/**
 * What an epsilon bounds: `linf` the largest change of a value, `l2` the Euclidean norm of the perturbation, `rms` its root
 * mean square over an image's values.
 */
export type PerturbationNorm = 'linf' | 'l2' | 'rms';

/** The norm of an attack's epsilons. */
export function attackNorm(attack: Pick<AttackSpec, 'kind'> & { readonly norm?: PerturbationNorm }): PerturbationNorm {
  const fixed: Partial<Record<AttackSpec['kind'], PerturbationNorm>> = { noise: 'rms', deepfool: 'l2', cw: 'l2' };
  return fixed[attack.kind] ?? attack.norm ?? 'linf';
}
