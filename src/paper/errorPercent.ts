import { decimals } from '../reports/text/numberText.js';

/** An error, or a share beside errors, with two decimals: a hundredth is one of 10,000 images. `18.39 %`. */
export function errorPercent(share: number): string {
  return `${errorPercentValue(share)} %`;
}

/** The same without the percent sign. */
export function errorPercentValue(share: number): string {
  return decimals(100 * share, 2);
}
