import type { ApgdSpec, AttackSpec, BallNorm, CwSpec, NoiseSpec, SnrReference, Strength } from '../contract/suite.js';
import { resolveEpsilon } from './resolveEpsilon.js';

/** An epsilon as suites write it: a number or a fraction such as "8/255". */
export type WrittenEpsilon = number | string;

interface WrittenSweep {
  readonly id: string;
  readonly epsilons?: readonly WrittenEpsilon[];
  readonly snrDb?: readonly number[];
  readonly snrReference?: SnrReference;
}

type Written<Kind extends string, Settings> = WrittenSweep & { readonly kind: Kind } & {
  readonly [Key in keyof Settings]?: Settings[Key];
};

interface StepSettings {
  readonly norm: BallNorm;
  readonly steps: number;
  readonly relativeStepSize: number;
  readonly eot: number;
}

/** An attack as it is written, after the schema has accepted it. */
export type WrittenAttack =
  | Written<'fgsm', { readonly eot: number }>
  | Written<'noise', { readonly distribution: NoiseSpec['distribution'] }>
  | Written<'bim', StepSettings>
  | Written<'pgd', StepSettings & { readonly restarts: number }>
  | Written<'mifgsm', { readonly steps: number; readonly decay: number; readonly eot: number }>
  | Written<
      'apgd',
      Omit<StepSettings, 'relativeStepSize'> & { readonly loss: ApgdSpec['loss']; readonly restarts: number }
    >
  | Written<'square', { readonly queries: number; readonly areaShare: number; readonly eot: number }>
  | Written<'deepfool', { readonly steps: number; readonly overshoot: number; readonly eot: number }>
  | Written<'cw', Omit<CwSpec, 'id' | 'kind' | 'strength' | 'snrReference'>>;

/** Fills in an attack's defaults, which docs/attacks.md lists, and turns fractions into numbers. */
export function resolveAttack({ epsilons, snrDb, ...settings }: WrittenAttack): AttackSpec {
  const snrReference = settings.snrReference ?? 'pixel';
  const strength: Strength =
    epsilons === undefined
      ? { kind: 'snrDb', snrDb: snrDb!, snrReference }
      : { kind: 'epsilons', epsilons: epsilons.map((epsilon) => resolveEpsilon(epsilon)!) };
  const sweep = { strength, snrReference };
  switch (settings.kind) {
    case 'fgsm':
      return { eot: 1, ...settings, ...sweep };
    case 'noise':
      return { distribution: 'uniform', ...settings, ...sweep };
    case 'bim':
      return { ...stepDefaults(settings.steps), ...settings, ...sweep };
    case 'pgd':
      return { ...stepDefaults(settings.steps), restarts: 1, ...settings, ...sweep };
    case 'mifgsm':
      return { steps: 10, decay: 1, eot: 1, ...settings, ...sweep };
    case 'apgd':
      return { norm: 'linf', loss: 'ce', steps: 100, restarts: 1, eot: 1, ...settings, ...sweep };
    case 'square':
      return { queries: 5000, areaShare: 0.8, eot: 20, ...settings, ...sweep };
    case 'deepfool':
      return { steps: 50, overshoot: 0.02, eot: 1, ...settings, ...sweep };
    case 'cw':
      return { ...cwDefaults, ...settings, ...sweep };
  }
}

function stepDefaults(steps = 40): StepSettings {
  return { norm: 'linf', steps, relativeStepSize: Math.min(1, 2.5 / steps), eot: 1 };
}

const cwDefaults = {
  searchSteps: 9,
  steps: 200,
  learningRate: 0.05,
  confidence: 0,
  initialConstant: 0.01,
  eot: 1,
} as const;
