import type { ModelReading } from '../contract/modelReading.js';
import type { DrawKey } from '../layers/drawKey.js';
import tf from '../tfjs/tfjs.cjs';
import { checkFinite } from './checkFinite.js';
import { checkInput } from './checkInput.js';
import type { LoadedModel, ModelDemands } from './loadedModel.js';
import { mixesImages } from './mixesImages.js';
import { checkOutputs, selectionOf, selectOutputs } from './modelOutputs.js';
import type { Network } from './network.js';
import { oneByOne } from './oneByOne.js';
import { openOutputs } from './openOutputs.js';
import { preprocess } from './preprocess.js';
import { attempt, type Probe, probeModel } from './probeModel.js';
import { readingNotes } from './readingNotes.js';

interface ReadingContext {
  /** Names the model in messages. */
  readonly path: string;
  readonly format: string;
  /** Identifies the model in results. */
  readonly sha256: string;
  readonly demands: ModelDemands;
  readonly reading: ModelReading;
}

/**
 * The model of a network: checks it against the data set's demands and tries it on two random images. Throws as `loadModel` does;
 * the caller then disposes of the network.
 */ export function readNetwork(
  network: Network,
  { path, format, sha256, demands, reading }: ReadingContext,
): LoadedModel {
  checkFinite(path, network.weights);
  const { inputShape } = demands;
  const steps = preprocess(path, reading.preprocessing ?? {}, inputShape);
  const fixedBatch = checkInput(path, network.inputShape, steps.shape);
  const forwardOf = (singly: boolean) => (run: Network['run']) => (pixels: tf.Tensor4D, draw: DrawKey) =>
    tf.tidy(() => flat((singly ? oneByOne(run) : run)(steps.apply(pixels), draw)));
  const mixes =
    fixedBatch !== 1 &&
    attempt(path, 'a forward pass', () => mixesImages(forwardOf(false)((network.closing ?? network).run), inputShape));
  const forwardBy = forwardOf(fixedBatch === 1 || mixes);
  const { forward, ends } = openOutputs(path, network, { forwardBy, inputShape });
  const probe = probeModel(path, forward, inputShape);
  const selection = selectionOf(reading);
  checkOutputs(path, probe.shape, { classes: demands.classes, selected: selection?.outputs });
  const outputs = ends === 'logits' && areProbabilities(probe) ? 'logProbabilities' : ends;
  const { classes, finish } = selectOutputs({ logarithm: outputs === 'logProbabilities', selection, probe });
  const notes = [...(network.notes ?? []), ...readingNotes(reading, { fixedBatch, mixes, probe })];
  return {
    sha256,
    facts: { ...network.facts, stochastic: network.facts.stochastic || probe.unrepeatable },
    inputShape: [...inputShape],
    classes,
    outputs,
    reading: { format, outputs, notes },
    unrepeatable: probe.unrepeatable,
    logits: (pixels, draw) => tf.tidy(() => finish(forward(pixels, draw) as tf.Tensor2D)),
    dispose: network.dispose,
  };
}

/** [B, 1, 1, n] is [B, n]. */
function flat(outputs: tf.Tensor): tf.Tensor {
  const [batch, ...sides] = outputs.shape;
  const ones = sides.filter((side) => side !== 1).length <= 1;
  return ones && sides.length > 1 ? outputs.reshape([batch!, -1]) : outputs;
}

/** Rows of numbers in [0, 1] that sum to 1 to rounding, on random images. */
function areProbabilities({ shape, values }: Probe): boolean {
  const width = shape[1]!;
  const sum = (row: number) => values.slice(row * width, (row + 1) * width).reduce((total, value) => total + value, 0);
  return values.every((value) => value >= 0 && value <= 1) && [0, 1].every((row) => Math.abs(sum(row) - 1) < 1e-3);
}
