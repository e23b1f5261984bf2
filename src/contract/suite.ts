import type { AttackSettings } from '../attackKinds/attackKinds.js';
import type { AuditCheckName, AuditSpec } from './audit.js';
import type { ImageOrientation } from './dataset.js';
import type { ModelReading } from './modelReading.js';

/** Names of the data sets that a suite or a recipe can ask for. */
export const datasetNames = ['mnist', 'cifar10', 'cifar100', 'svhn', 'imageFolder'] as const;
export type DatasetName = (typeof datasetNames)[number];

export interface DatasetSpec {
  readonly name: DatasetName;
  readonly split: 'train' | 'test';
  /** `imageFolder` only: absolute path of the folder that holds one folder a class. */
  readonly path?: string;
  /** `imageFolder` only: whether images are turned as their EXIF orientation says; as stored if left out. */
  readonly orientation?: ImageOrientation;
  /** Only the first so many images; all if left out. */
  readonly images?: number;
}

export interface ModelSpec extends ModelReading {
  readonly id: string;
  /** Absolute path of a model folder or of a model.json. */
  readonly path: string;
  /** What tables and charts call it; the id if left out. */
  readonly label: string;
}

/** Which |x| the SNR takes: of the pixels, or after subtracting the data set's channel means, as in the paper. */
export type SnrReference = 'pixel' | 'centered';

/** Strengths of a sweep: epsilons in the attack's norm on pixels in [0, 1], SNRs in dB from which each image gets an epsilon of its own, or severities of a corruption. */
export type Strength =
  | { readonly kind: 'epsilons'; readonly epsilons: readonly number[] }
  | { readonly kind: 'snrDb'; readonly snrDb: readonly number[]; readonly snrReference: SnrReference }
  | { readonly kind: 'severities'; readonly severities: readonly number[] };

/** What every attack of a suite has: its name and its sweep. */
export interface SweptAttack {
  readonly id: string;
  readonly strength: Strength;
  readonly snrReference: SnrReference;
  /** The attacker knows the random draw that will judge: attack and verdict share it, image by image and draw by draw. */
  readonly knownDraws?: true;
}

/** Every attack a suite can name. */
export type AttackSpec = AttackSettings & SweptAttack;

export interface EvaluationSpec {
  /** Independent evaluations of each image on a stochastic model; deterministic models take one. */
  readonly draws: number;
  /** The classifier is the majority of this many assignments. */
  readonly vote: number;
  readonly seed: number;
}

export const assertionMetrics = [
  'accuracy',
  'relativeAccuracy',
  'cleanAccuracy',
  'worstAccuracy',
  'worstRelativeAccuracy',
  'corruptionAccuracy',
  'gap',
  'gapReduction',
  'auditWarnings',
] as const;
export type AssertionMetric = (typeof assertionMetrics)[number];

export interface AssertionSpec {
  /** What it bears on; a field left out matches everything. No match at all makes the run incomplete. */
  readonly select: {
    readonly model?: string;
    readonly attack?: string;
    readonly snrDb?: number;
    readonly epsilon?: number;
    /** `auditWarnings` only. */
    readonly check?: AuditCheckName;
  };
  readonly metric: AssertionMetric;
  readonly min?: number;
  readonly max?: number;
}

/** What the gate does where it cannot judge: say so in the first line, fail, or pass in silence. */
export const gateAnswers = ['warn', 'fail', 'pass'] as const;
export type GateAnswer = (typeof gateAnswers)[number];

/** How a run is judged against its baseline. */
export interface GateSpec {
  /** Least fall of accuracy that counts as one, as a fraction. */
  readonly maxDrop: number;
  /** Family-wise error rate over all comparisons of a run. */
  readonly alpha: number;
  /** For points of which the images at hand prove neither a fall nor that there is none. */
  readonly onInconclusive: GateAnswer;
  readonly onMissingBaseline: GateAnswer;
}

/** How a run is judged unless its suite says otherwise. */
export const defaultGate: GateSpec = {
  maxDrop: 0.01,
  alpha: 0.05,
  onInconclusive: 'warn',
  onMissingBaseline: 'warn',
};

/** A suite after parsing: fractions resolved, defaults filled in, paths absolute. */
export interface Suite {
  readonly name: string;
  /** Where it was read from, absolute. */
  readonly file: string;
  /** SHA-256 of the file's bytes. */
  readonly sha256: string;
  readonly dataset: DatasetSpec;
  readonly models: readonly ModelSpec[];
  /** Models that transfer attacks name by path: not evaluated. Their id is that path. */
  readonly sources: readonly ModelSpec[];
  readonly attacks: readonly AttackSpec[];
  readonly evaluation: EvaluationSpec;
  /** Images are sent to stochastic models up to so many times, at most the draws; left out where that is not asked for. */
  readonly resubmit?: number;
  /** The model that gap reductions are measured against, and the SNR in dB they are read at. */
  readonly reference?: { readonly model: string; readonly snrDb: number };
  readonly assertions: readonly AssertionSpec[];
  readonly gate: GateSpec;
  /** Checks for gradient masking; none if left out. */
  readonly audit?: AuditSpec;
}
