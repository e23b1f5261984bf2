import type { ImageRange } from './imageRange.js';
import type { AttackSpec, EvaluationSpec } from './suite.js';

/** The unit of work, caching and sharding: one model under one attack on one range of images. */
export interface Cell {
  /** Hash of everything that determines the record; the cache stores it under this name. */
  readonly key: string;
  readonly model: string;
  readonly attack: AttackSpec;
  readonly images: ImageRange;
  readonly evaluation: EvaluationSpec;
  /** Images shown in reports are taken at this SNR or epsilon (index into the attack's points) from the first images of the range. */
  readonly gallery?: { readonly point: number; readonly images: number };
  /** Whether to count the draws in which an image's loss gradient is zero. */
  readonly countsZeroGradients?: true;
}

/** One strength of a sweep over the cell's images. Sums, never means, so that records add up. */
export interface PointRecord {
  /** Sum over images of the epsilon used. */
  readonly epsilonSum: number;
  /** Sum of the measured SNR after clipping, in dB, over perturbed images, and the number of these images. */
  readonly snrDbSum: number;
  readonly snrDbCount: number;
  /** Per image, how many of the draws classified it correctly; 0..draws. */
  readonly hits: readonly number[];
}

/** What images show, and what a model takes them for where it errs. */
export interface Mistakes {
  /** True class of each image. */
  readonly labels: readonly number[];
  /** By point of the sweep: 1 + the wrong class that most draws name of each image, the lower of equals; 0 where none errs. */
  readonly points: readonly (readonly number[])[];
}

export interface GalleryImage {
  readonly model: string;
  readonly attack: string;
  readonly image: number;
  readonly label: number;
  readonly epsilon: number;
  /** dB, measured after clipping; null if nothing was changed. */
  readonly snrDb: number | null;
  /** Height, width, channels. */
  readonly shape: readonly [number, number, number];
  readonly clean: Prediction;
  readonly adversarial: Prediction;
  /** Pixels 0..255, base64, height x width x channels. */
  readonly cleanPixels: string;
  readonly adversarialPixels: string;
  /** 10 x (adversarial - clean) around mid-grey, base64 as above. */
  readonly perturbationPixels: string;
}

/** A class and its softmax probability in one draw. */
export interface Prediction {
  readonly class: number;
  readonly confidence: number;
}

/** The result of a cell: counts and per-image outcomes. */
export interface CellRecord {
  readonly schemaVersion: 1;
  readonly key: string;
  readonly model: string;
  readonly attack: string;
  readonly images: ImageRange;
  /** Draws per image: 1 for a deterministic model. */
  readonly draws: number;
  /** Per image, how many draws classified the clean image correctly. */
  readonly clean: readonly number[];
  readonly points: readonly PointRecord[];
  readonly gallery: readonly GalleryImage[];
  /** Missing in records of older versions. */
  readonly mistakes?: Mistakes;
  /** Per image, in how many draws the loss gradient is zero everywhere; 0..draws. */
  readonly zeroGradients?: readonly number[];
  /**
   * For attacks that search for the nearest examples: each image's distance in the attack's norm, null if none was found, 0 if
   * the clean image is misclassified.
   */
  readonly distances?: readonly (number | null)[];
  readonly durationMs: number;
}

/** A cell that failed; the run continues without it and ends incomplete. */
export interface CellFailure {
  readonly model: string;
  readonly attack: string;
  readonly images: ImageRange;
  readonly error: string;
}
