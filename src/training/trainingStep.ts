import type { Recipe } from '../contract/recipe.js';
import { momentumStep } from '../kernels/momentumStep/momentumStep.js';
import type { ForwardOptions } from '../layers/drawKey.js';
import { TiledConv2D } from '../layers/tiledConv2D.js';
import { joinLayers } from '../models/joinLayers.js';
import tf from '../tfjs/tfjs.cjs';
import type { TrainingTensors } from './checkpoint.js';
import { disturbKernels } from './disturbKernels.js';
import { retractKernel } from './retractKernel.js';

/** One mini-batch, in plain numbers. */
export interface TrainingBatch {
  /** [B, H, W, C] pixels in [0, 1]. */
  readonly pixels: Float32Array;
  readonly shape: readonly [number, number, number, number];
  readonly labels: Int32Array;
  readonly options: ForwardOptions;
}

/** Stochastic gradient descent on a model, with its optimiser state. */
export interface Optimizer {
  /** One step; returns the batch's summed cross-entropy and its number of misclassified images. */
  step(batch: TrainingBatch, learningRate: number): { readonly lossSum: number; readonly errors: number };
  tensors(): TrainingTensors;
  restore(tensors: TrainingTensors): void;
  dispose(): void;
}

/**
 * SGD with the recipe's momentum and weight decay: v = mu v + n^a g + decay w, w = w - rate v, for n tiles; with `parseval`
 * followed by its retraction; with `analogNoise` g is the gradient at weights with noise.
 */
export function createOptimizer(model: tf.LayersModel, recipe: Recipe): Optimizer {
  const joined = joinLayers(model);
  const trained = model.layers.flatMap((layer) => {
    const tiled = layer instanceof TiledConv2D;
    return layer.trainableWeights.map((weight) => {
      const replicas = tiled ? weight.shape[0]! : 1;
      return {
        variable: weight.read() as tf.Variable,
        tiled,
        retracted: tiled && weight.shape.length === 5,
        scale: replicas ** recipe.tileRateExponent,
      };
    });
  });
  const variables = trained.map(({ variable }) => variable);
  const velocities = variables.map((variable) => tf.tidy(() => tf.zerosLike(variable).variable(false)));
  const apply = (gradients: tf.NamedTensorMap, rate: number) =>
    tf.tidy(() => {
      for (const [index, { variable, retracted, scale }] of trained.entries()) {
        const velocity = velocities[index]!;
        const next = momentumStep(
          { weights: variable, velocity, gradient: gradients[variable.name]! },
          {
            rate,
            momentum: recipe.momentum,
            gradientScale: scale,
            weightDecay: /kernel/.test(variable.name) ? recipe.weightDecay : 0,
          },
        );
        velocity.assign(next.velocity);
        variable.assign(retracted && recipe.parseval ? retractKernel(next.weights, recipe.parseval) : next.weights);
      }
    });
  const state = [...variables, ...velocities];
  const matrices = trained.flatMap(({ variable, tiled }) =>
    /kernel/.test(variable.name) ? [{ variable, tiled }] : [],
  );
  const disturb = (batch: TrainingBatch) =>
    recipe.analogNoise === undefined ? () => {} : disturbKernels(matrices, recipe.analogNoise, batch.options.draw!);
  return {
    step: (batch, rate) => {
      const restore = disturb(batch);
      const { gradients, lossSum, errors } = batchGradients(joined.model, batch, variables);
      restore();
      apply(gradients, rate);
      tf.dispose(gradients);
      return { lossSum, errors };
    },
    tensors: () => state.map((variable) => Float32Array.from(variable.dataSync())),
    restore: (tensors) => {
      for (const [index, variable] of state.entries()) {
        tf.tidy(() => variable.assign(tf.tensor(tensors[index]!, variable.shape)));
      }
    },
    dispose: () => {
      joined.dispose();
      tf.dispose(velocities);
    },
  };
}

/** Gradients of the mean cross-entropy of a batch, by variable name; the caller owns them. */
function batchGradients(model: tf.LayersModel, batch: TrainingBatch, variables: tf.Variable[]) {
  const x = tf.tensor4d(batch.pixels, [...batch.shape]);
  const labels = tf.tensor1d(batch.labels, 'int32');
  let errors: tf.Scalar | undefined;
  const { value, grads } = tf.variableGrads(() => {
    const logits = model.apply(x, batch.options as tf.serialization.ConfigDict) as tf.Tensor2D;
    errors = tf.keep(logits.argMax(1).notEqual(labels).sum()) as tf.Scalar;
    const truth = tf.oneHot(labels, logits.shape[1]);
    return tf.losses.softmaxCrossEntropy(truth, logits) as tf.Scalar;
  }, variables);
  const result = {
    gradients: grads,
    lossSum: value.dataSync()[0]! * batch.shape[0],
    errors: errors!.dataSync()[0]!,
  };
  tf.dispose([x, labels, value, errors!]);
  return result;
}
