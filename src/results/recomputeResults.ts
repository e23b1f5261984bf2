import { UserError } from '../base/errors.js';
import type { Comparison, Results } from '../contract/result.js';
import { partVerdict, withComparison } from '../gate/formVerdict.js';
import { mergeResults } from './mergeResults.js';

/**
 * The same results with every figure that depends on the outcomes recomputed: intervals, gaps, audit, assertions and verdict.
 * Manual edits of these figures in the file are therefore ignored. `name` is the file, for messages. Throws `UserError` for a
 * comparison that contradicts itself.
 */
export function recomputeResults(results: Results, name: string): Results {
  const recomputed = { ...mergeResults([results], { names: [name] }), command: results.command };
  const { comparison, status, notes } = results.verdict;
  // A shard's assertions stay open until all are merged.
  if (status === 'part') return withNotes({ ...recomputed, verdict: partVerdict(recomputed.verdict) }, notes);
  if (comparison === null) return withNotes(recomputed, notes);
  requireConsistent(comparison, name);
  return withComparison(recomputed, comparison);
}

/** The reason why a run was not compared does not follow from its outcomes. */
function withNotes(results: Results, notes: Results['verdict']['notes']): Results {
  return notes === undefined ? results : { ...results, verdict: { ...results.verdict, notes } };
}

function requireConsistent({ rows, status }: Comparison, name: string): void {
  const regressed = rows.some(({ verdict }) => verdict === 'regressed');
  if (!regressed || status === 'fail') return;
  throw new UserError({
    where: `${name} /verdict/comparison/status`,
    expected: 'fail, because a row regressed',
    found: status,
    remedy: 'the file is damaged or was edited: recreate it with eval',
  });
}
