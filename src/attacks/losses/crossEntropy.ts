import type { LossOfLabels } from './logitLoss.js';

/** Beyond this margin e^-margin is no double any more; see below. */
const farthest = 690;

/**
 * Cross-entropy as log(1 + sum over j != y of exp(z_j - z_y)). Its gradient keeps full relative precision however confident the
 * model is. The usual p_y - 1 rounds to 0 in single precision from a margin of about 17 on, which removes the true class from the
 * gradient and makes the image look robust. Beyond a margin of 690 slopes are those of 690, in the same proportions, and the loss is
 * a stand-in that falls with the margin, so that neither vanishes.
 */
export const crossEntropy: LossOfLabels = (labels) => (logits, position, slope) => {
  const label = labels[position]!;
  const own = logits[label]!;
  let best = Number.NEGATIVE_INFINITY; // of the other classes, relative to the true one
  for (let at = 0; at < logits.length; at++) if (at !== label) best = Math.max(best, logits[at]! - own);
  let others = 0; // relative to the best of them
  for (let at = 0; at < logits.length; at++) if (at !== label) others += Math.exp(logits[at]! - own - best);
  const logarithm = best + Math.log(others);
  const isFar = logarithm < -farthest;
  const weight = isFar ? Math.exp(-farthest) : 1 / (1 + Math.exp(-logarithm)); // the probability of all other classes
  for (let at = 0; at < logits.length; at++) {
    if (at !== label) slope[at]! += (weight * Math.exp(logits[at]! - own - best)) / others;
  }
  slope[label]! -= weight;
  if (isFar) return Math.exp(-farthest) / (1 - logarithm - farthest);
  return logarithm > 0 ? logarithm + Math.log1p(Math.exp(-logarithm)) : Math.log1p(Math.exp(logarithm));
};
