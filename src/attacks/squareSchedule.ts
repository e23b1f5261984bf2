/** Queries of 10,000 after which the share of the area is halved (Andriushchenko et al. 2020). */
const halvings = [10, 50, 200, 500, 1000, 2000, 4000, 6000, 8000];

/** Share of the image's area that the square of a query covers; `query` counts from 1 and the schedule is scaled to `queries`. */
export function squareShare(
  query: number,
  { queries, areaShare }: { readonly queries: number; readonly areaShare: number },
) {
  const scaled = Math.floor((10_000 * query) / queries);
  return areaShare / 2 ** halvings.filter((at) => scaled > at).length;
}

/** Side of a square that covers a share of an image, at least 1 and at most the image's shorter side. */
export function squareSide(share: number, [height, width]: readonly number[]): number {
  return Math.min(Math.max(Math.round(Math.sqrt(share * height! * width!)), 1), height!, width!);
}
