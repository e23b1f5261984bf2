import { TiledConv2D } from '../layers/tiledConv2D.js';
import type tf from '../tfjs/tfjs.cjs';

/** Facts about a model for tables. */
export interface ModelFacts {
  /** Trained weights; `convolution` counts those of convolution layers, biases included. */
  readonly parameters: { readonly convolution: number; readonly total: number };
  /** Number of tiles of each tiled convolution, in order; empty if there is none. */
  readonly tiles: readonly number[];
  /** Tiling scheme, or 'none'. */
  readonly scheme: string;
  /** The forward pass in test mode is random. */
  readonly stochastic: boolean;
}

/** Reads a model's facts from its layers. */
export function modelFacts(model: tf.LayersModel): ModelFacts {
  const tiled = model.layers.filter((layer) => layer instanceof TiledConv2D);
  const schemes = new Set(tiled.map((layer) => layer.tiling).filter((tiling) => tiling !== 'none'));
  const convolutions = model.layers.filter((layer) => /Conv/.test(layer.getClassName()));
  return {
    parameters: { convolution: countTrained(convolutions), total: countTrained(model.layers) },
    tiles: schemes.size === 0 ? [] : tiled.map((layer) => layer.tiles),
    scheme: schemes.size === 0 ? 'none' : [...schemes].join(' + '),
    stochastic: tiled.some((layer) => layer.stochastic),
  };
}

function countTrained(layers: readonly tf.layers.Layer[]): number {
  const weights = layers.flatMap((layer) => layer.trainableWeights);
  return weights.reduce((sum, { shape }) => sum + shape.reduce<number>((product, side) => product * side!, 1), 0);
}
