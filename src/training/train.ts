import { UserError } from '../base/errors.js';
import { randomStream, shuffle } from '../base/random.js';
import type { Dataset } from '../contract/dataset.js';
import type { Recipe } from '../contract/recipe.js';
import type { EpochRecord } from '../contract/trainingRecord.js';
import { bytesPerImage, imageBytes } from '../datasets/imageBytes.js';
import type { ForwardOptions } from '../layers/drawKey.js';
import type tf from '../tfjs/tfjs.cjs';
import { createAdversary } from './adversary.js';
import { augmentImage } from './augmentImage.js';
import type { TrainingState, TrainingTensors } from './checkpoint.js';
import { learningRate } from './learningRate.js';
import { measureErrors } from './measureErrors.js';
import { createOptimizer, type TrainingBatch } from './trainingStep.js';

/** Progress of the training. */
export interface TrainingProgress {
  readonly epoch: number;
  readonly epochs: number;
  /** Images trained on in this epoch, and their total. */
  readonly images: number;
  readonly imagesPerEpoch: number;
  readonly runningLoss: number;
  readonly runningError: number;
}

export interface TrainingHooks {
  readonly onProgress: (progress: TrainingProgress) => void;
  readonly onEpoch: (record: EpochRecord) => void;
  /** Called after every step with the data of a checkpoint; `capture` copies the tensors and is expensive. */
  readonly onStep: (state: TrainingState, capture: () => TrainingTensors) => void;
  /** Called after every step; true stops training. The state passed to `onStep` is the one to resume from. */
  readonly shouldStop: () => boolean;
}

/**
 * Trains `model` in place from `start` to the recipe's last epoch and returns the learning curve, or null if it was stopped.
 * Every random choice is keyed by (seed, epoch, image), so resuming from a state gives exactly the result of an uninterrupted
 * run. Throws `UserError` if the loss or the outputs stop being finite.
 */
export async function train(
  model: tf.LayersModel,
  recipe: Recipe,
  {
    data,
    start,
    hooks,
  }: {
    readonly data: { readonly train: Dataset; readonly test: Dataset };
    readonly start: { readonly state: TrainingState; readonly tensors: TrainingTensors | null };
    readonly hooks: TrainingHooks;
  },
): Promise<readonly EpochRecord[] | null> {
  const optimizer = createOptimizer(model, recipe);
  if (start.tensors !== null) optimizer.restore(start.tensors);
  const adversary = recipe.adversarial === undefined ? null : createAdversary(model, recipe.adversarial);
  let state = start.state;
  const stepsPerEpoch = Math.ceil(data.train.count / recipe.batchSize);
  let since = performance.now();
  try {
    while (state.epoch < recipe.epochs) {
      const order = epochOrder(recipe.seed, state.epoch, data.train.count);
      while (state.step < stepsPerEpoch) {
        const rate = learningRate(recipe, state.epoch + state.step / stepsPerEpoch);
        const batch = makeBatch(recipe, data.train, { order, epoch: state.epoch, step: state.step });
        const { lossSum, errors } = optimizer.step(adversary?.harden(batch) ?? batch, rate);
        if (!Number.isFinite(lossSum))
          throw divergence(recipe, 'loss', `epoch ${state.epoch + 1}, step ${state.step + 1}`);
        const now = performance.now();
        state = {
          ...state,
          step: state.step + 1,
          lossSum: state.lossSum + lossSum,
          errors: state.errors + errors,
          durationMs: state.durationMs + now - since,
        };
        since = now;
        hooks.onProgress(progressOf(state, recipe, data.train.count));
        await new Promise((resolve) => setImmediate(resolve));
        if (state.step === stepsPerEpoch) break;
        hooks.onStep(state, optimizer.tensors);
        if (hooks.shouldStop()) return null;
      }
      state = endEpoch(state, recipe, { model, data });
      hooks.onEpoch(state.history.at(-1)!);
      hooks.onStep(state, optimizer.tensors);
      if (hooks.shouldStop() && state.epoch < recipe.epochs) return null;
    }
    return state.history;
  } finally {
    optimizer.dispose();
    adversary?.dispose();
  }
}

/** The state before the first step. */
export function initialState(recipeSha256: string): TrainingState {
  return { recipeSha256, epoch: 0, step: 0, lossSum: 0, errors: 0, history: [], durationMs: 0 };
}

function endEpoch(
  state: TrainingState,
  recipe: Recipe,
  {
    model,
    data,
  }: { readonly model: tf.LayersModel; readonly data: { readonly train: Dataset; readonly test: Dataset } },
): TrainingState {
  const epoch = state.epoch + 1;
  const due = epoch % recipe.evaluateEveryEpochs === 0 || epoch === recipe.epochs;
  const measured = due ? measureErrors(model, data.test, { seed: recipe.seed }) : null;
  if (measured !== null && !Number.isFinite(measured.confidence)) {
    throw divergence(recipe, 'outputs', `the end of epoch ${epoch}`);
  }
  const record: EpochRecord = {
    epoch,
    learningRate: learningRate(recipe, epoch - 1e-9),
    trainLoss: state.lossSum / data.train.count,
    runningTrainError: state.errors / data.train.count,
    testError: measured?.error ?? null,
  };
  return { ...state, epoch, step: 0, lossSum: 0, errors: 0, history: [...state.history, record] };
}

function epochOrder(seed: number, epoch: number, count: number): Int32Array {
  const order = Int32Array.from({ length: count }, (_, index) => index);
  shuffle(order, randomStream(seed, 'shuffle', epoch));
  return order;
}

function makeBatch(
  recipe: Recipe,
  dataset: Dataset,
  { order, epoch, step }: { readonly order: Int32Array; readonly epoch: number; readonly step: number },
): TrainingBatch {
  const images = order.subarray(step * recipe.batchSize, (step + 1) * recipe.batchSize);
  const perImage = bytesPerImage(dataset);
  const pixels = new Float32Array(images.length * perImage);
  for (const [position, image] of images.entries()) {
    augmentImage(imageBytes(dataset, image), dataset.shape, {
      augmentation: recipe.augmentation,
      stream: randomStream(recipe.seed, 'augmentation', epoch, image),
      target: pixels,
      offset: position * perImage,
    });
  }
  const options: ForwardOptions = {
    training: true,
    draw: { seed: recipe.seed, purpose: 'training', images, draw: epoch },
  };
  return {
    pixels,
    shape: [images.length, ...dataset.shape],
    labels: Int32Array.from(images, (image) => dataset.labels[image]!),
    options,
  };
}

function progressOf(state: TrainingState, recipe: Recipe, imagesPerEpoch: number): TrainingProgress {
  const images = Math.min(imagesPerEpoch, state.step * recipe.batchSize);
  return {
    epoch: state.epoch + 1,
    epochs: recipe.epochs,
    images,
    imagesPerEpoch,
    runningLoss: state.lossSum / images,
    runningError: state.errors / images,
  };
}

function divergence(recipe: Recipe, what: 'loss' | 'outputs', place: string): UserError {
  return new UserError({
    where: `recipe '${recipe.name}', learningRate`,
    expected: `a rate at which training converges: finite ${what}`,
    found: `${recipe.learningRate}: training diverged, ${what} not finite at ${place}`,
    remedy: 'lower the learning rate, or warm up longer',
  });
}
