import type { Interval } from '../contract/result.js';

/** The 97.5 % point of the standard normal distribution: half of a two-sided 95 % interval. */
export const normal95 = 1.959963984540054;

/**
 * Wilson's 95 % score interval for hits of total. `effectiveTotal` is the effective sample size if the trials in total are not
 * independent. [0, 1] if there are no trials.
 */
export function wilsonInterval(
  hits: number,
  total: number,
  { effectiveTotal = total }: { readonly effectiveTotal?: number } = {},
): Interval {
  if (!(hits >= 0 && hits <= total)) throw new RangeError(`${hits} hits of ${total} is no proportion`);
  if (total === 0 || effectiveTotal <= 0) return [0, 1];
  const rate = hits / total;
  const spread = normal95 ** 2 / effectiveTotal;
  const centre = (rate + spread / 2) / (1 + spread);
  const half =
    (normal95 * Math.sqrt((rate * (1 - rate)) / effectiveTotal + spread / (4 * effectiveTotal))) / (1 + spread);
  // At the ends the exact bound is 0 or 1, which rounding would miss slightly.
  return [hits === 0 ? 0 : Math.max(0, centre - half), hits === total ? 1 : Math.min(1, centre + half)];
}
