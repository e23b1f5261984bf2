import type { TiledKernels } from '../contract/tiledKernels.js';
import tf from '../tfjs/tfjs.cjs';
import { checkFinite } from './checkFinite.js';
import { decodeWeights } from './decodeWeights.js';
import { readTfjsFiles, requireModelJson } from './readTfjsFiles.js';

/**
 * Reads the kernels of a model's tiled convolutions from its files in file order, dequantised; `path` is its folder or its model.json.
 * Empty if there are none. An engine must have been started. Throws `UserError` like `readTfjsFiles`, and for NaN or infinite weights.
 */
export function readTiledKernels(path: string): TiledKernels[] {
  const weights = decodeWeights(readTfjsFiles(requireModelJson(path)));
  try {
    checkFinite(path, weights);
    return weights
      .filter(({ name, value }) => /\/kernels$/.test(name) && value.rank === 5)
      .map(({ name, value }) => ({
        layer: name.replace(/\/kernels$/, ''),
        shape: value.shape as unknown as TiledKernels['shape'],
        values: value.dataSync<'float32'>().slice(),
      }));
  } finally {
    tf.dispose(weights.map(({ value }) => value));
  }
}
