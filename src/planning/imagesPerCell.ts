import type { ImageRange } from '../contract/imageRange.js';
import { type Budget, forwardEquivalents, totalPasses } from '../contract/passes.js';

/**
 * Possible cell sizes. The large ones are multiples of the batch size, so that cells of different sizes can share cached work;
 * the smallest still makes an efficient batch.
 */
export const cellSizes: readonly number[] = [250, 100, 50, 25, 10];

/** Maximum cost of a cell in forward passes: about 15 seconds for the shipped networks on one core. */
const cellBudgetLimit = 25_000;

/** Smallest cells of attacks that stop on images one by one: of fewer, only one or two would still stand, a slow batch. */
const leastOfEarlyEnds = 50;

/**
 * Images per cell: the largest size within the limit, so that an interrupted run loses little and progress is visible. If the attack
 * `endsEarly` on the images that it breaks, it is at least a whole batch, because most passes are on the few that still stand. It
 * depends only on the suite, never on the machine or flags, because the range is part of the cells' keys.
 */
export function imagesPerCell(image: Budget, { endsEarly }: { readonly endsEarly: boolean }): number {
  const cost = forwardEquivalents(totalPasses(image));
  const sizes = endsEarly ? cellSizes.filter((size) => size >= leastOfEarlyEnds) : cellSizes;
  return sizes.find((size) => size * cost <= cellBudgetLimit) ?? sizes.at(-1)!;
}

/**
 * The ranges of a pair's cells. The first images are in small cells, which workers take last so that they finish together. They
 * come first so that a run on fewer images has the same ranges.
 */
export function imageRanges(images: number, perCell: number): ImageRange[] {
  const part = cellSizes.find((size) => size < perCell && perCell % size === 0) ?? perCell;
  const ranges: ImageRange[] = [];
  for (let from = 0, to = 0; from < images; from = to) {
    to = Math.min(images, from + (from < perCell ? part : perCell));
    ranges.push([from, to]);
  }
  return ranges;
}
