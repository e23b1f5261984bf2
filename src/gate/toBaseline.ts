import { UserError } from '../base/errors.js';
import type { Results } from '../contract/result.js';

/**
 * Results as a baseline to commit: everything that comparisons need, without pictures, times and the comparison with an older
 * baseline. Throws `UserError` for an incomplete run.
 */
export function toBaseline(results: Results): Results {
  const { environment, verdict } = results;
  const { notes: _, ...judged } = verdict;
  if (verdict.reasons.length > 0 || verdict.status === 'part') {
    throw new UserError({
      where: `baseline of ${results.suite.name}`,
      expected: 'a complete run',
      found: verdict.status === 'part' ? 'a shard: other images belong to other shards' : verdict.reasons.join('; '),
      remedy: 'complete the run first, then update the baseline',
    });
  }
  const failed = verdict.assertions.some(({ status }) => status === 'fail');
  const { classes: _classes, metrics: _metrics, ...kept } = results;
  return {
    ...kept,
    curves: results.curves.map(({ mistakes: _mistakes, ...curve }) => curve),
    environment: { ...environment, durationMs: 0, computedCells: 0, cachedCells: 0 },
    gallery: [],
    verdict: { ...judged, comparison: null, status: failed ? 'fail' : 'pass' },
  };
}
