/**
 * The smallest drop in accuracy that an exact McNemar test on this number of images can detect: the smallest number of lost
 * images, with none gained, that is significant under the strictest step of Holm's correction over all comparisons. As a fraction
 * of the images; null if even the loss of all images is not significant.
 */
export function smallestProvableDrop(
  images: number,
  { comparisons, alpha }: { readonly comparisons: number; readonly alpha: number },
): number | null {
  // Two-sided: 2 / 2^k times the number of comparisons has to be below alpha.
  const fewest = Math.floor(Math.log2((2 * comparisons) / alpha)) + 1;
  return fewest <= images ? fewest / images : null;
}
