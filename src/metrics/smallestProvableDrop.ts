/**
 * The smallest drop of accuracy that an exact McNemar test on so many images can prove: of images that all lose and none
 * that gains, the fewest that stay significant where all comparisons of a family need Holm's strictest correction. As a
 * fraction of the images; null where not even the loss of all would do.
 */
export function smallestProvableDrop(
  images: number,
  { comparisons, alpha }: { readonly comparisons: number; readonly alpha: number },
): number | null {
  // Two-sided: 2 / 2^k times the number of comparisons has to be below alpha.
  const fewest = Math.floor(Math.log2((2 * comparisons) / alpha)) + 1;
  return fewest <= images ? fewest / images : null;
}
