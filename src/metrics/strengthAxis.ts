import { kindOf } from '../attackKinds/attackKinds.js';
import type { ResultWorst } from '../contract/result.js';
import type { AttackSpec } from '../contract/suite.js';
import { perturbationKind } from '../perturbations/perturbations.js';

/** The axis of an attack's strengths. SNRs are comparable across norms; epsilons only within one kind of perturbation. */
export function strengthAxis({ strength, ...attack }: AttackSpec): Pick<ResultWorst, 'axis' | 'bound'> {
  if (strength.kind === 'snrDb') return { axis: 'snrDb', bound: strength.snrReference };
  const bound = kindOf(attack).perturbation(attack);
  return { axis: 'epsilon', bound: perturbationKind(bound).words(bound) };
}
