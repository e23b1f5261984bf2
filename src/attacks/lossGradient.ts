import type { LoadedModel } from '../models/loadModel.js';
import type { AttackBatch } from './attack.js';
import { crossEntropy } from './losses/crossEntropy.js';
import { type LossQuery, queryGradient } from './queryLoss.js';

/**
 * Gradient of the cross-entropy with respect to the pixels at the clean images, [B x H x W x C], the mean of the gradients of
 * `eot` draws of the model. Deterministic models need one draw.
 */
export function lossGradient(model: LoadedModel, batch: AttackBatch, eot: number): Float32Array {
  return queryGradient(model, batch, lossQuery(batch, eot)).gradient;
}

/** The query of that gradient. */
export function lossQuery({ pixels, labels }: AttackBatch, eot: number): LossQuery {
  return { points: pixels, loss: crossEntropy(labels), firstDraw: 0, draws: eot };
}
