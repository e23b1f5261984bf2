import * as tf from '@tensorflow/tfjs';
import { UserError } from '../base/errors.js';
import type { DrawKey, ForwardOptions } from '../layers/drawKey.js';
import { instantiateLayersModel } from './instantiateLayersModel.js';
import { logitsTopology, type OutputKind } from './logitsTopology.js';
import { type ModelFacts, modelFacts } from './modelFacts.js';
import { readModelFiles } from './readModelFiles.js';

/** A model ready for attack and evaluation. */
export interface LoadedModel {
  /** Of model.json and weights together. */
  readonly sha256: string;
  readonly facts: ModelFacts;
  /** Height, width, channels of its input. */
  readonly inputShape: readonly [number, number, number];
  readonly classes: number;
  /** What the model file itself ends in; `logits` below gives logits in either case. */
  readonly outputs: OutputKind;
  /**
   * Logits [B, classes] of pixels [B, H, W, C] in [0, 1], in test mode. The caller owns the result. `draw` says which
   * random draw a stochastic model makes; a deterministic one ignores it.
   */
  readonly logits: (pixels: tf.Tensor4D, draw: DrawKey) => tf.Tensor2D;
  readonly dispose: () => void;
}

/** What the data set asks of a model. */
export interface ModelDemands {
  readonly inputShape: readonly [number, number, number];
  readonly classes: number;
}

/**
 * Loads a tfjs layers model from its folder or model.json and checks it against the data set. Throws `UserError` for
 * missing, cut-off or unknown content, NaN or infinite weights, and a shape or class count that does not fit.
 */
export async function loadModel(path: string, demands: ModelDemands): Promise<LoadedModel> {
  const files = readModelFiles(path);
  const { topology, outputs } = logitsTopology(files.topology);
  const model = await instantiateLayersModel(path, topology, files);
  checkFinite(path, model);
  const inputShape = checkInterface(path, model, demands);
  return {
    sha256: files.sha256,
    facts: modelFacts(model),
    inputShape,
    classes: demands.classes,
    outputs,
    logits: (pixels, draw) => tf.tidy(() => forward(model, pixels, { draw, training: false })),
    dispose: () => model.dispose(),
  };
}

function forward(model: tf.LayersModel, pixels: tf.Tensor4D, options: ForwardOptions): tf.Tensor2D {
  return model.apply(pixels, options as tf.serialization.ConfigDict) as tf.Tensor2D;
}

function checkFinite(path: string, model: tf.LayersModel): void {
  for (const { name, val } of model.weights.map((weight) => ({ name: weight.originalName, val: weight.read() }))) {
    const bad = val.dataSync().findIndex((value) => !Number.isFinite(value));
    if (bad < 0) continue;
    throw new UserError({
      where: `${path}, weight '${name}'`,
      expected: 'finite numbers',
      found: `${val.dataSync()[bad]} at position ${bad} of ${val.size}`,
      remedy: 'the training diverged or the file is damaged: train or copy the model again',
    });
  }
}

function checkInterface(path: string, model: tf.LayersModel, demands: ModelDemands): [number, number, number] {
  const remedy = 'evaluate the model on the data set that it was trained for';
  if (model.inputs.length !== 1 || model.outputs.length !== 1) {
    const found = `${model.inputs.length} inputs and ${model.outputs.length} outputs`;
    throw new UserError({ where: path, expected: 'one input and one output', found });
  }
  const input = model.inputs[0]!.shape.slice(1);
  const fits = input.length === 3 && input.every((side, axis) => side === null || side === demands.inputShape[axis]);
  if (!fits) {
    const expected = `input of ${demands.inputShape.join(' x ')} (height x width x channels), as the data set has it`;
    throw new UserError({ where: path, expected, found: input.join(' x '), remedy });
  }
  const output = model.outputs[0]!.shape.slice(1);
  if (output.length !== 1 || output[0] !== demands.classes) {
    const expected = `${demands.classes} classes, as the data set has them`;
    throw new UserError({ where: path, expected, found: `output of ${output.join(' x ')}`, remedy });
  }
  return [...demands.inputShape];
}
