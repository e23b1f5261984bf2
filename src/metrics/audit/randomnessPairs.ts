import { kindOf } from '../../attackKinds/attackKinds.js';
import type { AuditedModel } from './auditInput.js';
import { haveSameBudget, pointsOf } from './budgets.js';
import type { Pair } from './pairedFindings.js';

/**
 * Each attack under fresh draws against the same attack with known draws: robustness that exists only under fresh draws depends
 * on their secrecy. Of several fresh attacks, the one with the largest `eot` is used.
 */
export function randomnessPairs({ stochastic, curves }: AuditedModel): readonly Pair[] | string {
  if (!stochastic) return 'the model is deterministic: there is no draw to know';
  const known = pointsOf(curves.filter(({ attack }) => attack.knownDraws === true));
  if (known.length === 0) return 'no attack with knownDraws in the suite';
  const fresh = pointsOf(curves.filter(({ attack }) => attack.knownDraws !== true));
  const pairs = known.flatMap((against) => {
    const alike = fresh.filter(
      (own) => own.curve.attack.kind === against.curve.attack.kind && haveSameBudget(own, against),
    );
    const [strongest] = alike.toSorted((a, b) => gradientsTaken(b) - gradientsTaken(a));
    return strongest === undefined ? [] : [{ expected: strongest, against }];
  });
  return pairs.length > 0 ? pairs : 'the suite has no attack both with and without knownDraws';
}

function gradientsTaken({ curve: { attack } }: Pair['expected']): number {
  return kindOf(attack).gradientsTaken(attack);
}
