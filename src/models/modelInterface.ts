/** The parts of a network that depend on the data set. */
export interface ModelInterface {
  /** Height, width, channels. */
  readonly inputShape: readonly [number, number, number];
  readonly classes: number;
  /** Subtracted from, and divided into, pixels in [0, 1], per channel. */
  readonly normalization: { readonly mean: readonly number[]; readonly std: readonly number[] };
}
