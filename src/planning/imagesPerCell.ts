import type { ImageRange } from '../contract/imageRange.js';
import { type Budget, forwardEquivalents, totalPasses } from '../contract/passes.js';

/**
 * Sizes that a cell can have. The large ones consist of whole batches, so that cells of different sizes share what they have
 * in common; the smallest still fills a batch that is worth its overhead.
 */
export const cellSizes: readonly number[] = [250, 100, 50, 25, 10];

/** What a cell may cost, in forward passes: about a quarter of a minute of the shipped networks on one core. */
const cellBudgetLimit = 25_000;

/**
 * Images of one cell, so that an interrupted run loses little and progress moves: the largest size within the limit. It
 * follows from the suite alone, never from the machine or its flags, as the range stands in the cells' keys.
 */
export function imagesPerCell(image: Budget): number {
  const cost = forwardEquivalents(totalPasses(image));
  return cellSizes.find((size) => size * cost <= cellBudgetLimit) ?? cellSizes[cellSizes.length - 1]!;
}

/**
 * The ranges of a pair's cells. The first images stand in small ones: workers take these last, and so end together. They are
 * the first so that the ranges of a run on fewer images are ranges of the whole run too.
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
