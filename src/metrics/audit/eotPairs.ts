import { kindOf } from '../../attackKinds/attackKinds.js';
import type { AuditedCurve, AuditedModel } from './auditInput.js';
import type { Pair } from './pairedFindings.js';

/** The same attack with increasing numbers of draws. */
export interface EotLadder {
  readonly kind: 'fgsm' | 'pgd';
  readonly rungs: readonly { readonly eot: number; readonly curve: AuditedCurve }[];
}

/** Ladders among the probes of a model. */
export function eotLadders(probes: readonly AuditedCurve[]): EotLadder[] {
  return (['fgsm', 'pgd'] as const).flatMap((kind) => {
    const rungs = probes.flatMap((curve) => {
      const { attack } = curve;
      const isRung = attack.kind === kind && attack.id.includes('eot');
      return isRung ? [{ eot: attack.eot, curve }] : [];
    });
    return rungs.length < 2 ? [] : [{ kind, rungs: rungs.toSorted((a, b) => a.eot - b.eot) }];
  });
}

/**
 * On each ladder, compares the suite's number of draws with the largest: the largest rung that is at most the suite's largest
 * `eot` and is not the top, against the top.
 */
export function eotPairs({ stochastic, curves, probes }: AuditedModel): readonly Pair[] | string {
  if (!stochastic) return 'the model is deterministic: there is only one draw';
  const ladders = eotLadders(probes);
  if (ladders.length === 0) return 'no EOT ladder was evaluated';
  const eots = curves.flatMap(({ attack }) => (kindOf(attack).usesGradients && 'eot' in attack ? [attack.eot] : []));
  if (eots.length === 0) return 'no gradient attack in the suite';
  const most = Math.max(...eots);
  return ladders.map(({ rungs }) => {
    const top = rungs.at(-1)!;
    const used = rungs.slice(0, -1).findLast(({ eot }) => eot <= most) ?? rungs[0]!;
    return { expected: { curve: used.curve, point: 0 }, against: { curve: top.curve, point: 0 } };
  });
}
