import type { LoadedModel } from '../models/loadModel.js';
import type { AttackBatch } from './attack.js';
import { imageValues } from './imageValues.js';
import { margin } from './losses/margin.js';
import { queryLoss } from './queryLoss.js';

/**
 * Of several candidates per image the one with the greatest margin, the mean over the given draws, which are the same for
 * all candidates: on a deterministic model one that is misclassified if any is, on a stochastic one never a lucky draw's
 * winner. Candidates are asked for one after the other, so that two are held at a time.
 */
export function selectStrongest(
  model: LoadedModel,
  batch: AttackBatch,
  {
    candidates,
    candidate,
    firstDraw,
    draws,
  }: {
    readonly candidates: number;
    readonly candidate: (index: number) => Float32Array;
    readonly firstDraw: number;
    readonly draws: number;
  },
): Float32Array {
  const best = candidate(0).slice();
  if (candidates === 1) return best;
  const marginsOf = (points: Float32Array) =>
    queryLoss(model, batch, { points, loss: margin(batch.labels), firstDraw, draws }).losses;
  const greatest = marginsOf(best);
  const dimensions = best.length / batch.images.length;
  for (let index = 1; index < candidates; index++) {
    const points = candidate(index);
    for (const [position, own] of marginsOf(points).entries()) {
      if (own <= greatest[position]!) continue;
      greatest[position] = own;
      imageValues(best, position, dimensions).set(imageValues(points, position, dimensions));
    }
  }
  return best;
}
