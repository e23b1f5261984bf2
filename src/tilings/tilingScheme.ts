import type { RandomStream } from '../base/random.js';

/** Size of the output grid of a convolution: one patch a position. */
export interface Grid {
  readonly height: number;
  readonly width: number;
}

/** For each patch, row by row, the index of the tile that computes it, or -1 for "not computed, output 0". */
export type Assignment = Int32Array;

/** How image patches are handed to tiles (paper, section 2). */
export interface TilingScheme {
  /**
   * When a new assignment is drawn: `never` (no randomness), `model` (once, when the model is built and stored with
   * it) or `image` (for each image and forward pass).
   */
  readonly drawn: 'never' | 'model' | 'image';
  /** The scheme cuts the image into q x q parts and so needs tiles = q^2. */
  readonly square: boolean;
  /** Replicas of the kernel matrix that `tiles` calls for. */
  readonly replicas: (tiles: number) => number;
  /** The assignment is used in training only; in test all patches go to tile 0. */
  readonly trainingOnly: boolean;
  /** Patches see only pixels of their own part; the others count as zero. */
  readonly padded: boolean;
  /** A pure function: equal arguments, equal assignment. `stream` is used only where `drawn` is not `never`. */
  readonly assign: (grid: Grid, tiles: number, stream: RandomStream) => Assignment;
}

/** What all schemes have in common unless they say otherwise. */
export const plainScheme = {
  drawn: 'never',
  square: false,
  replicas: (tiles: number) => tiles,
  trainingOnly: false,
  padded: false,
} as const satisfies Omit<TilingScheme, 'assign'>;
