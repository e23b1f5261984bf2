/**
 * Number of independent trials whose proportion has the variance that was seen: rate (1 - rate) / variance. `images` is
 * how many (equally weighted) images the proportion rests on: the answer where every image agrees, so that nothing can be
 * read off the variance; with `draws` trials of each it is also bounded by images x draws.
 */
export function effectiveSize(
  rate: number,
  variance: number,
  { images, draws }: { readonly images: number; readonly draws: number },
): number {
  if (rate <= 0 || rate >= 1) return images;
  return Math.min((rate * (1 - rate)) / variance, images * draws);
}
