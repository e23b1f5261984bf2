import type { SmoothingSpec } from '../attackKinds/smoothing.js';
import { clopperPearsonLower } from '../base/clopperPearson.js';
import { normalQuantile } from '../base/normalQuantile.js';
import { randomStream } from '../base/random.js';
import type { LoadedModel } from '../models/loadModel.js';
import tf from '../tfjs/tfjs.cjs';
import type { Attack, AttackBatch } from './attack.js';

/**
 * Randomized smoothing (Cohen et al. 2019): for each image, the L2 radius within which the smoothed model (the majority vote
 * under Gaussian noise) predicts the true class, with confidence 1 - alpha. It makes no examples.
 */
export const smoothing: Attack<SmoothingSpec> = (spec, model, batch) => ({
  certify: () => certifiedRadii(spec, model, batch),
  perturb: () => batch.pixels.clone(),
  dispose: () => {},
});

/** At least 0 if the true class is certified; -1 if another class is, or if the draws are inconclusive. */
function certifiedRadii({ sigma, n0, n, alpha }: SmoothingSpec, model: LoadedModel, batch: AttackBatch): Float64Array {
  const choosing = countClasses(model, batch, { sigma, from: 0, draws: n0 });
  const counting = countClasses(model, batch, { sigma, from: n0, draws: n });
  return Float64Array.from(batch.labels, (label, position) => {
    const own = (counts: Int32Array) => counts.subarray(position * model.classes, (position + 1) * model.classes);
    const votes = own(choosing);
    const top = votes.indexOf(Math.max(...votes));
    const share = clopperPearsonLower(own(counting)[top]!, n, alpha);
    return top === label && share > 0.5 ? sigma * normalQuantile(share) : -1;
  });
}

/** Number of draws that predict each class, [images x classes]. Each draw has separate noise and assignments. */
function countClasses(
  model: LoadedModel,
  { pixels, images, seed }: AttackBatch,
  { sigma, from, draws }: { readonly sigma: number; readonly from: number; readonly draws: number },
): Int32Array {
  const counts = new Int32Array(images.length * model.classes);
  const clean = pixels.dataSync() as Float32Array;
  const dimensions = clean.length / images.length;
  for (let draw = from; draw < from + draws; draw++) {
    const noisy = clean.slice();
    for (const [position, image] of images.entries()) {
      const stream = randomStream(seed, 'smoothing', image, draw);
      for (let at = position * dimensions; at < (position + 1) * dimensions; at++)
        noisy[at]! += sigma * stream.normal();
    }
    const named = tf.tidy(() => {
      const logits = model.logits(tf.tensor4d(noisy, pixels.shape), { seed, purpose: 'attack', images, draw });
      return logits.argMax(1).dataSync();
    });
    for (const [position, own] of named.entries()) counts[position * model.classes + own]!++;
  }
  return counts;
}
