import type { Interval } from '../contract/result.js';
import { pairedDifference } from './pairedDifference.js';

/** Probability that at least one of `tries` submissions of the same image is misclassified, averaged over images. */
export interface ResubmissionPoint {
  readonly tries: number;
  /** 0..1. */
  readonly success: number;
  readonly interval: Interval;
}

/**
 * Success of submitting the same image repeatedly to a stochastic model, from the recorded hits per image (0..draws): the mean of
 * `chancesOfError`. Intervals are 95 %, over images. Throws `RangeError` unless every number of tries is from 1 to `draws`.
 */
export function resubmission(
  hitsPerImage: readonly number[],
  draws: number,
  tries: readonly number[],
): ResubmissionPoint[] {
  return tries.map((count) => {
    const { mean, interval } = pairedDifference(chancesOfError(hitsPerImage, draws, count));
    return { tries: count, success: mean, interval: [Math.max(0, interval[0]), interval[1]] };
  });
}

/**
 * For each image, the probability that at least one of `tries` submissions is misclassified: for h errors in E draws, 1 - C(E -
 * h, k) / C(E, k) is an unbiased estimate of 1 - (1 - p)^k, with no further passes. Throws `RangeError` unless `tries` is from 1
 * to `draws`.
 */
export function chancesOfError(hitsPerImage: readonly number[], draws: number, tries: number): number[] {
  if (!Number.isSafeInteger(tries) || tries < 1 || tries > draws) {
    throw new RangeError(`${tries} tries of ${draws} draws: a number of tries is a whole number from 1 to the draws`);
  }
  return hitsPerImage.map((hits) => 1 - survival(hits, draws, tries));
}

/** C(hits, tries) / C(draws, tries): the share of all subsets of `tries` draws that contain only hits. */
function survival(hits: number, draws: number, tries: number): number {
  let share = 1;
  for (let at = 0; at < tries; at++) share *= Math.max(0, hits - at) / (draws - at);
  return share;
}
