/** The nearest adversarial example found for each image of a batch. */
export interface NearestExamples {
  /** [B x H x W x C]; the clean image if none was found. */
  readonly points: Float32Array;
  /** In the attack's norm; infinite if none was found, because a failure is not distance 0. */
  readonly distances: Float64Array;
}
