import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Results } from '../contract/result.js';
import { compareResults } from '../gate/compareResults.js';
import { withComparison } from '../gate/formVerdict.js';
import { readResults } from '../results/readResults.js';

/** Where a suite's committed baseline lies unless a flag names another: `baselines/<suite name>.json` beside the suite. */
export function defaultBaseline(suiteFile: string, name: string): string {
  return join(dirname(suiteFile), 'baselines', `${name}.json`);
}

/**
 * Holds results against the baseline that `baseline` names or, without it, the suite's committed one if there is one.
 * A run that left something out is compared only with a baseline that was asked for.
 */
export function gateResults(
  results: Results,
  { suiteFile, baseline }: { readonly suiteFile: string; readonly baseline?: string },
): Results {
  const committed = defaultBaseline(suiteFile, results.suite.name);
  const file = baseline ?? (existsSync(committed) ? committed : undefined);
  const partial = results.partial !== null || results.verdict.reasons.length > 0;
  if (file === undefined || (partial && baseline === undefined)) return results;
  const comparison = compareResults(readResults(file), results, { baselineName: relative(process.cwd(), file) });
  return withComparison(results, comparison);
}
