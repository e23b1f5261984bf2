import { nameKey, randomStream } from '../base/random.js';
import { TiledConv2D } from '../layers/tiledConv2D.js';
import tf from '../tfjs/tfjs.cjs';

/**
 * Draws the kernels of every convolution from N(0, 2 / fan-in) (He et al. 2015) and those of every fully connected layer
 * from N(0, 1 / fan-in); biases are 0. `replicated`: all tiles of a layer start with the same filters.
 */
export function initialiseWeights(
  model: tf.LayersModel,
  seed: number,
  initialisation: 'independent' | 'replicated',
): void {
  for (const layer of model.layers) {
    const [kernel, ...others] = layer.getWeights();
    if (kernel === undefined || kernel.rank < 2) continue;
    const tiled = layer instanceof TiledConv2D;
    const perTile = tiled ? kernel.size / kernel.shape[0]! : kernel.size;
    const fanIn = perTile / kernel.shape.at(-1)!;
    const deviation = Math.sqrt((tiled ? 2 : 1) / fanIn);
    const values = new Float32Array(kernel.size);
    for (let at = 0; at < kernel.size; at += perTile) {
      const tile = initialisation === 'replicated' ? 0 : at / perTile;
      const stream = randomStream(seed, 'initialisation', nameKey(layer.name), tile);
      for (let i = 0; i < perTile; i++) values[at + i] = deviation * stream.normal();
    }
    const drawn = tf.tensor(values, kernel.shape);
    layer.setWeights([drawn, ...others]);
    drawn.dispose();
  }
}
