import type { AttackSpec } from '../src/contract/suite.js';

/** So small that no image is broken: every image goes through every step, even where an attack stops at broken images. */
export const timedEpsilon = 1e-6;

const common = {
  strength: { kind: 'epsilons', epsilons: [timedEpsilon] },
  snrReference: 'pixel',
  eot: 1,
} as const satisfies Partial<AttackSpec>;

const iterated = { norm: 'linf', restarts: 1, ...common } as const;

/** The attacks whose speed is measured, each at one strength. */
export const timedAttacks = {
  fgsm: { id: 'fgsm', kind: 'fgsm', ...common },
  pgd: { id: 'pgd-40', kind: 'pgd', steps: 40, relativeStepSize: 2.5 / 40, ...iterated },
  apgd: { id: 'apgd-100', kind: 'apgd', loss: 'ce', targets: 'all', steps: 100, ...iterated },
  square: { id: 'square-200', kind: 'square', queries: 200, areaShare: 0.8, ...common },
} as const satisfies Record<string, AttackSpec>;
