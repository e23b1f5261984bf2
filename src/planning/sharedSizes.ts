import { type BudgetFacts, imageBudget, type PlannedPair } from './cellBudget.js';
import { imagesPerCell } from './imagesPerCell.js';
import { workKey } from './workKey.js';

/**
 * Images per cell of each of a suite's pairs: pairs that share work use the size of the most expensive one, so that their ranges
 * are equal and one worker can run them together.
 */
export function sharedSizes(pairs: readonly PlannedPair[], facts: BudgetFacts): (pair: PlannedPair) => number {
  const sizes = new Map<string, number>();
  for (const pair of pairs) {
    const key = workKey(pair);
    const budget = imageBudget(pair, facts);
    const own = imagesPerCell(budget, { endsEarly: budget.isBound && !facts.isStochastic(pair.model) });
    sizes.set(key, Math.min(sizes.get(key) ?? Number.POSITIVE_INFINITY, own));
  }
  return (pair) => sizes.get(workKey(pair))!;
}
