import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Results } from '../contract/result.js';
import { compareResults } from '../gate/compareResults.js';
import { withComparison, withoutComparison } from '../gate/formVerdict.js';
import { readResults } from '../results/readResults.js';

/** Default path of a suite's committed baseline: `baselines/<suite name>.json` next to the suite. */
export function defaultBaseline(suiteFile: string, name: string): string {
  return join(dirname(suiteFile), 'baselines', `${name}.json`);
}

/** Results to compare with, and the name of their file. */
export interface NamedBaseline {
  readonly name: string;
  readonly results: Results;
}

/** Reads a baseline. Throws `UserError` if the file is not one. */
export function readBaseline(file: string): NamedBaseline {
  return { name: relative(process.cwd(), file), results: readResults(file) };
}

/**
 * Compares results with `baseline` or, without it, with the suite's committed baseline. A partial run is compared only with an
 * explicit baseline; if a run is not compared, its verdict says why.
 */
export function gateResults(
  results: Results,
  { suiteFile, baseline }: { readonly suiteFile: string; readonly baseline: NamedBaseline | undefined },
): Results {
  const committed = defaultBaseline(suiteFile, results.suite.name);
  const why = results.verdict.status === 'part' ? 'shards are judged when they are merged' : leftOut(results);
  if (why !== null && (baseline === undefined || results.verdict.status === 'part'))
    return withoutComparison(results, { why, isMissing: false });
  if (baseline === undefined && !existsSync(committed)) {
    const missing = `there is no ${relative(process.cwd(), committed)} (eval --update-baseline makes it)`;
    return withoutComparison(results, { why: missing, isMissing: true });
  }
  const { name, results: before } = baseline ?? readBaseline(committed);
  return withComparison(results, compareResults(before, results, { baselineName: name }));
}

/** What is missing from a partial run; null for a complete run. */
function leftOut({ partial, verdict }: Results): string | null {
  const flags = Object.keys(partial ?? {}).map((name) => `--${name}`);
  if (flags.length > 0) return `${flags.join(' and ')} excluded part of the suite`;
  return verdict.reasons.length > 0 ? 'the run is incomplete' : null;
}
