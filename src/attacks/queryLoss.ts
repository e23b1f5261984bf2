import type { ImageRows } from '../kernels/imageSteps/holdImages.js';
import { areFinite } from '../kernels/imageSteps/imageSteps.js';
import type { LoadedModel } from '../models/loadModel.js';
import tf from '../tfjs/tfjs.cjs';
import type { AttackBatch } from './attack.js';
import { meanGradient } from './gradientSum.js';
import { imageValues } from './imageValues.js';
import type { LogitLoss } from './losses/logitLoss.js';
import { strongestOther } from './losses/margin.js';
import { scaledSlopes } from './scaledSlopes.js';

/** An attack's query of the model: a loss at given points, over draws firstDraw to firstDraw + draws - 1. */
export interface LossQuery {
  /** One point per image, [B x H x W x C]; a tensor avoids a copy and still belongs to the caller. */
  readonly points: Float32Array | tf.Tensor4D;
  readonly loss: LogitLoss;
  readonly firstDraw: number;
  /** Deterministic models always use one draw. */
  readonly draws: number;
}

/** Means over the draws, one per image. */
export interface LossAnswer {
  readonly losses: Float64Array;
  /** Margin of the strongest other class's logit over the true one's: positive means misclassified. */
  readonly margins: Float64Array;
}

/** Losses without gradients: one forward pass per draw. */
export function queryLoss(model: LoadedModel, batch: AttackBatch, query: LossQuery): LossAnswer {
  return overDraws(model, batch, query, (draw, sums) =>
    tf.tidy(() => {
      const logits = model.logits(pointTensor(query, batch), drawKey(batch, draw));
      judge(logits, { batch, loss: query.loss, sums, slopes: new Float64Array(logits.size) });
    }),
  );
}

/**
 * Losses and the mean over the draws of the loss's gradient with respect to the pixels (expectation over transformation, Athalye
 * et al. 2018: gradients of the loss are averaged, not predictions): one forward and one backward pass per draw. The gradient of an
 * image whose loss is flat at the logits in every draw (see `scaledSlopes`) is a positive multiple, which has the same direction.
 */
export function queryGradient(
  model: LoadedModel,
  batch: AttackBatch,
  query: LossQuery,
): LossAnswer & { readonly gradient: Float32Array } {
  let gradient: Float32Array = new Float32Array(0);
  let answer: LossAnswer | undefined;
  useGradient(model, batch, query, ({ values }, own) => {
    gradient = values.slice();
    answer = own;
  });
  return { ...answer!, gradient };
}

/**
 * The same without copying the gradient off the engine: `use` gets it with the answer. It must not change the gradient, nor create
 * tensors.
 */
export function useGradient(
  model: LoadedModel,
  batch: AttackBatch,
  query: LossQuery,
  use: (gradient: ImageRows, answer: LossAnswer) => void,
): void {
  // Nothing is returned from tidy, which would search every entry of an array for tensors.
  tf.tidy(() => {
    let answer: LossAnswer | undefined;
    const gradient = meanGradient(drawsOf(model, query), (add) => {
      answer = overDraws(model, batch, query, (draw, sums) => {
        const exponents = new Int32Array(batch.images.length);
        const own = tf.tidy(() => drawGradient(model, batch, { query, draw, sums, exponents }));
        add(own, exponents);
      });
    });
    requireFinite(gradient.values, batch);
    use(gradient, answer!);
  });
}

/** A NaN or infinite gradient gives no direction and must not be treated as 0. */
function requireFinite(gradient: Float32Array, { images }: AttackBatch): void {
  if (areFinite(gradient)) return;
  const at = gradient.findIndex((value) => !Number.isFinite(value));
  const image = images[Math.floor((at * images.length) / gradient.length)];
  throw new Error(`the gradient at image ${image} under attack holds ${gradient[at]}`);
}

function overDraws(
  model: LoadedModel,
  batch: AttackBatch,
  query: LossQuery,
  run: (draw: number, sums: LossAnswer) => void,
): LossAnswer {
  const sums = { losses: new Float64Array(batch.images.length), margins: new Float64Array(batch.images.length) };
  const draws = drawsOf(model, query);
  for (let draw = 0; draw < draws; draw++) run(query.firstDraw + draw, sums);
  return { losses: sums.losses.map((sum) => sum / draws), margins: sums.margins.map((sum) => sum / draws) };
}

function drawsOf(model: LoadedModel, query: LossQuery): number {
  return model.facts.stochastic ? query.draws : 1;
}

function drawKey({ seed, images }: AttackBatch, draw: number): Parameters<LoadedModel['logits']>[1] {
  return { seed, purpose: 'attack', images, draw };
}

function pointTensor({ points }: LossQuery, { pixels }: AttackBatch): tf.Tensor4D {
  return points instanceof Float32Array ? tf.tensor4d(points, pixels.shape) : points;
}

interface DrawnQuery {
  readonly query: LossQuery;
  readonly draw: number;
  readonly sums: LossAnswer;
  /** Zeros; receives the exponents. */
  readonly exponents: Int32Array;
}

/**
 * One draw's gradient, of each image times 2^exponent. The losses' gradients at the logits are computed outside tfjs, which propagates
 * them to the pixels.
 */
function drawGradient(
  model: LoadedModel,
  batch: AttackBatch,
  { query, draw, sums, exponents }: DrawnQuery,
): tf.Tensor4D {
  const head = tf.customGrad((logits) => {
    const slopes = new Float64Array((logits as tf.Tensor).size);
    judge(logits as tf.Tensor2D, { batch, loss: query.loss, sums, slopes });
    const shape = (logits as tf.Tensor2D).shape;
    return { value: tf.scalar(0), gradFunc: () => tf.tensor2d(scaledSlopes(slopes, exponents), shape) };
  });
  const gradient = tf.grad((pixels) => head(model.logits(pixels as tf.Tensor4D, drawKey(batch, draw))));
  return gradient(pointTensor(query, batch)) as tf.Tensor4D;
}

interface Judgement {
  readonly batch: AttackBatch;
  readonly loss: LogitLoss;
  readonly sums: LossAnswer;
  /** Zeros; filled with each loss's gradient with respect to its logits. */
  readonly slopes: Float64Array;
}

function judge(logits: tf.Tensor2D, { batch, loss, sums, slopes }: Judgement): void {
  const values = logits.dataSync() as Float32Array;
  const classes = logits.shape[1];
  for (const [position, label] of batch.labels.entries()) {
    const own = imageValues(values, position, classes);
    const bad = own.find((value) => !Number.isFinite(value));
    if (bad !== undefined) {
      throw new Error(`the model answers image ${batch.images[position]} under attack with a logit of ${bad}`);
    }
    sums.losses[position]! += loss(own, position, imageValues(slopes, position, classes));
    sums.margins[position]! += own[strongestOther(own, label)]! - own[label]!;
  }
}
