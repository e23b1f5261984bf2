import type { CorruptionGroup, CorruptionName } from '../attackKinds/corruption.js';
import type { AnalogSpec } from './analog.js';
import type { AuditCheck } from './audit.js';
import type { CellFailure, GalleryImage, Mistakes } from './cell.js';
import type { ImageRange } from './imageRange.js';
import type { ReadingFacts, TileReduction } from './modelReading.js';
import type { AssertionSpec, AttackSpec, EvaluationSpec, GateSpec } from './suite.js';

/** Both ends of a 95 % interval, as fractions. */
export type Interval = readonly [low: number, high: number];

export interface Environment {
  readonly date: string;
  readonly node: string;
  readonly tfjs: string;
  readonly harness: string;
  /** Hash of the code that computes the results. */
  readonly numerics: string;
  readonly backend: string;
  /** e.g. `wasm SIMD`, `wasm relaxed SIMD`. */
  readonly simd: string;
  readonly cpu: string;
  readonly workers: number;
  readonly git: { readonly commit: string; readonly dirty: boolean } | null;
  readonly durationMs: number;
  /** Cells computed in this run and cells found in the cache. */
  readonly computedCells: number;
  readonly cachedCells: number;
}

export interface ResultDataset {
  readonly name: string;
  readonly split: string;
  /** Images in the split. */
  readonly images: number;
  readonly sha256: string;
  readonly classNames: readonly string[];
  /** Channel means of the training split on pixels in [0, 1]. */
  readonly channelMeans: readonly number[];
  /** Notes about the images, one sentence each; left out if there are none. */
  readonly notes?: readonly string[];
}

export interface ResultModel {
  readonly id: string;
  readonly label: string;
  /** As in the suite, relative to the suite's folder. */
  readonly path: string;
  /** Of model.json and weights together. */
  readonly sha256: string;
  readonly parameters: { readonly convolution: number; readonly total: number };
  /** Tiles of each tiled layer; empty without tiling. */
  readonly tiles: readonly number[];
  readonly scheme: string;
  readonly stochastic: boolean;
  /** How its tiles were reduced, and the model of the suite whose tiles they are if a decomposition added it. */
  readonly reduce?: TileReduction;
  readonly reduces?: string;
  /** The analog hardware it is evaluated on; digital if left out. */
  readonly analog?: AnalogSpec;
  /** How it was read; missing in results of older versions. */
  readonly reading?: ReadingFacts;
}

/** A model outside the suite that is the source of transfer attacks. */
export interface ResultSource {
  /** As in the attacks. */
  readonly path: string;
  /** Of model.json and weights together. */
  readonly sha256: string;
}

/** hits of total with a 95 % interval. total counts draws: images x draws (accuracy), or weighted by clean hits (relative). */
export interface Proportion {
  readonly hits: number;
  readonly total: number;
  readonly interval: Interval;
}

export interface ResultPoint {
  /** Mean over the images. */
  readonly epsilon: number;
  /** target: the requested SNR, null in a sweep over epsilons; mean: measured after clipping, null if nothing was perturbed. */
  readonly snrDb: { readonly target: number | null; readonly mean: number | null };
  readonly hits: number;
  readonly total: number;
  readonly interval: Interval;
  readonly relative: Proportion;
  /** Hits of each image (0..draws), in the order of the curve's parts. */
  readonly outcomes: readonly number[];
}

/** Sums of one computed cell, stored so that merged shards give exactly the same means. */
export interface ResultPart {
  readonly images: ImageRange;
  readonly epsilonSum: readonly number[];
  readonly snrDbSum: readonly number[];
  readonly snrDbCount: readonly number[];
}

/** One model under one attack: its accuracy at each strength. */
export interface ResultCurve {
  readonly model: string;
  readonly attack: string;
  readonly draws: number;
  readonly clean: Proportion & { readonly outcomes: readonly number[] };
  readonly points: readonly ResultPoint[];
  /** The computed cells of the curve, by ascending image id. */
  readonly parts: readonly ResultPart[];
  /** Missing in older results, in baselines and in the curves of an audit. */
  readonly mistakes?: Mistakes;
  /** If an audit counts them: draws of each image whose loss gradient is zero. */
  readonly zeroGradients?: readonly number[];
  /**
   * For attacks that search for the nearest examples: each image's distance in the attack's norm, null if none was found, 0 if
   * the clean image is misclassified.
   */
  readonly distances?: readonly (number | null)[];
}

