import { gradientDoubts } from './gradientDoubts.js';
/** Number of images of the data on which a gradient is checked; as many images of noise are added. */
export const trialImages = 4;

/** The result of comparing a model's gradient with finite differences of its outputs. */
export interface GradientCheck {
  /** Images moved along a direction whose slope could be measured; a trial agrees if the gradient predicts that slope. */
  readonly trials: number;
  /** Images and directions where rounding or kinks hide the slope. */
  readonly undecided: number;
  readonly agreeing: number;
  /** How many must agree; 0 if too few trials are decided to tell. */
  readonly needed: number;
  /** Median of the trials' relative differences. */
  readonly medianDifference: number;
  /** Change of an image's gradient when the other images of the batch are left out, relative to its length. */
  readonly alone: number;
  /** The gradient is zero for every image. It is right if the outputs do not change either, as with saturated or rounded ones. */
  readonly vanishes: boolean;
}

/** One sentence for a report. */
export function describeGradientCheck(check: GradientCheck): string {
  if (check.vanishes) return `${gradientDoubts.unverified}: it is zero on all images of the trial`;
  if (check.needed === 0)
    return `${gradientDoubts.unverified}: rounding or kinks hide the slope in ${check.undecided} of ${check.trials + check.undecided} trials`;
  const hidden = check.undecided === 0 ? '' : `; ${check.undecided} more could not be measured`;
  return `gradient verified: it predicts the change of the outputs for ${check.agreeing} of ${check.trials} small image changes (${check.needed} are needed, median error ${percentOff(check.medianDifference)}${hidden})`;
}

/** A relative difference in percent. */
export function percentOff(share: number): string {
  return `${(100 * share).toPrecision(2)} %`;
}
