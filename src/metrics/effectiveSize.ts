/**
 * Effective sample size: the number of independent trials whose proportion has the observed variance, rate (1 - rate) / variance.
 * `images` is the number of (equally weighted) images; it is the result if all images agree and the variance is 0. With `draws`
 * trials per image the result is at most images x draws.
 */
export function effectiveSize(
  rate: number,
  variance: number,
  { images, draws }: { readonly images: number; readonly draws: number },
): number {
  if (rate <= 0 || rate >= 1) return images;
  return Math.min((rate * (1 - rate)) / variance, images * draws);
}
