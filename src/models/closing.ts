import tf from '../tfjs/tfjs.cjs';

/** A step from logits to probabilities. */
export type ClosingStep = 'softmax' | 'sigmoid';

/** Applies the steps in order to logits [B, n]. The caller owns the result (under `tf.tidy`). */
export function close(logits: tf.Tensor2D, steps: readonly ClosingStep[]): tf.Tensor2D {
  return steps.reduce((x, step) => (step === 'softmax' ? tf.softmax(x) : tf.sigmoid(x)), logits);
}

/**
 * Whether the steps, over all numbers of an image, convert `open` to the model's output for every image up to rounding. They do
 * not if a softmax uses another axis, or if there is another op between.
 */
export function closesTo(open: tf.Tensor2D, whole: tf.Tensor2D, steps: readonly ClosingStep[]): boolean {
  return tf.tidy(() => {
    if (open.shape[1] !== whole.shape[1]) return false;
    const difference = tf.max(tf.abs(close(open, steps).sub(whole))).dataSync()[0]!;
    return difference < 1e-4;
  });
}