/** Gap to perfect robustness, 1 - relative accuracy, at one SNR, and its reduction against the reference model. */
export interface ResultGap {
  readonly model: string;
  readonly attack: string;
  readonly snrDb: number;
  /** `point`: that SNR was a target of the sweep; `interpolated`: linear between its neighbours on the measured axis. */
  readonly method: 'point' | 'interpolated';
  readonly relativeAccuracy: number;
  readonly gap: number;
  readonly gapInterval: Interval;
  /** 1 - gap / gap of the reference; null for the reference model and if its gap is 0. */
  readonly reduction: number | null;
  readonly reductionInterval: Interval | null;
}

/** A model's worst case over the attacks with the same strength: for each image, the fewest hits under any of them. */
export interface ResultWorst extends Proportion {
  readonly model: string;
  /** At least two. */
  readonly attacks: readonly string[];
  readonly axis: 'snrDb' | 'epsilon';
  /** The SNR reference, or what the epsilon bounds, e.g. `of the norm linf`. */
  readonly bound: string;
  /** dB, or epsilon on pixels in [0, 1]. */
  readonly value: number;
  readonly relative: Proportion;
}

/** Accuracy of a model over all images, severities and corruptions of a group, or of the fifteen that the suite has. */
export interface ResultCorruption extends Proportion {
  readonly model: string;
  readonly source: 'computed' | 'published';
  readonly group: 'mean' | CorruptionGroup;
  readonly corruptions: readonly CorruptionName[];
}

/** Robustness of each class under an attack at one point, and the predicted classes of broken images. */
export interface ResultClasses {
  readonly model: string;
  readonly attack: string;
  /** Index into the sweep. */
  readonly point: number;
  /** Classes with at least one image. */
  readonly classes: readonly (Proportion & {
    readonly label: number;
    readonly images: number;
    readonly relative: Proportion;
  })[];
  /** Broken images by true class (`from`) and predicted class (`to`), most frequent first. */
  readonly broken: readonly { readonly from: number; readonly to: number; readonly images: number }[];
}

/** A probability, or a difference of two, with its 95 % interval over images. */
export interface ResultChance {
  readonly success: number;
  readonly interval: Interval;
}

/** Probability that at least one of this many submissions of the same image is misclassified. */
export interface ResultTries {
  readonly tries: number;
  readonly clean: ResultChance;
  readonly attacked: ResultChance;
  /** Attacked minus clean, paired by image. */
  readonly difference: ResultChance;
}

/** The gain from submitting the same image several times, at one point of a sweep. */
export interface ResultResubmission {
  readonly model: string;
  readonly attack: string;
  /** Index into the sweep. */
  readonly point: number;
  readonly tries: readonly ResultTries[];
}

/** One network or one kind of draws in the decomposition of a gain. */
export interface ResultGainPart {
  /** `reference` and `other`: deterministic models; `mean` and `reduced`: of the model's tiles; `known` and `fresh`: the model. */
  readonly part: 'reference' | 'other' | 'mean' | 'reduced' | 'known' | 'fresh';
  readonly model: string;
  readonly attack: string;
  /** Draws averaged for each gradient, under fresh draws; else null. */
  readonly eot: number | null;
  /** Without attack. */
  readonly clean: Proportion;
  readonly relative: Proportion;
  /** 1 - gap / gap of the reference; null for the reference, and without one. */
  readonly reduction: number | null;
  readonly reductionInterval: Interval | null;
}

/** Where the gain of a tiled model sits, under one gradient attack at one point of its sweep. */
export interface ResultDecomposition {
  readonly model: string;
  readonly attack: string;
  /** Index into the sweep. */
  readonly point: number;
  readonly parts: readonly ResultGainPart[];
}

/** A figure that a metric of a plug-in computed for one point of a curve. */
export interface ResultMetric {
  readonly metric: string;
  readonly title: string;
  /** One sentence. */
  readonly description: string;
  readonly model: string;
  readonly attack: string;
  /** Index into the sweep. */
  readonly point: number;
  /** Null where it does not apply. */
  readonly value: number | null;
}

/** A plug-in of the suite. */
export interface ResultPlugin {
  /** As in the suite. */
  readonly file: string;
  /** Of the file and of what it imports. */
  readonly sha256: string;
  /** e.g. `attack my-attack`. */
  readonly adds: readonly string[];
}

