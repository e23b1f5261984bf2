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

/** Strengths of a sweep: epsilons in the attack's norm on pixels in [0, 1], or SNRs in dB from which each image gets an epsilon of its own. */
export type Strength =
  | { readonly kind: 'epsilons'; readonly epsilons: readonly number[] }
  | { readonly kind: 'snrDb'; readonly snrDb: readonly number[]; readonly snrReference: SnrReference };

/** What every attack of a suite has: its name and its sweep. */
export interface SweptAttack {
  readonly id: string;
  readonly strength: Strength;
  readonly snrReference: SnrReference;
}

/** Norms of the ball that a suite can choose for an attack: the epsilon is its radius. */
export type BallNorm = 'linf' | 'l2';

/** An attack on the expectation: it averages what it asks of a stochastic model over `eot` draws. */
interface AveragingAttack {
  readonly eot: number;
}

/** Fast gradient sign method (Goodfellow et al. 2014). */
export interface FgsmSpec extends AveragingAttack {
  readonly kind: 'fgsm';
}

/** Random noise whose root mean square is epsilon. */
export interface NoiseSpec {
  readonly kind: 'noise';
  readonly distribution: 'uniform' | 'gaussian';
}

/** Basic iterative method (Kurakin et al. 2016); `relativeStepSize` is a step's length as a share of epsilon. */
export interface BimSpec extends AveragingAttack {
  readonly kind: 'bim';
  readonly norm: BallNorm;
  readonly steps: number;
  readonly relativeStepSize: number;
}

/** Projected gradient descent from random starts (Madry et al. 2017). */
export interface PgdSpec extends AveragingAttack {
  readonly kind: 'pgd';
  readonly norm: BallNorm;
  readonly steps: number;
  readonly relativeStepSize: number;
  readonly restarts: number;
}

/** Momentum iterative FGSM (Dong et al. 2017); `decay` is what is kept of earlier gradients at each step. */
export interface MifgsmSpec extends AveragingAttack {
  readonly kind: 'mifgsm';
  readonly steps: number;
  readonly decay: number;
}

/** Auto-PGD (Croce & Hein 2020). `steps` as in the paper's 100. */
export interface ApgdSpec extends AveragingAttack {
  readonly kind: 'apgd';
  readonly norm: BallNorm;
  readonly loss: 'ce' | 'dlr' | 'targeted-dlr';
  readonly steps: number;
  readonly restarts: number;
}

/** Square attack (Andriushchenko et al. 2020); `areaShare` is the first square's share of the image, `eot` the draws a query averages. */
export interface SquareSpec extends AveragingAttack {
  readonly kind: 'square';
  readonly queries: number;
  readonly areaShare: number;
}

/** DeepFool (Moosavi-Dezfooli et al. 2015), L2; `overshoot` is added to the way to the boundary as a share of it. */
export interface DeepfoolSpec extends AveragingAttack {
  readonly kind: 'deepfool';
  readonly steps: number;
  readonly overshoot: number;
}

/** Carlini & Wagner's L2 attack (2016): `searchSteps` constants are tried, each over `steps` steps of Adam. */
export interface CwSpec extends AveragingAttack {
  readonly kind: 'cw';
  readonly searchSteps: number;
  readonly steps: number;
  readonly learningRate: number;
  /** Margin in logits that an adversarial image must reach. */
  readonly confidence: number;
  readonly initialConstant: number;
}

/** The settings of every attack that stands for itself. A new one adds its own interface to this union. */
export type BasicAttack =
  | FgsmSpec
  | NoiseSpec
  | BimSpec
  | PgdSpec
  | MifgsmSpec
  | ApgdSpec
  | SquareSpec
  | DeepfoolSpec
  | CwSpec;

/**
 * What a transfer attack makes its examples on: a model of the suite by its id, any model by its path (relative to the
 * suite's folder, with a slash in it, so that it is no id), or the attacked model with all its draws being this one.
 */
export type TransferSource = { readonly model: string } | { readonly path: string } | { readonly frozenDraw: number };

/** Adversarial examples of another attack, made on a model other than the one that is judged. */
export interface TransferSpec {
  readonly kind: 'transfer';
  readonly source: TransferSource;
  readonly attack: BasicAttack;
}

/** Several attacks, each on what the ones before it left standing; `eot` is the number of draws that decide on it. */
export interface EnsembleSpec extends AveragingAttack {
  readonly kind: 'ensemble';
  readonly attacks: readonly MemberAttack[];
}

/** What an ensemble can hold: all of one norm. */
export type MemberAttack = BasicAttack | TransferSpec;

/** An attack's settings, without its name and sweep. */
export type AttackSettings = MemberAttack | EnsembleSpec;

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
  /** The model that gap reductions are measured against, and the SNR in dB they are read at. */
  readonly reference?: { readonly model: string; readonly snrDb: number };
  readonly assertions: readonly AssertionSpec[];
  /** Checks for gradient masking; none if left out. */
  readonly audit?: AuditSpec;
}
