import type { LogitLoss, LossOfLabels } from './logitLoss.js';
import { strongestOther } from './margin.js';

/** Keeps the quotient finite if the ranked logits are equal. */
const tiny = 1e-12;

/**
 * Difference of logits ratio (Croce & Hein 2020): -(z_y - max over j != y of z_j) / (z_(1) - z_(3) + 1e-12), z_(i) sorted
 * descending. Unlike the cross-entropy it does not change when logits are shifted or scaled. Needs three classes.
 */
export const logitsRatio: LossOfLabels = (labels) => (logits, position, slope) => {
  const [first, , third] = ranking(logits, 3);
  const label = labels[position]!;
  const other = strongestOther(logits, label);
  return ratio(logits, slope, { label, other, top: first!, low: [third!] });
};

/**
 * The same for a target class t: -(z_y - z_t) / (z_(1) - (z_(3) + z_(4)) / 2 + 1e-12). `targets` has one class per image. Needs
 * four classes.
 */
export function targetedLogitsRatio(labels: Int32Array, targets: Int32Array): LogitLoss {
  return (logits, position, slope) => {
    const [first, , third, fourth] = ranking(logits, 4);
    const choice = { label: labels[position]!, other: targets[position]! };
    return ratio(logits, slope, { ...choice, top: first!, low: [third!, fourth!] });
  };
}

interface Terms {
  readonly label: number;
  readonly other: number;
  readonly top: number;
  /** Classes whose mean logit is subtracted from the top one. */
  readonly low: readonly number[];
}

function ratio(logits: Float32Array, slope: Float64Array, { label, other, top, low }: Terms): number {
  const difference = logits[other]! - logits[label]!;
  const lowest = low.reduce((sum, index) => sum + logits[index]!, 0) / low.length;
  const range = logits[top]! - lowest + tiny;
  const fall = difference / range / range;
  slope[other]! += 1 / range;
  slope[label]! -= 1 / range;
  slope[top]! -= fall;
  for (const index of low) slope[index]! += fall / low.length;
  return difference / range;
}

/** The classes by descending logit, the first of equals first. Throws if there are fewer than `least`. */
export function ranking(logits: ArrayLike<number>, least: number): number[] {
  if (logits.length < least) {
    throw new Error(`the difference of logits ratio needs ${least} classes, and the model has ${logits.length}`);
  }
  return Array.from(logits, (_, index) => index).sort((a, b) => logits[b]! - logits[a]! || a - b);
}
