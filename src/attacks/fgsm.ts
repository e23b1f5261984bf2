import * as tf from '@tensorflow/tfjs';
import type { FgsmSpec } from '../contract/suite.js';
import type { Attack } from './attack.js';
import { lossGradient } from './lossGradient.js';
import { signOf } from './signOf.js';

/**
 * Fast gradient sign method (Goodfellow et al. 2014; paper, section "Robustness against adversarial examples"):
 * x' = clip(x + eps sign(grad CE), 0, 1) with sign(0) = 0. The gradient does not depend on eps, so one serves the sweep.
 */
export const fgsm: Attack<FgsmSpec> = (spec, model, batch) => {
  const direction = tf.tidy(() => signOf(lossGradient(model, batch, spec.eot)));
  return {
    perturb: (epsilons) =>
      tf.tidy(() => {
        const step = tf.mul(direction, tf.tensor4d(epsilons, [epsilons.length, 1, 1, 1]));
        return tf.clipByValue(tf.add(batch.pixels, step), 0, 1) as tf.Tensor4D;
      }),
    dispose: () => direction.dispose(),
  };
};
