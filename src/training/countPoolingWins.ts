import { UserError } from '../base/errors.js';
import type { Dataset } from '../contract/dataset.js';
import { pixelsToFloat } from '../datasets/pixelsToFloat.js';
import type { ForwardOptions } from '../layers/drawKey.js';
import { LocalResponseNormalization } from '../layers/localResponseNormalization.js';
import { MixedPooling2D } from '../layers/mixedPooling2D.js';
import type { TiledConv2D } from '../layers/tiledConv2D.js';
import tf from '../tfjs/tfjs.cjs';

/** How often each tile wins a layer's max pool. */
export interface PoolingWins {
  readonly layer: string;
  /** [tiles x F]: number of windows over all images with the tile's value as maximum. */
  readonly counts: Float64Array;
}

/**
 * Counts, for each layer over all images of a data set, which tile computed the maximum of each window of the following max or
 * mixed pool (paper, "Reduction of tiled network to the original architecture"). A window of zeros has no winner; of equal values
 * the first wins. Random tilings use draw 0 of purpose 'clean'. Throws `UserError`, naming `path`, if another pool follows.
 */
export function countPoolingWins(
  path: string,
  model: tf.LayersModel,
  {
    layers,
    dataset,
    seed,
  }: { readonly layers: readonly TiledConv2D[]; readonly dataset: Dataset; readonly seed: number },
): PoolingWins[] {
  const stages = layers.map((layer) => stageOf(path, model, layer));
  const probe = tf.model({ inputs: model.inputs, outputs: stages.map(({ pool }) => pool.input as tf.SymbolicTensor) });
  const batchSize = 50;
  for (let from = 0; from < dataset.count; from += batchSize) {
    const to = Math.min(dataset.count, from + batchSize);
    const images = Array.from({ length: to - from }, (_, index) => from + index);
    const options: ForwardOptions = { training: false, draw: { seed, purpose: 'clean', images, draw: 0 } };
    tf.tidy(() => {
      const pixels = tf.tensor4d(pixelsToFloat(dataset, [from, to]), [to - from, ...dataset.shape]);
      const outputs = [probe.apply(pixels, options as tf.serialization.ConfigDict) as tf.Tensor | tf.Tensor[]].flat();
      for (const [index, stage] of stages.entries()) {
        const [, ...shape] = (stage.layer.input as tf.SymbolicTensor).shape as [null, number, number, number];
        const assignment = stage.layer.assignment({ shape: [to - from, ...shape] }, options).dataSync() as Int32Array;
        countWindows(outputs[index] as tf.Tensor4D, assignment, stage);
      }
    });
  }
  return stages.map(({ layer, counts }) => ({ layer: layer.name, counts }));
}

interface Stage {
  readonly layer: TiledConv2D;
  readonly pool: tf.layers.Layer;
  readonly size: number;
  readonly strides: number;
  readonly counts: Float64Array;
}

function stageOf(path: string, model: tf.LayersModel, layer: TiledConv2D): Stage {
  const place = model.layers.indexOf(layer) + 1;
  const behind = model.layers[place] instanceof LocalResponseNormalization ? place + 1 : place;
  const pool = model.layers[behind];
  const config = pool?.getConfig() ?? {};
  const isMax = pool?.getClassName() === 'MaxPooling2D' && config.padding === 'valid';
  if (pool === undefined || !(isMax || pool instanceof MixedPooling2D)) {
    throw new UserError({
      where: `${path}, layer '${layer.name}'`,
      expected: 'a max or mixed pool after the layer, whose winners can be counted',
      found: pool === undefined ? 'no layer' : pool.getClassName(),
      remedy: 'use --by norm',
    });
  }
  const side = (value: unknown) => (Array.isArray(value) ? value[0] : value) as number;
  const [tiles, outputs] = layer.getWeights()[1]!.shape as [number, number];
  return {
    layer,
    pool,
    size: side(config.poolSize ?? config.size),
    strides: side(config.strides),
    counts: new Float64Array(tiles * outputs),
  };
}

function countWindows(values: tf.Tensor4D, assignment: Int32Array, { size, strides, counts }: Stage): void {
  const [batch, height, width, channels] = values.shape;
  const data = values.dataSync();
  const shared = assignment.length === height * width;
  for (let image = 0; image < batch; image++) {
    for (let top = 0; top + size <= height; top += strides) {
      for (let left = 0; left + size <= width; left += strides) {
        for (let channel = 0; channel < channels; channel++) {
          let highest = 0;
          let winner = -1;
          for (let at = 0; at < size * size; at++) {
            const patch = (top + Math.floor(at / size)) * width + left + (at % size);
            const value = data[(image * height * width + patch) * channels + channel]!;
            if (value > highest) {
              highest = value;
              winner = assignment[(shared ? 0 : image * height * width) + patch]!;
            }
          }
          if (winner >= 0) counts[winner * channels + channel]!++;
        }
      }
    }
  }
}
