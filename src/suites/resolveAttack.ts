import type {
  ApgdSpec,
  AttackSettings,
  AttackSpec,
  BallNorm,
  BasicAttack,
  CwSpec,
  MemberAttack,
  NoiseSpec,
  SnrReference,
  Strength,
  TransferSource,
} from '../contract/suite.js';
import { resolveEpsilon } from './resolveEpsilon.js';

/** An epsilon as suites write it: a number or a fraction such as "8/255". */
export type WrittenEpsilon = number | string;

/** The name and the sweep of an attack as it is written. */
export interface WrittenSweep {
  readonly id: string;
  readonly epsilons?: readonly WrittenEpsilon[];
  readonly snrDb?: readonly number[];
  readonly snrReference?: SnrReference;
}

type Written<Kind extends string, Settings> = { readonly kind: Kind } & {
  readonly [Key in keyof Settings]?: Settings[Key];
};

interface StepSettings {
  readonly norm: BallNorm;
  readonly steps: number;
  readonly relativeStepSize: number;
  readonly eot: number;
}

/** An attack that stands for itself as it is written, after the schema has accepted it. */
export type WrittenBasicAttack =
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
  | Written<'cw', Omit<CwSpec, 'kind'>>;

interface WrittenTransfer {
  readonly kind: 'transfer';
  readonly source: TransferSource;
  readonly attack: WrittenBasicAttack;
}

type WrittenMember = WrittenBasicAttack | WrittenTransfer;

interface WrittenEnsemble {
  readonly kind: 'ensemble';
  readonly attacks: readonly WrittenMember[];
  readonly eot?: number;
}

/** An attack of a suite as it is written, after the schema has accepted it. */
export type WrittenAttack = WrittenSweep & (WrittenMember | WrittenEnsemble);

/** Fills in an attack's defaults, which docs/attacks.md lists, and turns fractions into numbers. */
export function resolveAttack({ id, epsilons, snrDb, snrReference = 'pixel', ...written }: WrittenAttack): AttackSpec {
  const strength: Strength =
    epsilons === undefined
      ? { kind: 'snrDb', snrDb: snrDb!, snrReference }
      : { kind: 'epsilons', epsilons: epsilons.map((epsilon) => resolveEpsilon(epsilon)!) };
  return { id, ...resolveSettings(written), strength, snrReference };
}

function resolveSettings(written: WrittenMember | WrittenEnsemble): AttackSettings {
  if (written.kind !== 'ensemble') return resolveMember(written);
  return { eot: 20, ...written, attacks: written.attacks.map(resolveMember) };
}

function resolveMember(written: WrittenMember): MemberAttack {
  return written.kind === 'transfer'
    ? { ...written, attack: resolveBasicAttack(written.attack) }
    : resolveBasicAttack(written);
}

/** Fills in the defaults of an attack that holds no other. */
export function resolveBasicAttack(settings: WrittenBasicAttack): BasicAttack {
  switch (settings.kind) {
    case 'fgsm':
      return { eot: 1, ...settings };
    case 'noise':
      return { distribution: 'uniform', ...settings };
    case 'bim':
      return { ...stepDefaults(settings.steps), ...settings };
    case 'pgd':
      return { ...stepDefaults(settings.steps), restarts: 1, ...settings };
    case 'mifgsm':
      return { steps: 10, decay: 1, eot: 1, ...settings };
    case 'apgd':
      return { norm: 'linf', loss: 'ce', steps: 100, restarts: 1, eot: 1, ...settings };
    case 'square':
      return { queries: 5000, areaShare: 0.8, eot: 20, ...settings };
    case 'deepfool':
      return { steps: 50, overshoot: 0.02, eot: 1, ...settings };
    case 'cw':
      return { ...cwDefaults, ...settings };
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
