import type { LoadedModel } from '../models/loadModel.js';
import tf from '../tfjs/tfjs.cjs';

/**
 * The classifier that takes the majority of `votes` draws, as an attack can follow it: its logits are the logarithm of the
 * mean of the softmax over the draws of one vote, so that the gradient of its cross-entropy is that of the vote's expected
 * answer. Draw d of it is made of draws d x votes to d x votes + votes - 1 of the model, as the evaluation's votes are. A
 * single vote, and a deterministic model, stay as they are.
 */
export function votingModel(model: LoadedModel, votes: number): LoadedModel {
  if (votes === 1 || !model.facts.stochastic) return model;
  return {
    ...model,
    sha256: `${model.sha256} vote ${votes}`,
    logits: (pixels, key) =>
      tf.tidy(() => {
        const answers = Array.from({ length: votes }, (_, vote) =>
          tf.logSoftmax(model.logits(pixels, { ...key, draw: key.draw * votes + vote })),
        );
        return tf.logSumExp(tf.stack(answers), 0).sub(Math.log(votes)) as tf.Tensor2D;
      }),
  };
}
