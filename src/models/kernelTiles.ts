import type tf from '../tfjs/tfjs.cjs';

/** The kernel matrix of each tile, inputs x outputs in row order, of kernels [tiles, ..., outputs]. */
export function* kernelTiles(
  kernels: tf.Tensor,
): Generator<{ readonly tile: number; readonly values: Float32Array }, void, undefined> {
  const values = kernels.dataSync() as Float32Array;
  const [tiles] = kernels.shape as [number];
  const size = values.length / tiles;
  for (let tile = 0; tile < tiles; tile++) yield { tile, values: values.subarray(tile * size, (tile + 1) * size) };
}