export interface AssertionOutcome {
  readonly assertion: AssertionSpec;
  /** `open`: in a shard, which lacks the figures to judge it. */
  readonly status: 'pass' | 'fail' | 'unmatched' | 'open';
  /** The compared figures, one entry per match. */
  readonly matches: readonly { readonly where: string; readonly value: number; readonly pass: boolean }[];
}

export type ComparisonVerdict = 'regressed' | 'within noise' | 'improved' | 'inconclusive';

/** One point of a curve (or the clean accuracy, attack null) compared with the baseline, image by image. */
export interface ComparisonRow {
  readonly model: string;
  readonly attack: string | null;
  readonly point: string;
  readonly images: number;
  readonly baselineAccuracy: number;
  readonly accuracy: number;
  readonly difference: number;
  readonly differenceInterval: Interval;
  /** Image ids that lost, and that gained, hits. */
  readonly newlyBroken: readonly number[];
  readonly newlyRobust: readonly number[];
  /** Exact two-sided McNemar (sign test on images where hits are counts), and after Holm's correction over all rows. */
  readonly pValue: number;
  readonly adjustedPValue: number;
  /**
   * Smallest drop in accuracy that can be detected with this number of images and comparisons; null if none; missing in older
   * results.
   */
  readonly provableDrop?: number | null;
  readonly verdict: ComparisonVerdict;
}

export interface Comparison {
  /** The baseline's file, relative to the working folder. */
  readonly baseline: string;
  readonly rows: readonly ComparisonRow[];
  readonly status: 'pass' | 'fail';
  readonly notes: readonly string[];
}

export interface Verdict {
  /** `part`: a completed shard, which is judged by merging. */
  readonly status: 'pass' | 'fail' | 'incomplete' | 'part';
  readonly assertions: readonly AssertionOutcome[];
  readonly comparison: Comparison | null;
  /** Why it is incomplete. */
  readonly reasons: readonly string[];
  /**
   * Notes to show before the status: comparisons that could not be made or decided, one sentence each. Left out if there are
   * none.
   */
  readonly notes?: readonly string[];
}

/** Checks for gradient masking, and the curves of the cells they add. */
export interface ResultAudit {
  /** Number of images of the audit's curves. */
  readonly images: number;
  /** Attacks that the audit adds; only its checks use them. */
  readonly probes: readonly AttackSpec[];
  readonly curves: readonly ResultCurve[];
  readonly checks: readonly AuditCheck[];
}

/** The complete results of a run. The form in results.json is `ResultFile`. */
export interface Results {
  readonly schemaVersion: 1;
  readonly suite: { readonly name: string; readonly sha256: string; readonly file: string };
  /** The excluded part of the suite; null for a complete run. */
  readonly partial: { readonly limit?: number; readonly grep?: string; readonly shard?: string } | null;
  /** The command that repeats the run. */
  readonly command: string;
  readonly environment: Environment;
  readonly dataset: ResultDataset;
  readonly evaluation: EvaluationSpec;
  readonly attacks: readonly AttackSpec[];
  readonly reference: { readonly model: string; readonly snrDb: number } | null;
  /** Missing in older results: the defaults. */
  readonly gate?: GateSpec;
  readonly models: readonly ResultModel[];
  /** Left out if no attack needs one. */
  readonly sources?: readonly ResultSource[];
  /** Only for suites with plug-ins. */
  readonly plugins?: readonly ResultPlugin[];
  readonly curves: readonly ResultCurve[];
  readonly gaps: readonly ResultGap[];
  /** Missing in older results, and left out if no two attacks share a strength. */
  readonly worst?: readonly ResultWorst[];
  /** Missing in older results. */
  readonly classes?: readonly ResultClasses[];
  /** Only for suites with corruptions. */
  readonly corruptions?: readonly ResultCorruption[];
  /** Maximum number of submissions of an image; left out unless the suite sets it. */
  readonly resubmit?: number;
  /** Only if the suite requests it. */
  readonly resubmission?: readonly ResultResubmission[];
  /** Only for suites with `decompose`. */
  readonly decomposition?: readonly ResultDecomposition[];
  /** Only for suites with metrics from plug-ins. */
  readonly metrics?: readonly ResultMetric[];
  /** Only for suites with `audit`. */
  readonly audit?: ResultAudit;
  readonly gallery: readonly GalleryImage[];
  readonly failures: readonly CellFailure[];
  readonly verdict: Verdict;
}
