/** An image that is moved along a direction. */
export interface GradientTrial {
  readonly image: number;
  /** -1, 0 or 1 for each number of the image. */
  readonly signs: Float32Array;
  /** The slope along the direction that the model's gradient claims. */
  readonly claimed: number;
  /** Euclidean length of the claimed gradient: what a slope along a random direction is by order of size. */
  readonly length: number;
  /** Values after steps of each size forth and back. */
  readonly ends: Map<number, { readonly forth: number; readonly back: number }>;
}

/** What a trial shows; null if rounding or kinks hide the slope at every step size. */
export interface TrialOutcome {
  readonly agrees: boolean;
  /** Relative to the larger of the claimed slope, the measured one, and the gradient's length. */
  readonly difference: number;
}

/** Two step sizes of a pair. */
const ratio = 4;
/** Relative to the larger slope; a wrong gradient differs much more. A slope that nearly cancels out shows little, hence the length. */
const tolerance = 0.1;
/** Largest share of the larger slope that rounding may explain; with more, nothing can be told. */
const largestNoise = 0.05;

/**
 * Measures the slope at the smallest step at which rounding is small and at which the slope at a step of four times the size is nearly
 * the same, so that no kink lies between; then compares it with the claimed slope. The choice hardly depends on the claim, so a
 * wrong claim finds no step that suits it. `rounding`: error of a value.
 */
export function judgeTrial({ claimed, length, ends }: GradientTrial, rounding: number): TrialOutcome | null {
  const slopes = new Map([...ends].map(([step, { forth, back }]) => [step, (forth - back) / (2 * step)]));
  for (const step of [...slopes.keys()].sort((a, b) => a - b)) {
    const [fine, coarse] = [slopes.get(step)!, slopes.get(step * ratio)];
    if (coarse === undefined) continue;
    const noise = rounding / step;
    const larger = Math.max(Math.abs(fine), Math.abs(claimed), length);
    const settled = Math.abs(fine - coarse) <= tolerance * Math.max(Math.abs(coarse), larger) + noise;
    if (larger === 0 || noise > largestNoise * larger || !settled) continue;
    const gap = Math.abs(fine - claimed);
    return { agrees: gap <= tolerance * larger + noise, difference: gap / larger };
  }
  return null;
}

/**
 * Error of each image's value by rounding: what single precision causes in the last sum, or what the values beside it show where that
 * is more, as in a deep network. They lie on a straight line but for rounding; the median of the directions leaves out curves and kinks.
 */
export function roundingErrors(
  trials: readonly GradientTrial[],
  { values, terms }: { readonly values: Float64Array; readonly terms: Float64Array },
  step: number,
): Float64Array {
  return values.map((value, image) => {
    const bends = trials
      .filter((trial) => trial.image === image)
      .map(({ ends }) => Math.abs(ends.get(step)!.forth + ends.get(step)!.back - 2 * value))
      .sort((a, b) => a - b);
    return Math.max(
      2 * singlePrecision * terms[image]!,
      deviationsOfError * (bends[Math.floor(bends.length / 2)]! / deviationOfBend),
    );
  });
}

const singlePrecision = 2 ** -23;
/** Median absolute value of forth + back - 2 middle, whose errors are normal with deviation 1. */
const deviationOfBend = 0.674 * Math.sqrt(6);
/** Three deviations of a slope's error, (forth - back) / 2. */
const deviationsOfError = 3 / Math.SQRT2;
