/** What came of holding a model's gradient against differences of its own outputs. */
export interface GradientCheck {
  /** An image moved along a direction; it agrees where the outputs change as the gradient says, at one step at least. */
  readonly trials: number;
  readonly agreeing: number;
  /** How many have to agree. */
  readonly needed: number;
  /** Of the trials' relative differences, each at its best step. */
  readonly medianDifference: number;
  /** The gradient is zero for every image: there is nothing to hold it against. */
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
