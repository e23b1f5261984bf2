import * as tf from '@tensorflow/tfjs';
import type { NormalizedPooling } from '../kernels/normalizedPool/normalizedPool.js';
import { LocalResponseNormalization } from '../layers/localResponseNormalization.js';
import { NormalizedPooling2D } from '../layers/normalizedPooling2D.js';

/** A network to run in place of another: the same weights, fewer layers. */
export interface JoinedModel {
  readonly model: tf.LayersModel;
  /** Frees what joining made; the original, whose weights these are, must be freed by itself. */
  readonly dispose: () => void;
}

/**
 * The same network with each response normalisation joined to the 2 x 2 pooling after it, which saves writing and reading the
 * normalised images. It shares the layers, and so the weights, of `model`, and gives its results to the last bit. A model
 * that is no plain chain of layers, or has nothing to join, is given back itself.
 */
export function joinLayers(model: tf.LayersModel): JoinedModel {
  const layers = chainOf(model);
  const joints = layers.map((layer, index) => jointOf(layer, layers[index + 1]));
  if (joints.every((joint) => joint === null)) return { model, dispose: () => {} };
  const [input] = model.inputs as [tf.SymbolicTensor];
  const start = tf.input({ batchShape: input.shape, dtype: input.dtype });
  let x = start;
  for (const [index, layer] of layers.entries()) {
    if (joints[index - 1]) continue;
    x = (joints[index] ?? layer).apply(x) as tf.SymbolicTensor;
  }
  const joined = tf.model({ inputs: start, outputs: x });
  return { model: joined, dispose: () => joined.dispose() };
}

/** The layers after the input in order, if each takes nothing but the one before it; else none. */
function chainOf(model: tf.LayersModel): tf.layers.Layer[] {
  const [first, ...rest] = model.layers;
  if (first?.getClassName() !== 'InputLayer') return [];
  const isChain = rest.every((layer, index) => {
    const [node, ...others] = layer.inboundNodes;
    const sources = node?.inboundLayers ?? [];
    return others.length === 0 && sources.length === 1 && sources[0] === model.layers[index];
  });
  return isChain ? rest : [];
}

/** One layer for a normalisation and the pooling after it, or null where they are not that. */
function jointOf(layer: tf.layers.Layer, next: tf.layers.Layer | undefined): NormalizedPooling2D | null {
  if (!(layer instanceof LocalResponseNormalization) || next === undefined) return null;
  const pooling = poolings[next.getClassName()];
  if (pooling === undefined || !isTwoByTwo(next)) return null;
  const { depthRadius, bias, alpha, beta } = layer.getConfig() as unknown as Omit<NormalizedPooling, 'pooling'>;
  return new NormalizedPooling2D({ name: `${layer.name}_${next.name}`, pooling, depthRadius, bias, alpha, beta });
}

const poolings: Readonly<Record<string, NormalizedPooling['pooling'] | undefined>> = {
  MaxPooling2D: 'max',
  AveragePooling2D: 'average',
};

function isTwoByTwo(pool: tf.layers.Layer): boolean {
  const { poolSize, strides, padding, dataFormat } = pool.getConfig();
  const twice = (sides: unknown) => Array.isArray(sides) && sides.length === 2 && sides.every((side) => side === 2);
  return twice(poolSize) && twice(strides) && padding === 'valid' && dataFormat !== 'channelsFirst';
}
