import type { Strength } from '../../contract/suite.js';

/** What the lab does about a perturbation: what each image is allowed, and whether an attack kept to it. */
export interface Bound {
  /** Per point of a sweep, each image's epsilon. `signal` has each image's L2 norm |x| that its SNR refers to. */
  sweep(strength: Strength, signal: Float64Array, dimensions: number): Float32Array[];
  /**
   * Checks adversarial images against what the perturbation allows, and measures them. Returns each image's L2 norm of the
   * change. Throws an error that names the image and the breach.
   */
  verify(clean: Float32Array, adversarial: Float32Array, asked: AskedImages): Float64Array;
}

/** Images that an attack was asked to change, and by how much. */
export interface AskedImages {
  readonly images: readonly number[];
  /** One an image. */
  readonly epsilons: Float32Array;
}
