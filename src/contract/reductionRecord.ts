/** Methods to reduce a tiled layer to one kernel matrix (paper, "Reduction of tiled network to the original architecture"). */
export const reductions = ['any', 'norm', 'wins', 'mean'] as const;
export type Reduction = (typeof reductions)[number];

/** The source tile of each output channel of a layer; null for a mean. */
export interface ReducedLayer {
  readonly name: string;
  readonly tiles: number;
  readonly chosen: readonly number[] | null;
}

/** reduction.json: the tiled model that an ordinary one was made from, and how. */
export interface ReductionRecord {
  readonly schemaVersion: 1;
  readonly by: Reduction;
  /** The tiled model's folder, relative to the record's, and the SHA-256 of its weights. */
  readonly source: { readonly folder: string; readonly weightsSha256: string };
  readonly layers: readonly ReducedLayer[];
}

/** A reduction whose tiled model holds other weights now. */
export interface OutdatedReduction {
  /** The tiled model's folder. */
  readonly source: string;
  readonly by: Reduction;
}
