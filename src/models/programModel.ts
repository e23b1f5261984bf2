import type { AnalogSpec } from '../contract/analog.js';
import { TiledConv2D } from '../layers/tiledConv2D.js';
import tf from '../tfjs/tfjs.cjs';
import { arraysOf } from './mountArrays.js';
import { mountLayer } from './mountLayer.js';
import { isMatrixLayer, nothingToProgram, programTensor, splitNotes } from './programWeights.js';

/** Whether a chip needs more than other weights: converters, noise at each pass or gradients of its own. */
export function needsArrays({ converters, gradient }: AnalogSpec): boolean {
  return converters !== undefined || gradient === 'digital';
}

/** What programming leaves to the caller. */
export interface ProgrammedModel {
  /** Frees what the model does not own. */
  readonly release: () => void;
  /** Sentences for reports. */
  readonly notes: readonly string[];
}

/**
 * Puts the convolutions and dense layers of a model on an analog chip, also in nested models; each tile of a tiled convolution is an
 * array of its own. Biases, normalisation and other layers stay digital. Throws `UserError`, naming `path`, if there is no such
 * layer, or one that arrays cannot compute.
 */
export function programModel(path: string, model: tf.LayersModel, analog: AnalogSpec): ProgrammedModel {
  const programming = { path, analog, kept: [] };
  const layers = programLayers(model, programming);
  if (layers.length === 0) throw nothingToProgram(path, 'none among its layers');
  return { release: () => tf.dispose(programming.kept), notes: splitNotes(layers, analog.rows) };
}

interface Programming {
  readonly path: string;
  readonly analog: AnalogSpec;
  readonly kept: tf.Tensor[];
}

interface Programmed {
  readonly layer: string;
  /** Of each kernel matrix. */
  readonly inputs: number;
}

function programLayers(model: tf.LayersModel, programming: Programming): Programmed[] {
  return model.layers.flatMap((layer): Programmed[] => {
    if ('layers' in layer) return programLayers(layer as unknown as tf.LayersModel, programming);
    const isTiled = layer instanceof TiledConv2D;
    if (!isTiled && !isMatrixLayer(layer.getClassName())) return [];
    if (needsArrays(programming.analog)) mount(layer, programming);
    else setKernel(layer, programming.analog);
    const sides = layer.getWeights()[0]!.shape.slice(isTiled ? 1 : 0, -1);
    return [{ layer: layer.name, inputs: sides.reduce((product, side) => product * side, 1) }];
  });
}

/** For chips that compute as their weights do, the fast kernels of digital layers do. */
function setKernel(layer: tf.layers.Layer, analog: AnalogSpec): void {
  const isTiled = layer instanceof TiledConv2D;
  tf.tidy(() => {
    const [kernel, ...others] = layer.getWeights();
    layer.setWeights([programTensor(kernel!, layer.name, { analog, isTiled }), ...others]);
  });
}

function mount(layer: tf.layers.Layer, { path, analog, kept }: Programming): void {
  const [kernel] = layer.getWeights() as [tf.Tensor];
  const outputs = kernel.shape.at(-1)!;
  const sides = [1, 1, 1, ...kernel.shape.slice(0, -1)].slice(-3) as [number, number, number];
  const isTiled = layer instanceof TiledConv2D;
  const kernels = isTiled ? (kernel.clone() as tf.Tensor5D) : kernel.reshape<tf.Tensor5D>([1, ...sides, outputs]);
  const arrays = arraysOf(path, kernels, { layer: layer.name, analog });
  kernels.dispose();
  kept.push(...Object.values(arrays.operands));
  if (layer instanceof TiledConv2D) layer.mount(arrays);
  else mountLayer(path, layer, arrays);
}
