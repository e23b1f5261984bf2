import * as tf from '@tensorflow/tfjs';
import type { FgsmSpec } from '../contract/suite.js';
import type { LoadedModel } from '../models/loadModel.js';
import type { Attack, AttackBatch } from './attack.js';
import { imageValues } from './imageValues.js';
import { lossGradient } from './lossGradient.js';

/**
 * Fast gradient sign method (Goodfellow et al. 2014; paper, section "Robustness against adversarial examples"):
 * x' = clip(x + eps sign(grad CE), 0, 1) with sign(0) = 0. The gradient does not depend on eps, so one serves the sweep.
 */
export const fgsm: Attack<FgsmSpec> = ({ eot }, model, batch) => {
  const clean = batch.pixels.dataSync() as Float32Array;
  const direction = gradientSigns(model, batch, eot);
  return {
    perturb: (epsilons) => {
      const points = clean.slice();
      const dimensions = points.length / epsilons.length;
      for (const [position, epsilon] of epsilons.entries()) {
        const point = imageValues(points, position, dimensions);
        const signs = direction.subarray(position * dimensions);
        for (let at = 0; at < dimensions; at++) {
          point[at] = Math.min(1, Math.max(0, point[at]! + epsilon * signs[at]!));
        }
      }
      return tf.tensor4d(points, batch.pixels.shape);
    },
    dispose: () => {},
  };
};

/** Signs of the gradient at the clean images: computed once for all attacks that share a memo. */
function gradientSigns(model: LoadedModel, batch: AttackBatch, eot: number): Int8Array {
  const compute = () => {
    const gradient = lossGradient(model, batch, eot);
    const signs = new Int8Array(gradient.length);
    for (let at = 0; at < signs.length; at++) signs[at] = Math.sign(gradient[at]!);
    return signs;
  };
  const { memo, images, seed } = batch;
  return memo?.recall(JSON.stringify(['signs', model.sha256, images, seed, eot]), compute) ?? compute();
}
