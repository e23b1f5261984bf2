import type { Recipe } from './recipe.js';

/** One epoch of a learning curve. Errors are fractions. */
export interface EpochRecord {
  /** From 1. */
  readonly epoch: number;
  readonly learningRate: number;
  /** Mean over the epoch's augmented training images. */
  readonly trainLoss: number;
  readonly runningTrainError: number;
  /** null in epochs without evaluation. */
  readonly testError: number | null;
}

/** training.json: how a model was trained, and the results. */
export interface TrainingRecord {
  readonly schemaVersion: 1;
  readonly recipe: Recipe;
  readonly dataset: { readonly name: string; readonly trainSha256: string; readonly testSha256: string };
  /** SHA-256 of the weights of `recipe.startFrom`; null if training started from random ones. */
  readonly startWeightsSha256: string | null;
  readonly epochs: readonly EpochRecord[];
  /** After the last epoch, in test mode with one draw, without augmentation. */
  readonly final: {
    readonly trainError: number;
    readonly testError: number;
    /** Mean probability of the predicted class over the test images. */
    readonly testConfidence: number;
  };
  /** The lowest test error of any epoch; never used to pick the weights. */
  readonly best: { readonly epoch: number; readonly testError: number };
  readonly weightsSha256: string;
  readonly environment: {
    readonly node: string;
    readonly tfjs: string;
    readonly backend: string;
    readonly simd: string;
    /** Why vectors of 256 bits were off although the engine has them. */
    readonly fault?: string;
    readonly cpu: string;
  };
  readonly durationMs: number;
}
