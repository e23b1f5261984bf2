import tf from '../tfjs/tfjs.cjs';

/** What makes probabilities of logits. */
export type ClosingStep = 'softmax' | 'sigmoid';

/** Logits [B, n] through the steps, in their order. The caller owns the result (under `tf.tidy`). */
export function close(logits: tf.Tensor2D, steps: readonly ClosingStep[]): tf.Tensor2D {
  return steps.reduce((x, step) => (step === 'softmax' ? tf.softmax(x) : tf.sigmoid(x)), logits);
}

/**
 * Whether the steps, over all numbers of an image together, make of `open` what the model itself gives: to rounding on every
 * image. They do not where a softmax goes over another axis, or where something else stands between.
 */
export function closesTo(open: tf.Tensor2D, whole: tf.Tensor2D, steps: readonly ClosingStep[]): boolean {
  return tf.tidy(() => {
    if (open.shape[1] !== whole.shape[1]) return false;
    const difference = tf.max(tf.abs(close(open, steps).sub(whole))).dataSync()[0]!;
    return difference < 1e-4;
  });
}
