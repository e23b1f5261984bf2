import { UserError } from '../base/errors.js';
import { stableHash } from '../base/stableHash.js';
import type { ModelFormat, ModelReading, OutputKind, ReadingFacts } from '../contract/modelReading.js';
import type { DrawKey } from '../layers/drawKey.js';
import tf from '../tfjs/tfjs.cjs';
import { checkInput } from './checkInput.js';
import { mixesImages } from './mixesImages.js';
import type { ModelFacts } from './modelFacts.js';
import { checkOutputs, selectionOf, selectOutputs } from './modelOutputs.js';
import { readModel } from './modelReaders.js';
import type { Network } from './network.js';
import { oneByOne } from './oneByOne.js';
import { openOutputs } from './openOutputs.js';
import { preprocess } from './preprocess.js';
import { attempt, type Probe, probeModel } from './probeModel.js';
import { readingNotes } from './readingNotes.js';
import { refuseUntiled } from './reduceTiles.js';

/** A model ready for attack and evaluation. */
export interface LoadedModel {
  /** Hash of the model's files and of the suite's preprocessing and classes. */
  readonly sha256: string;
  readonly facts: ModelFacts;
  /** Height, width, channels of the input pixels. */
  readonly inputShape: readonly [number, number, number];
  /** Number of logits per image: the data set's classes, then the other outputs if they compete. */
  readonly classes: number;
  /** The end of the model in its file; `logits` below always gives logits. */
  readonly outputs: OutputKind;
  /** How it was read. */
  readonly reading?: ReadingFacts;
  /** It has an unseeded random generator: logits of the same images differ between passes. */
  readonly unrepeatable?: boolean;
  /**
   * Logits [B, classes] of pixels [B, H, W, C] in [0, 1], in test mode. The caller owns the result. `draw` selects the random
   * draw of a stochastic model; a deterministic one ignores it.
   */
  readonly logits: (pixels: tf.Tensor4D, draw: DrawKey) => tf.Tensor2D;
  readonly dispose: () => void;
}

/** The data set's requirements for a model. */
export interface ModelDemands {
  readonly inputShape: readonly [number, number, number];
  readonly classes: number;
  /** Memory of its worker; the model's files must fit in half of it. */
  readonly memoryBytes?: number;
}

/**
 * Loads a model of any format that is known from its folder or file, checks it against the data set and tries it on two
 * random images. Throws `UserError` for missing, cut-off, too large or unknown content, NaN or infinite weights, a shape or
 * class count that does not fit, and a model without gradients; `AllocationFailure` where memory does not do for two images.
 */
export async function loadModel(path: string, demands: ModelDemands, reading: ModelReading = {}): Promise<LoadedModel> {
  const files = readModel(path, reading, demands.memoryBytes);
  if (reading.reduce !== undefined && files.format !== 'tfjs-layers')
    refuseUntiled(path, `a model in the format ${files.format}`);
  const network = await files.open(reading);
  try {
    return readNetwork(network, { path, files, demands, reading });
  } catch (error) {
    network.dispose();
    throw error;
  }
}

interface ReadingContext {
  readonly path: string;
  readonly files: { readonly format: ModelFormat; readonly sha256: string };
  readonly demands: ModelDemands;
  readonly reading: ModelReading;
}

function readNetwork(network: Network, { path, files, demands, reading }: ReadingContext): LoadedModel {
  checkFinite(path, network);
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
    sha256: hashOf(files, reading),
    facts: { ...network.facts, stochastic: network.facts.stochastic || probe.unrepeatable },
    inputShape: [...inputShape],
    classes,
    outputs,
    reading: { format: files.format, outputs, notes },
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

/** Without special reading settings a model keeps the hash of its files; `format` does not change it. */
function hashOf({ sha256 }: ReadingContext['files'], { format: _, ...reading }: ModelReading): string {
  const { preprocessing, output, classes, reduce } = reading;
  if ([preprocessing, output, classes, reduce].every((setting) => setting === undefined)) return sha256;
  const rare = { ...(output === undefined ? {} : { output }), ...(reduce === undefined ? {} : { reduce }) };
  return stableHash({ files: sha256, preprocessing, ...rare, classes });
}

function checkFinite(path: string, { weights }: Network): void {
  for (const { name, value } of weights) {
    if (value.dtype === 'string') continue;
    const values = value.dataSync();
    const bad = values.findIndex((number) => !Number.isFinite(Number(number)));
    if (bad < 0) continue;
    throw new UserError({
      where: `${path}, weight '${name}'`,
      expected: 'finite numbers',
      found: `${values[bad]} at position ${bad} of ${value.size}`,
      remedy: 'the training diverged or the file is damaged: train or copy the model again',
    });
  }
}
