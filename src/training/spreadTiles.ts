import type { Dataset } from '../contract/dataset.js';
import type { SpreadPoint } from '../contract/tileSpread.js';
import { replicatedLayers } from '../models/reduceTiles.js';
import tf from '../tfjs/tfjs.cjs';
import { measureErrors } from './measureErrors.js';

/**
 * Measures error and mean confidence of a tiled model with the differences between its tiles scaled, to test the claim that
 * variance over tiles lowers confidence (paper, "Theoretical analysis"). Restores the model's weights. Throws `UserError`, naming
 * `path`, for a model without tiles.
 */
export function spreadTiles(
  path: string,
  model: tf.LayersModel,
  options: {
    readonly spreads: readonly number[];
    readonly dataset: Dataset;
    readonly count: number;
    readonly seed: number;
  },
): SpreadPoint[] {
  const { spreads, dataset, count, seed } = options;
  const layers = replicatedLayers(path, model);
  const originals = layers.map((layer) => layer.getWeights().map((weight) => weight.clone()));
  const set = (spread: number) =>
    tf.tidy(() => {
      for (const [index, layer] of layers.entries()) {
        const [kernels, biases, ...rest] = originals[index]!;
        const spreadOut = (weight: tf.Tensor) => {
          const mean = weight.mean(0, true);
          return weight.sub(mean).mul(spread).add(mean);
        };
        layer.setWeights([spreadOut(kernels!), spreadOut(biases!), ...rest]);
      }
    });
  const points = spreads.map((spread) => {
    set(spread);
    return { spread, ...measureErrors(model, dataset, { seed, count }) };
  });
  for (const [index, layer] of layers.entries()) layer.setWeights(originals[index]!);
  tf.dispose(originals);
  return points;
}
