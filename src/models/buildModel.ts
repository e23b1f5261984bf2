import type { Architecture, Pooling } from '../contract/architecture.js';
import { ChannelNormalization } from '../layers/channelNormalization.js';
import { LocalResponseNormalization } from '../layers/localResponseNormalization.js';
import { MixedPooling2D } from '../layers/mixedPooling2D.js';
import { StochasticPooling2D } from '../layers/stochasticPooling2D.js';
import { TiledConv2D } from '../layers/tiledConv2D.js';
import tf from '../tfjs/tfjs.cjs';
import { initialiseWeights } from './initialiseWeights.js';
import type { ModelInterface } from './modelInterface.js';

/**
 * A network of the paper's family with random weights from `seed` (He normal). Input: pixels in [0, 1], NHWC; output: logits.
 * Throws RangeError if a tiling does not fit its layer's grid.
 */
export function buildModel(architecture: Architecture, io: ModelInterface, seed: number): tf.LayersModel {
  const { channels, tiles } = architecture;
  if (channels.length === 0 || channels.length !== tiles.length) {
    throw new RangeError(`${channels.length} convolutions but ${tiles.length} tile counts`);
  }
  const input = tf.input({ shape: [...io.inputShape], name: 'pixels' });
  const { mean, std } = io.normalization;
  let x = apply(new ChannelNormalization({ name: 'normalization', mean: [...mean], std: [...std] }), input);
  for (let stage = 0; stage < channels.length; stage++) x = addStage(x, architecture, { stage, seed });
  x = apply(tf.layers.flatten({ name: 'features' }), x);
  x = apply(tf.layers.dense({ name: 'logits', units: io.classes, kernelInitializer: 'zeros' }), x);
  const model = tf.model({ inputs: input, outputs: x });
  initialiseWeights(model, seed, architecture.initialisation);
  return model;
}

function addStage(
  x: tf.SymbolicTensor,
  architecture: Architecture,
  { stage, seed }: { readonly stage: number; readonly seed: number },
): tf.SymbolicTensor {
  const { channels, kernelSize, tiling, tiles, responseNormalization, pooling } = architecture;
  const number = stage + 1;
  const convolution = new TiledConv2D({
    name: `conv${number}`,
    filters: channels[stage]!,
    kernelSize,
    strides: 1,
    padding: 'same',
    activation: 'relu',
    tiling: tiles[stage] === 1 && tiling !== 'perforated' ? 'none' : tiling,
    tiles: tiles[stage]!,
    tilingSeed: seed,
  });
  let y = apply(convolution, x);
  if (responseNormalization !== null) {
    y = apply(new LocalResponseNormalization({ name: `lrn${number}`, ...responseNormalization }), y);
  }
  const last = number === channels.length;
  return apply(poolingLayer(last ? 'average' : pooling, `pool${number}`), y);
}

function poolingLayer(pooling: Pooling, name: string): tf.layers.Layer {
  const window = { name, size: 2, strides: 2 };
  switch (pooling) {
    case 'max':
      return tf.layers.maxPooling2d({ name, poolSize: 2, strides: 2 });
    case 'average':
      return tf.layers.averagePooling2d({ name, poolSize: 2, strides: 2 });
    case 'stochastic':
      return new StochasticPooling2D(window);
    case 'mixed':
      return new MixedPooling2D({ ...window, sharpness: 3, initialMixture: 0.9 });
  }
}

function apply(layer: tf.layers.Layer, x: tf.SymbolicTensor): tf.SymbolicTensor {
  return layer.apply(x) as tf.SymbolicTensor;
}
