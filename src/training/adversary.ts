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
   * The batch with its first images (the recipe's share, rounded, at least one) replaced by adversarial examples of the current
   * network. They depend only on weights, seed, epoch and image.
   */
  harden(batch: TrainingBatch): TrainingBatch;
  dispose(): void;
}

/** An adversary of `model`, which reads the current weights for each batch; the caller owns the model. */
export function createAdversary(model: tf.LayersModel, training: AdversarialTraining): Adversary {
  const joined = joinLayers(model);
  const [, height, width, channels] = model.inputs[0]!.shape as [null, number, number, number];
  const attacked: LoadedModel = {
    // Only a cache, which is not used here, needs the weights' hash.
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
    // Each epoch uses different draws; 2^32 separates the epochs' seeds from those of recipes.
    seed: seed + 2 ** 32 * (epoch + 1),
  });
  const examples = prepared.perturb(new Float32Array(count).fill(epsilon));
  const pixels = batch.pixels.slice();
  pixels.set(examples.dataSync());
  prepared.dispose();
  tf.dispose([clean, examples]);
  return { ...batch, pixels };
}
