import { type BudgetFacts, imageBudget, type PlannedPair } from './cellBudget.js';
import { imagesPerCell } from './imagesPerCell.js';
import { workKey } from './workKey.js';

/**
 * Images per cell of each of a suite's pairs: those with work in common take the size of the most expensive, so that their
 * ranges agree and one worker can do them together.
 */
export function sharedSizes(pairs: readonly PlannedPair[], facts: BudgetFacts): (pair: PlannedPair) => number {
  const sizes = new Map<string, number>();
  for (const pair of pairs) {
    const key = workKey(pair);
    sizes.set(key, Math.min(sizes.get(key) ?? Number.POSITIVE_INFINITY, imagesPerCell(imageBudget(pair, facts))));
  }
  return (pair) => sizes.get(workKey(pair))!;
}
