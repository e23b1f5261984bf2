import type { Strength } from '../../contract/suite.js';

/** Implementation of a perturbation: the bound of each image, and the check of the examples. */
export interface Bound {
  /** Per point of a sweep, each image's epsilon. `signal` has each image's L2 norm |x| that its SNR refers to. */
  sweep(strength: Strength, signal: Float64Array, dimensions: number): Float32Array[];
  /**
   * Checks adversarial images against their bounds. Returns the L2 norm of each image's change. Throws an error that names the
   * image and the violation.
   */
  verify(clean: Float32Array, adversarial: Float32Array, asked: AskedImages): Float64Array;
}

/** Clean images and their bounds. */
export interface AskedImages {
  readonly images: readonly number[];
  /** One per image. */
  readonly epsilons: Float32Array;
}
