import { join } from 'node:path';
import { lossGradient } from '../src/attacks/lossGradient.js';
import { randomStream } from '../src/base/random.js';
import type { Recipe } from '../src/contract/recipe.js';
import { buildModel } from '../src/models/buildModel.js';
import { type LoadedModel, loadModel } from '../src/models/loadModel.js';
import { saveModel } from '../src/models/saveModel.js';
import tf from '../src/tfjs/tfjs.cjs';
import { createOptimizer } from '../src/training/trainingStep.js';
import { io, type Network } from './networks.js';
import type { Pass } from './operations.js';

/** A network in memory, for evaluation as loaded by a suite and for training as built by a recipe. */
export interface OpenNetwork {
  readonly network: Network;
  readonly evaluated: LoadedModel;
  readonly trained: tf.LayersModel;
}

const [height, width, channels] = io.inputShape;

/** Builds a network with new weights, writes it to a separate folder in `folder` and loads it from there. */
export async function openNetwork(network: Network, folder: string): Promise<OpenNetwork> {
  const trained = buildModel(network.architecture, io, 1);
  const path = join(folder, network.id);
  await saveModel(trained, path);
  return {
    network,
    trained,
    evaluated: await loadModel(path, { inputShape: io.inputShape, classes: io.classes }),
  };
}

/** Seeded noise in [0, 1] with random labels. */
export function noiseBatch(batch: number): { readonly pixels: Float32Array; readonly labels: Int32Array } {
  const stream = randomStream(1, 'test', batch);
  return {
    pixels: Float32Array.from({ length: batch * height * width * channels }, () => stream.float()),
    labels: Int32Array.from({ length: batch }, () => stream.int(io.classes)),
  };
}

/**
 * A function that runs one pass on a batch and waits for its result. Every call draws new assignments. Batches are never freed,
 * because benches end with their process.
 */
export function passOf(open: OpenNetwork, pass: Pass, batch: number): () => void {
  switch (pass) {
    case 'forward':
      return forwardPass(open, batch);
    case 'input gradient':
      return gradientPass(open, batch);
    case 'training step':
      return trainingPass(open, batch);
  }
}

function forwardPass({ evaluated }: OpenNetwork, batch: number): () => void {
  const pixels = tf.tensor4d(noiseBatch(batch).pixels, [batch, height, width, channels]);
  const images = imageIds(batch);
  let draw = 0;
  return () =>
    tf.tidy(() => {
      evaluated.logits(pixels, { seed: 1, purpose: 'clean', images, draw: draw++ }).dataSync();
    });
}

/** The gradient of the loss: FGSM without the sign. */
function gradientPass({ evaluated }: OpenNetwork, batch: number): () => void {
  const { pixels: values, labels } = noiseBatch(batch);
  const pixels = tf.tensor4d(values, [batch, height, width, channels]);
  const images = imageIds(batch);
  let seed = 0;
  return () => {
    lossGradient(evaluated, { pixels, labels, images, seed: seed++ }, 1);
  };
}

function trainingPass({ network, trained }: OpenNetwork, batch: number): () => void {
  const optimizer = createOptimizer(trained, recipeOf(network));
  const { pixels, labels } = noiseBatch(batch);
  const images = imageIds(batch);
  let epoch = 0;
  return () => {
    const options = { training: true, draw: { seed: 1, purpose: 'training', images, draw: epoch++ } } as const;
    const { lossSum } = optimizer.step({ pixels, labels, shape: [batch, height, width, channels], options }, 1e-4);
    if (!Number.isFinite(lossSum)) throw new Error(`${network.id}: the loss is not finite`);
  };
}

function imageIds(batch: number): number[] {
  return Array.from({ length: batch }, (_, image) => image);
}

function recipeOf({ id, architecture }: Network): Recipe {
  return {
    name: id,
    dataset: { name: 'cifar10' },
    architecture,
    pixelScale: 0.25,
    seed: 1,
    startFrom: null,
    epochs: 1,
    batchSize: 1,
    learningRate: 1e-4,
    momentum: 0.9,
    tileRateExponent: 0,
    schedule: { kind: 'constant' },
    warmUp: { epochs: 0, divisor: 1 },
    weightDecay: 1e-4,
    augmentation: { mirror: false, brightness: 0, shift: 0 },
    evaluateEveryEpochs: 1,
  };
}
