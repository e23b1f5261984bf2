import * as tf from '@tensorflow/tfjs';
import type { Purpose } from '../base/random.js';
import type { EvaluationSpec } from '../contract/suite.js';
import type { LoadedModel } from '../models/loadModel.js';

/** Which images a batch holds, what they show, and how they are to be judged. */
export interface JudgedBatch {
  readonly images: readonly number[];
  readonly labels: Int32Array;
  readonly evaluation: EvaluationSpec;
}

/**
 * How many of the draws classify each image correctly. A draw is the majority of `vote` predictions, each with random
 * assignments of its own; ties go to the class with the higher summed probability. The draws are keyed by purpose and
 * image alone: an attack cannot reach them, and every point of a sweep is judged by the same ones.
 */
export function countHits(model: LoadedModel, pixels: tf.Tensor4D, purpose: Purpose, batch: JudgedBatch): number[] {
  const { images, labels, evaluation } = batch;
  const hits = new Array<number>(images.length).fill(0);
  for (let draw = 0; draw < evaluation.draws; draw++) {
    const classes = vote(model, pixels, { ...batch, purpose, draw });
    for (const [position, label] of labels.entries()) if (classes[position] === label) hits[position]!++;
  }
  return hits;
}

interface VoteOptions extends JudgedBatch {
  readonly purpose: Purpose;
  readonly draw: number;
}

/** The class that most of the draw's predictions name, per image. */
function vote(model: LoadedModel, pixels: tf.Tensor4D, options: VoteOptions): Int32Array {
  const { images, evaluation, purpose, draw } = options;
  const { seed, vote: voters } = evaluation;
  if (voters === 1) return predictions(model, pixels, { seed, purpose, images, draw }).classes;
  // A vote counts 1 and a probability less than 1 / (2 voters), so that probabilities decide only between equal votes.
  const scores = new Float64Array(images.length * model.classes);
  for (let voter = 0; voter < voters; voter++) {
    const key = { seed, purpose, images, draw: draw * voters + voter };
    const { classes, probabilities } = predictions(model, pixels, key);
    for (const [position, predicted] of classes.entries()) {
      scores[position * model.classes + predicted]! += 1;
    }
    for (const [at, probability] of probabilities.entries()) scores[at]! += probability / (2 * voters);
  }
  return Int32Array.from(images, (_, position) => {
    const own = scores.subarray(position * model.classes, (position + 1) * model.classes);
    return own.indexOf(Math.max(...own));
  });
}

/** Predicted class of each image and the softmax probabilities [B, classes], in one draw. */
export function predictions(
  model: LoadedModel,
  pixels: tf.Tensor4D,
  draw: Parameters<LoadedModel['logits']>[1],
): { readonly classes: Int32Array; readonly probabilities: Float32Array } {
  return tf.tidy(() => {
    const logits = model.logits(pixels, draw);
    const values = logits.dataSync();
    const bad = values.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) {
      const image = draw.images[Math.floor(bad / model.classes)];
      throw new Error(`the model answers image ${image} with a logit of ${values[bad]}`);
    }
    return {
      classes: logits.argMax(1).dataSync() as Int32Array,
      probabilities: tf.softmax(logits).dataSync() as Float32Array,
    };
  });
}
