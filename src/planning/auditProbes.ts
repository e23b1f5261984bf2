import { kindOf } from '../attackKinds/attackKinds.js';
import type { AttackSpec, Strength, Suite } from '../contract/suite.js';
import { strengthValues } from '../metrics/strengthValues.js';
import { linfBall } from '../perturbations/ball.js';
import { isSamePerturbation } from '../perturbations/perturbations.js';

/** Numbers of draws averaged on the EOT ladder, which shows whether more draws strengthen the attack. */
const fgsmRungs = [1, 2, 5, 10, 20, 50] as const;
const pgdRungs = [1, 2, 5, 10, 20] as const;

/** Prefix of the ids of attacks added by the audit; ids in a suite cannot contain a colon. */
const prefix = 'audit:';

/** The attack with a budget that no image can survive; its cells also count zero gradients. */
export const largeEpsilonId = `${prefix}large-epsilon`;

/**
 * The attacks that an audit adds to a suite: PGD with epsilon 1, and FGSM and PGD with increasing numbers of draws at the suite's
 * reference SNR (without a reference, at the middle point of the first L-inf gradient attack; without such an attack, at 8/255).
 */
export function auditProbes(suite: Pick<Suite, 'attacks' | 'reference'>): AttackSpec[] {
  const strength = ladderStrength(suite);
  const common = { strength, snrReference: strength.kind === 'snrDb' ? strength.snrReference : 'pixel' } as const;
  const pgd = { kind: 'pgd', norm: 'linf', restarts: 1 } as const;
  return [
    {
      ...{ id: largeEpsilonId, ...pgd, steps: 20, relativeStepSize: 0.125, eot: 5 },
      strength: { kind: 'epsilons', epsilons: [1] },
      snrReference: 'pixel',
    },
    ...fgsmRungs.map((eot): AttackSpec => ({ id: `${prefix}fgsm-eot-${eot}`, kind: 'fgsm', eot, ...common })),
    ...pgdRungs.map(
      (eot): AttackSpec => ({
        ...{ id: `${prefix}pgd-eot-${eot}`, ...pgd, steps: 10, relativeStepSize: 0.25, eot },
        ...common,
      }),
    ),
  ];
}

/** Whether a probe is part of the EOT ladder, which is not run on deterministic models. */
export function isEotProbe({ id }: AttackSpec): boolean {
  return id !== largeEpsilonId;
}

function ladderStrength({ attacks, reference }: Pick<Suite, 'attacks' | 'reference'>): Strength {
  const first = attacks.find((attack) => {
    const { usesGradients, perturbation } = kindOf(attack);
    return usesGradients && isSamePerturbation(perturbation(attack), linfBall);
  });
  if (reference) {
    return { kind: 'snrDb', snrDb: [reference.snrDb], snrReference: (first ?? attacks[0])!.snrReference };
  }
  if (first === undefined) return { kind: 'epsilons', epsilons: [8 / 255] };
  const values = strengthValues(first.strength);
  const middle = values[Math.floor((values.length - 1) / 2)]!;
  return first.strength.kind === 'snrDb'
    ? { ...first.strength, snrDb: [middle] }
    : { kind: 'epsilons', epsilons: [middle] };
}
