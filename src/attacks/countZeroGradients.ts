import type { LoadedModel } from '../models/loadModel.js';
import type { AttackBatch } from './attack.js';
import { imageValues } from './imageValues.js';
import { crossEntropy } from './losses/crossEntropy.js';
import { queryGradient } from './queryLoss.js';

/**
 * Per image, in how many of the draws 0 to draws - 1 the gradient of the cross-entropy at the clean image is zero everywhere, so
 * that an attack has no direction.
 */
export function countZeroGradients(model: LoadedModel, batch: AttackBatch, draws: number): number[] {
  const points = batch.pixels.dataSync() as Float32Array;
  const dimensions = points.length / batch.images.length;
  const zeros = new Array<number>(batch.images.length).fill(0);
  for (let draw = 0; draw < draws; draw++) {
    const query = { points, loss: crossEntropy(batch.labels), firstDraw: draw, draws: 1 };
    const { gradient } = queryGradient(model, batch, query);
    for (const position of batch.images.keys()) {
      if (imageValues(gradient, position, dimensions).every((value) => value === 0)) zeros[position]!++;
    }
  }
  return zeros;
}
