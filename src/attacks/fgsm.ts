import type { FgsmSpec } from '../attackKinds/fgsm.js';
import type { LoadedModel } from '../models/loadModel.js';
import tf from '../tfjs/tfjs.cjs';
import type { Attack, AttackBatch } from './attack.js';
import { lossQuery } from './lossGradient.js';
import { useGradient } from './queryLoss.js';
import { targetedFgsm } from './targetedFgsm.js';

/**
 * Fast gradient sign method (Goodfellow et al. 2014; paper, section "Robustness against adversarial examples"): x' = clip(x + eps
 * sign(grad CE), 0, 1) with sign(0) = 0. The gradient does not depend on eps, so the sweep needs only one.
 */
export const fgsm: Attack<FgsmSpec> = ({ eot, targets }, model, batch) => {
  if (targets !== undefined) return targetedFgsm({ eot, targets }, model, batch);
  const { pixels } = batch;
  const direction = tf.tensor4d(new Float32Array(gradientSigns(model, batch, eot)), pixels.shape);
  return {
    perturb: (epsilons) =>
      tf.tidy(() => {
        const change = direction.mul<tf.Tensor4D>(tf.tensor4d(epsilons, [epsilons.length, 1, 1, 1]));
        return tf.clipByValue(pixels.add<tf.Tensor4D>(change), 0, 1);
      }),
    dispose: () => direction.dispose(),
  };
};

/** Gradient signs at the clean images, computed once for all attacks that share a cache. */
function gradientSigns(model: LoadedModel, batch: AttackBatch, eot: number): Int8Array {
  const compute = () => {
    let signs: Int8Array = new Int8Array(0);
    useGradient(model, batch, lossQuery(batch, eot), ({ values }) => {
      signs = signsOf(values);
    });
    return signs;
  };
  const { memo, images, seed } = batch;
  return memo?.recall(JSON.stringify(['signs', model.sha256, images, seed, eot]), compute) ?? compute();
}

/** The loop is a separate function because V8 would recompile it in a closure created for every batch. */
function signsOf(values: Float32Array): Int8Array {
  const signs = new Int8Array(values.length);
  for (let at = 0; at < signs.length; at++) signs[at] = Math.sign(values[at]!);
  return signs;
}
