import { TiledConv2D } from '../layers/tiledConv2D.js';
import tf from '../tfjs/tfjs.cjs';

/**
 * Copies the weights of `source` into `target`, layer by layer in order; if a layer of `target` has tiles and its counterpart has
 * none, every tile gets the same kernels and biases. A network with replicated tiles computes the same outputs as its source for
 * any assignment. Throws RangeError naming the first layer whose shapes do not fit; `target` may then be partly changed.
 */
export function replicateWeights(source: tf.LayersModel, target: tf.LayersModel): void {
  const from = source.layers.filter((layer) => layer.weights.length > 0);
  const to = target.layers.filter((layer) => layer.weights.length > 0);
  if (from.length !== to.length) throw new RangeError(`${from.length} layers with weights, not ${to.length}`);
  for (const [index, layer] of to.entries()) copyLayer(from[index]!, layer);
}

function copyLayer(source: tf.layers.Layer, target: tf.layers.Layer): void {
  for (const [index, weight] of target.trainableWeights.entries()) {
    const values = source.trainableWeights[index]?.read();
    const from = values?.shape ?? [];
    const to = weight.shape as number[];
    const tiles = target instanceof TiledConv2D && from[0] === 1 ? to[0]! : 1;
    const fits =
      from.length === to.length && from.every((side, axis) => (axis === 0 ? side * tiles : side) === to[axis]);
    if (!fits) throw new RangeError(`layer '${target.name}' has weights of ${to.join('x')}, not ${from.join('x')}`);
    tf.tidy(() => {
      weight.write(values!.tile(to.map((_, axis) => (axis === 0 ? tiles : 1))));
    });
  }
}
