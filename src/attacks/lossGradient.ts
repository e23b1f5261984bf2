import * as tf from '@tensorflow/tfjs';
import type { LoadedModel } from '../models/loadModel.js';
import type { AttackBatch } from './attack.js';
import { crossEntropy } from './crossEntropy.js';

/**
 * Gradient of the cross-entropy with respect to the pixels, [B, H, W, C], averaged over `eot` draws of the model: the
 * mean of the loss's gradients (expectation over transformation, Athalye et al. 2018), not the gradient of a mean
 * prediction. Deterministic models need one draw. The caller owns the result.
 */
export function lossGradient(model: LoadedModel, batch: AttackBatch, eot: number): tf.Tensor4D {
  return tf.tidy(() => {
    const truth = tf.oneHot(tf.tensor1d(batch.labels, 'int32'), model.classes) as tf.Tensor2D;
    const draws = model.facts.stochastic ? eot : 1;
    let sum: tf.Tensor4D | null = null;
    for (let draw = 0; draw < draws; draw++) {
      const gradient = tf.grad((pixels) => summedCrossEntropy(model, pixels as tf.Tensor4D, { batch, truth, draw }))(
        batch.pixels,
      ) as tf.Tensor4D;
      sum = accumulate(sum, gradient);
    }
    return draws === 1 ? sum! : sum!.div(draws);
  });
}

/** The batch's cross-entropies added up, so that every image's gradient is its own, whatever the batch size. */
function summedCrossEntropy(
  model: LoadedModel,
  pixels: tf.Tensor4D,
  { batch, truth, draw }: { readonly batch: AttackBatch; readonly truth: tf.Tensor2D; readonly draw: number },
): tf.Scalar {
  const { seed, images } = batch;
  const logits = model.logits(pixels, { seed, purpose: 'attack', images, draw });
  return crossEntropy(logits, truth).sum();
}

function accumulate(sum: tf.Tensor4D | null, gradient: tf.Tensor4D): tf.Tensor4D {
  if (sum === null) return gradient;
  const next = tf.add(sum, gradient) as tf.Tensor4D;
  tf.dispose([sum, gradient]);
  return next;
}
