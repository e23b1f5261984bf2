import type { LossOfLabels } from './logitLoss.js';

/**
 * Cross-entropy as log(1 + sum over j != y of exp(z_j - z_y)). Its gradient keeps full relative precision however confident the
 * model is. The usual p_y - 1 rounds to 0 in single precision from a margin of about 17 on, which removes the true class from the
 * gradient and makes the image look robust.
 */
export const crossEntropy: LossOfLabels = (labels) => (logits, position, slope) => {
  const label = labels[position]!;
  const own = logits[label]!;
  let shift = 0; // the greatest exponent, to avoid overflow
  for (const logit of logits) shift = Math.max(shift, logit - own);
  let others = 0;
  for (const [index, logit] of logits.entries()) if (index !== label) others += Math.exp(logit - own - shift);
  const total = Math.exp(-shift) + others;
  for (const [index, logit] of logits.entries()) {
    if (index !== label) slope[index]! += Math.exp(logit - own - shift) / total;
  }
  slope[label]! -= others / total;
  return shift === 0 ? Math.log1p(others) : shift + Math.log(total);
};
