import type { LoadedModel } from '../../src/models/loadModel.js';
import tf from '../../src/tfjs/tfjs.cjs';

/** A deterministic linear classifier on images of the given shape, whose best attack is known in closed form. */
export function linearModel(
  shape: readonly [number, number, number],
  weights: Float32Array,
  classes: number,
): LoadedModel & { readonly weights: Float32Array } {
  const dimensions = shape[0] * shape[1] * shape[2];
  const matrix = tf.tensor2d(weights, [dimensions, classes]);
  return {
    weights,
    sha256: 'linear',
    facts: { parameters: { convolution: 0, total: weights.length }, tiles: [], scheme: 'none', stochastic: false },
    inputShape: shape,
    classes,
    outputs: 'logits',
    logits: (pixels) => pixels.reshape([pixels.shape[0], dimensions]).matMul(matrix) as tf.Tensor2D,
    dispose: () => matrix.dispose(),
  };
}
