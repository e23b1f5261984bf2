import { UserError } from '../base/errors.js';
import { randomStream } from '../base/random.js';
import { type GradientCheck, percentOff } from '../contract/gradientCheck.js';
import tf from '../tfjs/tfjs.cjs';
import { findSuspects } from './findSuspects.js';
import { measureGradient } from './measureGradient.js';
import { requireFiniteGradient } from './requireFiniteGradient.js';
import { drawOfTrial, imageSize, type Logits, type TrialImages, trialPixels } from './trialMixture.js';

/** Largest change of an image's gradient when the batch's other images are left out; rounding may flip a few kinks. */
const largestChange = 0.05;

/**
 * Compares the gradient of a random mixture of the logits with central differences, along the gradient's sign and two random
 * directions, for images of the data set and the same number of noise images; and the gradient of an image in a batch with its gradient
 * alone. Throws `UserError`, naming the ops whose gradients fail, if too many trials disagree, if the batch changes a gradient, or if one
 * is not finite.
 */
export function checkGradient(path: string, logits: Logits, images: TrialImages): GradientCheck {
  requireFiniteGradient(path, logits, images);
  const check = measureGradient(logits, images);
  if (isRight(check)) return check;
  const suspects = suspectsOf(logits, images);
  const named = suspects.length === 0 ? '' : `; suspect: ${suspects.join(', ')}`;
  throw new UserError({
    where: path,
    expected: `gradients on the ${tf.getBackend()} backend that agree with finite differences of the outputs`,
    found:
      check.alone > largestChange
        ? `a gradient that changes by ${percentOff(check.alone)} when the other images of the batch are left out${named}`
        : `${check.agreeing} of ${check.trials} trials agree, ${check.needed} are needed; the median error is ${percentOff(check.medianDifference)}${named}`,
    remedy: 'try another --backend, or build the network without that op: attacks would use a wrong gradient',
  });
}

/** Whether a check speaks for the gradient, or tells nothing about it. */
export function isRight({ agreeing, needed, alone }: GradientCheck): boolean {
  return agreeing >= needed && alone <= largestChange;
}

function suspectsOf(logits: Logits, images: TrialImages): string[] {
  const size = imageSize(images.shape);
  const pixels = trialPixels(images, randomStream(0, 'test', size));
  const count = Math.min(pixels.length / size, images.batchSize ?? Number.POSITIVE_INFINITY);
  const batch = tf.tensor4d(pixels.subarray(0, count * size), [count, ...images.shape]);
  const all = Array.from({ length: count }, (_, image) => image);
  const suspects = findSuspects(() => logits(batch, drawOfTrial(all)).dispose());
  batch.dispose();
  return suspects;
}
