/** The result of comparing a model's gradient with finite differences of its outputs. */
export interface GradientCheck {
  /** Images moved along a direction; a trial agrees if the outputs change as the gradient predicts for at least one step size. */
  readonly trials: number;
  readonly agreeing: number;
  /** How many must agree. */
  readonly needed: number;
  /** Median of the trials' relative differences, each at its best step size. */
  readonly medianDifference: number;
  /** The gradient is zero for every image, so nothing can be compared. */
  readonly vanishes: boolean;
}

/** One sentence for a report. */
export function describeGradientCheck({ trials, agreeing, needed, medianDifference, vanishes }: GradientCheck): string {
  if (vanishes) return 'gradient not verified: it is zero on all images of the trial';
  return (
    `gradient verified: it predicts the change of the outputs for ${agreeing} of ${trials} small image changes ` +
    `(${needed} are needed, median error ${percentOff(medianDifference)})`
  );
}

/** A relative difference in percent. */
export function percentOff(share: number): string {
  return `${(100 * share).toPrecision(2)} %`;
}
