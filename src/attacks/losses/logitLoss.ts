/**
 * Loss of one image of a batch from its logits, which an attack maximises. Adds its gradient with respect to the logits to
 * `slope`, which the caller passes as zeros. Computed in double precision for each image separately, so that results do not
 * depend on the batch.
 */
export type LogitLoss = (logits: Float32Array, position: number, slope: Float64Array) => number;

/** Loss for a batch with the given true classes. */
export type LossOfLabels = (labels: Int32Array) => LogitLoss;
