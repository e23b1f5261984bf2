/** Of each image of a batch the nearest adversarial example that an attack knows. */
export interface NearestExamples {
  /** [B x H x W x C]; the clean image where none was found. */
  readonly points: Float32Array;
  /** In the attack's norm; infinite where none was found: a failure is no distance of 0. */
  readonly distances: Float64Array;
}
