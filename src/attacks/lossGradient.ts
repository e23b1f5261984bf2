import * as tf from '@tensorflow/tfjs';
import type { LoadedModel } from '../models/loadModel.js';
import type { AttackBatch } from './attack.js';
import { crossEntropy } from './losses/crossEntropy.js';
import { queryGradient } from './queryLoss.js';

/**
 * Gradient of the cross-entropy with respect to the pixels at the clean images, [B, H, W, C], the mean of the gradients of
 * `eot` draws of the model. Deterministic models need one draw. The caller owns the result.
 */
export function lossGradient(model: LoadedModel, batch: AttackBatch, eot: number): tf.Tensor4D {
  const points = batch.pixels.dataSync() as Float32Array;
  const query = { points, loss: crossEntropy(batch.labels), firstDraw: 0, draws: eot };
  return tf.tensor4d(queryGradient(model, batch, query).gradient, batch.pixels.shape);
}
