/**
 * Loss of one image of a batch, from its logits, to be made large by an attack. Adds its gradient with respect to the
 * logits to `slope`, which the caller hands in as zeros. Works in double precision, image by image, so that no other image
 * of the batch has an influence.
 */
export type LogitLoss = (logits: Float32Array, position: number, slope: Float32Array) => number;

/** Loss for a batch with the given true classes. */
export type LossOfLabels = (labels: Int32Array) => LogitLoss;
