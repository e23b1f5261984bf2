import tf from '../tfjs/tfjs.cjs';
import type { AttackBatch } from './attack.js';
import { imageValues } from './imageValues.js';

/** The batch of the images at the given positions. The caller disposes its pixels. */
export function selectImages(batch: AttackBatch, positions: readonly number[]): AttackBatch {
  const [images, ...shape] = batch.pixels.shape;
  const { memo: _, ...whole } = batch; // the same selection is not requested again
  const values = batch.pixels.dataSync() as Float32Array;
  const own = gatherValues(values, positions, values.length / images);
  return {
    ...whole,
    pixels: tf.tensor4d(own, [positions.length, ...shape] as [number, number, number, number]),
    labels: Int32Array.from(positions, (position) => batch.labels[position]!),
    images: positions.map((position) => batch.images[position]!),
  };
}

/** The values of the images at the given positions, one after the other. */
export function gatherValues(values: Float32Array, positions: readonly number[], dimensions: number): Float32Array {
  const own = new Float32Array(positions.length * dimensions);
  for (const [index, position] of positions.entries()) {
    own.set(imageValues(values, position, dimensions), index * dimensions);
  }
  return own;
}
