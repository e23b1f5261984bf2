import { nameKey, randomStream } from '../base/random.js';
import type { AnalogNoiseTraining } from '../contract/recipe.js';
import type { DrawKey } from '../layers/drawKey.js';
import tf from '../tfjs/tfjs.cjs';

/** Kernel matrices: [tiles, k, k, C, F] if `tiled`, else one matrix of any shape. */
export interface NoisyKernel {
  readonly variable: tf.Variable;
  readonly tiled: boolean;
}

/**
 * Adds normal noise to kernels in place, relative to the largest absolute weight of each tile, and returns a function that takes it
 * off again. The noise depends only on the kernel's name and on seed, draw and first image of the mini-batch.
 */
export function disturbKernels(
  kernels: readonly NoisyKernel[],
  { weight }: AnalogNoiseTraining,
  { seed, draw, images }: DrawKey,
): () => void {
  const exact = kernels.map(({ variable, tiled }) => {
    const values = Float32Array.from(variable.dataSync());
    const stream = randomStream(seed, 'analogTraining', nameKey(variable.name), draw, images[0]!);
    const noisy = withNoise(values, tiled ? variable.shape[0]! : 1, () => weight * stream.normal());
    write(variable, noisy);
    return values;
  });
  return () => {
    for (const [index, { variable }] of kernels.entries()) write(variable, exact[index]!);
  };
}

function withNoise(values: Float32Array, tiles: number, noise: () => number): Float32Array {
  const size = values.length / tiles;
  const noisy = new Float32Array(values.length);
  for (let tile = 0; tile < tiles; tile++) {
    const own = values.subarray(tile * size, (tile + 1) * size);
    const largest = own.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    for (const [at, value] of own.entries()) noisy[tile * size + at] = value + largest * noise();
  }
  return noisy;
}

function write(variable: tf.Variable, values: Float32Array): void {
  tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)));
}
