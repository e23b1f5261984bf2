import type { Purpose } from '../base/random.js';
import type { EvaluationSpec } from '../contract/suite.js';
import type { LoadedModel } from '../models/loadModel.js';
import tf from '../tfjs/tfjs.cjs';

/** Ids, labels and evaluation settings of a batch of images. */
export interface JudgedBatch {
  readonly images: readonly number[];
  readonly labels: Int32Array;
  readonly evaluation: EvaluationSpec;
}

/** What the draws name each image. */
export interface Outcomes {
  /** Per image, how many draws name the true class. */
  readonly hits: readonly number[];
  /** Per image, the class that each other draw names. */
  readonly wrong: readonly (readonly number[])[];
}

/** Hits and wrong classes from the classes that each draw names, one draw after the other. */
export function outcomesOf(named: Int32Array, labels: Int32Array): Outcomes {
  const draws = Array.from({ length: named.length / labels.length }, (_, draw) => draw * labels.length);
  const wrong = Array.from(labels, (label, position) =>
    draws.map((from) => named[from + position]!).filter((own) => own !== label),
  );
  return { hits: wrong.map(({ length }) => draws.length - length), wrong };
}

/**
 * Which class each draw names each image, one draw after the other. A draw is the majority of `vote` predictions, each with
 * different random assignments; ties go to the class with the higher summed probability. Draws are keyed only by purpose and
 * image: attacks cannot use them, and all points of a sweep share them. `only` evaluates a single draw.
 */
export function namedClasses(
  model: LoadedModel,
  pixels: tf.Tensor4D,
  { purpose, batch, only }: { readonly purpose: Purpose; readonly batch: JudgedBatch; readonly only?: number },
): Int32Array {
  const { images, evaluation } = batch;
  const draws = only === undefined ? Array.from({ length: evaluation.draws }, (_, draw) => draw) : [only];
  const named = new Int32Array(draws.length * images.length);
  for (const [at, draw] of draws.entries()) {
    named.set(vote(model, pixels, { ...batch, purpose, draw }), at * images.length);
  }
  return named;
}

interface VoteOptions extends JudgedBatch {
  readonly purpose: Purpose;
  readonly draw: number;
}

/** The majority class of the draw's predictions, per image. */
function vote(model: LoadedModel, pixels: tf.Tensor4D, options: VoteOptions): Int32Array {
  const { images, evaluation, purpose, draw } = options;
  const { seed, vote: voters } = evaluation;
  if (voters === 1) return predictedClasses(model, pixels, { seed, purpose, images, draw });
  // A vote counts 1 and a probability less than 1 / (2 voters), so probabilities only break ties.
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

/** Predicted class of each image in one draw; the first of equal logits. */
export function predictedClasses(
  model: LoadedModel,
  pixels: tf.Tensor4D,
  draw: Parameters<LoadedModel['logits']>[1],
): Int32Array {
  const logits = model.logits(pixels, draw);
  const classes = classesOf(logits, draw.images);
  logits.dispose();
  return classes;
}

/** The same, and the softmax probabilities [B, classes]. */
export function predictions(
  model: LoadedModel,
  pixels: tf.Tensor4D,
  draw: Parameters<LoadedModel['logits']>[1],
): { readonly classes: Int32Array; readonly probabilities: Float32Array } {
  return tf.tidy(() => {
    const logits = model.logits(pixels, draw);
    return {
      classes: classesOf(logits, draw.images),
      probabilities: tf.softmax(logits).dataSync() as Float32Array,
    };
  });
}

function classesOf(logits: tf.Tensor2D, images: ArrayLike<number>): Int32Array {
  const values = logits.dataSync() as Float32Array;
  const classes = logits.shape[1];
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    throw new Error(`the model answers image ${images[Math.floor(bad / classes)]} with a logit of ${values[bad]}`);
  }
  return Int32Array.from(images, (_, position) => {
    const own = values.subarray(position * classes, (position + 1) * classes);
    return own.reduce((best, value, index) => (value > own[best]! ? index : best), 0);
  });
}
