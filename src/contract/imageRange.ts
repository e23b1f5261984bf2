/** Half-open range of image ids: [from, to). An image's id is its position in the data set's split. */
export type ImageRange = readonly [from: number, to: number];

/** Number of images in ranges that do not overlap. */
export function countImages(ranges: readonly ImageRange[]): number {
  return ranges.reduce((sum, [from, to]) => sum + to - from, 0);
}

/** Ids of the images in ranges, in the order of the ranges. */
export function imageIds(ranges: readonly ImageRange[]): number[] {
  return ranges.flatMap(([from, to]) => Array.from({ length: to - from }, (_, i) => from + i));
}

/** The same images in ascending order; adjacent or overlapping ranges are merged. */
export function joinRanges(ranges: readonly ImageRange[]): ImageRange[] {
  const joined: [from: number, to: number][] = [];
  for (const [from, to] of ascending(ranges)) {
    const last = joined.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else joined.push([from, to]);
  }
  return joined;
}

/** The range minus other ranges, ascending. */
export function subtractRanges([start, end]: ImageRange, ranges: readonly ImageRange[]): ImageRange[] {
  const left: ImageRange[] = [];
  let at = start;
  for (const [from, to] of ascending(ranges)) {
    if (Math.min(from, end) > at) left.push([at, Math.min(from, end)]);
    at = Math.max(at, to);
  }
  if (at < end) left.push([at, end]);
  return left;
}

/** `images 3 to 9` for [3, 10), `image 3` for [3, 4). */
export function imagesText([from, to]: ImageRange): string {
  return to - from === 1 ? `image ${from}` : `images ${from} to ${to - 1}`;
}

/** `0 to 9, 20 to 29`: first and last id of each range. */
export function rangesText(ranges: readonly ImageRange[]): string {
  return ranges.map(([from, to]) => `${from} to ${to - 1}`).join(', ');
}

function ascending(ranges: readonly ImageRange[]): ImageRange[] {
  return ranges.toSorted((a, b) => a[0] - b[0]);
}
