import type { LoadedModel } from '../models/loadModel.js';
import tf from '../tfjs/tfjs.cjs';

/**
 * A differentiable version of the majority vote over `votes` draws. Its logits are the logarithm of the mean softmax over the
 * draws of one vote, so the gradient of its cross-entropy is that of the vote's expected answer. Its draw d uses draws d x votes
 * to d x votes + votes - 1 of the model, as in the evaluation. A single vote or a deterministic model is returned unchanged.
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
