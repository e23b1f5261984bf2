import type { NormalizedPooling } from '../kernels/convolution/poolJob.js';
import { ConvolutionStage } from '../layers/convolutionStage.js';
import { LocalResponseNormalization } from '../layers/localResponseNormalization.js';
import { TiledConv2D } from '../layers/tiledConv2D.js';
import tf from '../tfjs/tfjs.cjs';

/** A fused network that replaces another for running. */
export interface JoinedModel {
  readonly model: tf.LayersModel;
  /** Frees the fused network; the original, which owns the weights, must be freed separately. */
  readonly dispose: () => void;
}

/**
 * The same network with each tiled convolution fused with the following response normalisation and 2 x 2 pooling, so that most of
 * their data stays in the cache. It uses the weights of `model`, with bit-identical results, and has none of its own: train, save
 * and describe `model`. A model that is not a plain chain of layers, or has nothing to fuse, is returned unchanged.
 */
export function joinLayers(model: tf.LayersModel): JoinedModel {
  const layers = chainOf(model);
  const stages = layers.map((layer, index) => stageOf(layer, layers[index + 1], layers[index + 2]));
  if (stages.every((stage) => stage === null)) return { model, dispose: () => {} };
  const [input] = model.inputs as [tf.SymbolicTensor];
  const start = tf.input({ batchShape: input.shape, dtype: input.dtype });
  let x = start;
  for (const [index, layer] of layers.entries()) {
    if (stages[index - 1] || stages[index - 2]) continue;
    x = (stages[index] ?? layer).apply(x) as tf.SymbolicTensor;
  }
  const joined = tf.model({ inputs: start, outputs: x });
  return { model: joined, dispose: () => joined.dispose() };
}

/** The layers after the input in order, if each takes only the previous one; else none. */
function chainOf(model: tf.LayersModel): tf.layers.Layer[] {
  const [first, ...rest] = model.layers;
  if (first?.getClassName() !== 'InputLayer') return [];
  const isChain = rest.every((layer, index) => {
    // Layers may also be used in other models, e.g. by an earlier fusion.
    const isOfModel = (_: unknown, node: number) => model.containerNodes?.has(`${layer.name}_ib-${node}`);
    const [node, ...others] = layer.inboundNodes.filter(isOfModel);
    const sources = node?.inboundLayers ?? [];
    return others.length === 0 && sources.length === 1 && sources[0] === model.layers[index];
  });
  return isChain ? rest : [];
}

/** One layer for a convolution and the two after it, or null if they cannot be fused. */
function stageOf(
  layer: tf.layers.Layer,
  next: tf.layers.Layer | undefined,
  pool: tf.layers.Layer | undefined,
): ConvolutionStage | null {
  if (!(layer instanceof TiledConv2D) || !layer.poolable) return null;
  if (!(next instanceof LocalResponseNormalization) || pool === undefined) return null;
  const pooling = poolings[pool.getClassName()];
  if (pooling === undefined || !isTwoByTwo(pool)) return null;
  const { depthRadius, bias, alpha, beta } = next.getConfig() as unknown as NormalizedPooling;
  const name = `${layer.name}_${next.name}_${pool.name}`;
  return new ConvolutionStage(name, layer, { pooling, depthRadius, bias, alpha, beta });
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
