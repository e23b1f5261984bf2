import { programMatrix } from '../analog/programMatrix.js';
import { UserError } from '../base/errors.js';
import type { AnalogSpec } from '../contract/analog.js';
import { TiledConv2D } from '../layers/tiledConv2D.js';
import tf from '../tfjs/tfjs.cjs';

/** Layers whose `kernel` is a matrix of inputs x outputs, the outputs last. */
const matrixLayers: ReadonlySet<string> = new Set(['Conv1D', 'Conv2D', 'Convolution2D', 'Dense']);

/**
 * Programs the kernel matrices of a model's convolutions and dense layers on an analog chip, also in nested models; each tile of a tiled
 * convolution is an array of its own. Biases, normalisation and other layers stay digital. Throws `UserError`, naming `path`, if there
 * is no such layer.
 */
export function programModel(path: string, model: tf.LayersModel, analog: AnalogSpec): void {
  if (programLayers(model, analog) === 0) throw nothingToProgram(path, 'none among its layers');
}

function programLayers(model: tf.LayersModel, analog: AnalogSpec): number {
  let programmed = 0;
  for (const layer of model.layers) {
    if ('layers' in layer) programmed += programLayers(layer as unknown as tf.LayersModel, analog);
    const isTiled = layer instanceof TiledConv2D;
    if (!isTiled && !matrixLayers.has(layer.getClassName())) continue;
    tf.tidy(() => {
      const [kernel, ...others] = layer.getWeights();
      layer.setWeights([programTensor(kernel!, layer.name, { analog, isTiled }), ...others]);
    });
    programmed++;
  }
  return programmed;
}

/** Whether a layer of this class is computed by analog arrays. */
export function isMatrixLayer(className: string): boolean {
  return matrixLayers.has(className);
}

/** The kernels that a chip has; with `isTiled` the first axis is the tile. The caller owns the result. */
export function programTensor(
  kernel: tf.Tensor,
  layer: string,
  { analog, isTiled = false }: { readonly analog: AnalogSpec; readonly isTiled?: boolean },
): tf.Tensor {
  const values = kernel.dataSync() as Float32Array;
  const outputs = kernel.shape.at(-1)!;
  const tiles = isTiled ? kernel.shape[0]! : 1;
  const size = values.length / tiles;
  const programmed = new Float32Array(values.length);
  for (let tile = 0; tile < tiles; tile++) {
    const own = { values: values.subarray(tile * size, (tile + 1) * size), outputs, layer, tile };
    programmed.set(programMatrix(own, analog), tile * size);
  }
  return tf.tensor(programmed, kernel.shape);
}

/** The error for a model without kernel matrices that could be programmed. */
export function nothingToProgram(path: string, found: string): UserError {
  return new UserError({
    where: path,
    expected: 'convolutions or dense layers of a layers model, whose kernel matrices analog arrays can hold',
    found,
    remedy: 'save the model with the layers API, or remove "analog"',
  });
}
