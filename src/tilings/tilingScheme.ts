import type { RandomStream } from '../base/random.js';

/** Size of the output grid of a convolution: one patch per position. */
export interface Grid {
  readonly height: number;
  readonly width: number;
}

/** For each patch, row by row, the index of the tile that computes it, or -1 for "not computed, output 0". */
export type Assignment = Int32Array;

/** How image patches are assigned to tiles (paper, section 2). */
export interface TilingScheme {
  /**
   * When an assignment is drawn: `never` (no randomness), `model` (once, when the model is built, and stored with it) or `image`
   * (for each image and forward pass).
   */
  readonly drawn: 'never' | 'model' | 'image';
  /** The scheme divides the image into q x q parts, so tiles must be q^2. */
  readonly square: boolean;
  /** Number of replicas of the kernel matrix for `tiles`. */
  readonly replicas: (tiles: number) => number;
  /** The assignment is used in training only; in test all patches go to tile 0. */
  readonly trainingOnly: boolean;
  /** Patches see only pixels of their own part; the others count as zero. */
  readonly padded: boolean;
  /** A pure function. `stream` is used only if `drawn` is not `never`. */
  readonly assign: (grid: Grid, tiles: number, stream: RandomStream) => Assignment;
}

/** Defaults of all schemes. */
export const plainScheme = {
  drawn: 'never',
  square: false,
  replicas: (tiles: number) => tiles,
  trainingOnly: false,
  padded: false,
} as const satisfies Omit<TilingScheme, 'assign'>;
