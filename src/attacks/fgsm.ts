import type { FgsmSpec } from '../contract/suite.js';
import type { LoadedModel } from '../models/loadModel.js';
import tf from '../tfjs/tfjs.cjs';
import type { Attack, AttackBatch } from './attack.js';
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
      const points = new Float32Array(clean.length);
      const dimensions = points.length / epsilons.length;
      for (let position = 0, at = 0; position < epsilons.length; position++) {
        const epsilon = epsilons[position]!;
        for (const end = at + dimensions; at < end; at++) {
          let value = clean[at]! + epsilon * direction[at]!;
          if (value < 0) value = 0;
          else if (value > 1) value = 1;
          points[at] = value;
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
