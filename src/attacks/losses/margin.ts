import type { LossOfLabels } from './logitLoss.js';

/** Margin of the strongest other class over the true one, max over j != y of z_j - z_y: positive means misclassified. */
export const margin: LossOfLabels = (labels) => (logits, position, slope) => {
  const label = labels[position]!;
  const other = strongestOther(logits, label);
  slope[other]! += 1;
  slope[label]! -= 1;
  return logits[other]! - logits[label]!;
};

/** The class with the greatest logit other than `label`; the first of equals. Needs two classes. */
export function strongestOther(logits: Float32Array, label: number): number {
  let other = label === 0 ? 1 : 0;
  for (let at = 0; at < logits.length; at++) if (at !== label && logits[at]! > logits[other]!) other = at;
  return other;
}
