import type { AttackSettings } from '../attackKinds/attackKinds.js';
import type { AuditCheckName, AuditSpec } from './audit.js';
import type { ImageOrientation } from './dataset.js';
import type { ModelReading } from './modelReading.js';

/** Names of the data sets for suites and recipes. */
export const datasetNames = ['mnist', 'cifar10', 'cifar100', 'svhn', 'imageFolder'] as const;
export type DatasetName = (typeof datasetNames)[number];

/** The plug-in of a suite that something comes from. */
export interface PluginMark {
  /** As in the suite. */
  readonly file: string;
  /** Of the file and of what it imports. */
  readonly sha256: string;
}

/** A plug-in of a suite. */
export interface PluginSpec extends PluginMark {
  /** Absolute. */
  readonly path: string;
}

export interface DatasetSpec {
  /** With `plugin`, the name that the plug-in defines. */
  readonly name: DatasetName;
  readonly plugin?: PluginMark;
  readonly split: 'train' | 'test';
  /** `imageFolder` and plug-ins only: absolute path, of an imageFolder's folder with one folder per class. */
  readonly path?: string;
  /** `imageFolder` only: whether the EXIF orientation is applied; default: as stored. */
  readonly orientation?: ImageOrientation;
  /** Use only the first N images; default all. */
  readonly images?: number;
}

export interface ModelSpec extends ModelReading {
  readonly id: string;
  /** Absolute path of a model folder or of a model.json. */
  readonly path: string;
  /** Name in tables and charts; default: the id. */
  readonly label: string;
  /** The tiled model that it reduces, if a decomposition added it. */
  readonly reduces?: string;
}

/** The |x| of the SNR: of the pixels, or after subtracting the data set's channel means, as in the paper. */
export type SnrReference = 'pixel' | 'centered';

/**
 * Strengths of a sweep: epsilons in the attack's norm on pixels in [0, 1], SNRs in dB, from which the epsilon of each image is
 * computed, or severities of a corruption.
 */
export type Strength =
  | { readonly kind: 'epsilons'; readonly epsilons: readonly number[] }
  | { readonly kind: 'snrDb'; readonly snrDb: readonly number[]; readonly snrReference: SnrReference }
  | { readonly kind: 'severities'; readonly severities: readonly number[] };

/** The common fields of a suite's attacks: name and sweep. */
export interface SweptAttack {
  readonly id: string;
  readonly strength: Strength;
  readonly snrReference: SnrReference;
  /** The attacker knows the random draw that judges the example: attack and evaluation share it for each image and draw. */
  readonly knownDraws?: true;
  /** Added by the decomposition of these models' gains, and run on them alone. */
  readonly decomposes?: readonly string[];
}

/** All attacks available in suites. */
export type AttackSpec = AttackSettings & SweptAttack;

export interface EvaluationSpec {
  /** Independent evaluations of each image on a stochastic model; deterministic models use one. */
  readonly draws: number;
  /** The prediction is the majority of this many assignments. */
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

/** The name of a metric from a plug-in. */
export type PluggedMetricName = string & { readonly plugged?: never };

export interface AssertionSpec {
  /** What it applies to; a field left out matches everything. If nothing matches, the run is incomplete. */
  readonly select: {
    readonly model?: string;
    readonly attack?: string;
    readonly snrDb?: number;
    readonly epsilon?: number;
    /** Only for `auditWarnings`. */
    readonly check?: AuditCheckName;
  };
  /** One of the program's, or one that a plug-in of the suite defines. */
  readonly metric: AssertionMetric | PluggedMetricName;
  /** Id of a model: the bounds then apply to a figure minus that of this model under the same attack at the same strength. */
  readonly comparedWith?: string;
  readonly min?: number;
  readonly max?: number;
}

/** What the gate does if it cannot decide: warn in the first line, fail, or pass silently. */
export const gateAnswers = ['warn', 'fail', 'pass'] as const;
export type GateAnswer = (typeof gateAnswers)[number];

/** How a run is compared with its baseline. */
export interface GateSpec {
  /** Smallest drop in accuracy that counts, as a fraction. */
  readonly maxDrop: number;
  /** Family-wise error rate over all comparisons of a run. */
  readonly alpha: number;
  /** For points where the images show neither a drop nor its absence. */
  readonly onInconclusive: GateAnswer;
  readonly onMissingBaseline: GateAnswer;
}

/** The default gate. */
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
  /** Models that transfer attacks refer to by path. They are not evaluated; their id is the path. */
  readonly sources: readonly ModelSpec[];
  readonly attacks: readonly AttackSpec[];
  readonly evaluation: EvaluationSpec;
  /** Maximum number of submissions of an image to a stochastic model, at most the draws; left out unless requested. */
  readonly resubmit?: number;
  /** The model and the SNR in dB that gap reductions refer to. */
  readonly reference?: { readonly model: string; readonly snrDb: number };
  readonly assertions: readonly AssertionSpec[];
  readonly gate: GateSpec;
  /** Left out if there are none. */
  readonly plugins?: readonly PluginSpec[];
  /** Checks for gradient masking; none if left out. */
  readonly audit?: AuditSpec;
}
