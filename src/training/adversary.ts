import { prepareAttack } from '../attacks/attacks.js';
import type { AdversarialTraining } from '../contract/recipe.js';
import { joinLayers } from '../models/joinLayers.js';
import type { LoadedModel } from '../models/loadModel.js';
import { modelFacts } from '../models/modelFacts.js';
import tf from '../tfjs/tfjs.cjs';
import type { TrainingBatch } from './trainingStep.js';

/** Makes adversarial examples of a network in training. */
export interface Adversary {
  /**
   * The batch with its first images, the recipe's share of them rounded, at least one, replaced by adversarial examples of
   * the network as it is now. They depend on the weights, the seed, the epoch and the image alone.
   */
  harden(batch: TrainingBatch): TrainingBatch;
  dispose(): void;
}

/** An adversary of `model`, whose weights it reads anew for each batch; the model stays the caller's. */
export function createAdversary(model: tf.LayersModel, training: AdversarialTraining): Adversary {
  const joined = joinLayers(model);
  const [, height, width, channels] = model.inputs[0]!.shape as [null, number, number, number];
  const attacked: LoadedModel = {
    // Only a memo, which is not used here, asks which weights these are.
    sha256: '',
    facts: modelFacts(model),
    inputShape: [height, width, channels],
    classes: model.outputs[0]!.shape.at(-1)!,
    outputs: 'logits',
    logits: (pixels, draw) =>
      joined.model.apply(pixels, { training: false, draw } as unknown as tf.serialization.ConfigDict) as tf.Tensor2D,
    dispose: () => {},
  };
  return {
    harden: (batch) => replaceFirst(batch, attacked, training),
    dispose: () => joined.dispose(),
  };
}

function replaceFirst(
  batch: TrainingBatch,
  model: LoadedModel,
  { attack, epsilon, share }: AdversarialTraining,
): TrainingBatch {
  const [images, ...shape] = batch.shape;
  const count = Math.max(1, Math.round(share * images));
  const perImage = batch.pixels.length / images;
  const { seed, draw: epoch, images: ids } = batch.options.draw!;
  const clean = tf.tensor4d(batch.pixels.subarray(0, count * perImage), [count, ...shape]);
  const prepared = prepareAttack(attack, model, {
    pixels: clean,
    labels: batch.labels.subarray(0, count),
    images: Array.from(ids).slice(0, count),
    // Each epoch attacks by draws of its own; 2^32 keeps the seeds of epochs apart from those that a recipe can state.
    seed: seed + 2 ** 32 * (epoch + 1),
  });
  const examples = prepared.perturb(new Float32Array(count).fill(epsilon));
  const pixels = batch.pixels.slice();
  pixels.set(examples.dataSync());
  prepared.dispose();
  tf.dispose([clean, examples]);
  return { ...batch, pixels };
}
