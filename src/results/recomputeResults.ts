import { UserError } from '../base/errors.js';
import type { Comparison, Results } from '../contract/result.js';
import { notComparedWords, partVerdict, withComparison } from '../gate/formVerdict.js';
import { mergeResults } from './mergeResults.js';

/**
 * The same results with every figure that depends on the outcomes recomputed: intervals, gaps, audit, assertions and verdict.
 * Manual edits of these figures in the file are therefore ignored. `name` is the file, for messages. Throws `UserError` for a
 * comparison that contradicts itself.
 */
export function recomputeResults(results: Results, name: string): Results {
  const recomputed = { ...mergeResults([results], { names: [name] }), command: results.command };
  const { comparison, status } = results.verdict;
  // A shard's assertions stay open until all are merged.
  if (status === 'part') return withNotes({ ...recomputed, verdict: partVerdict(recomputed.verdict) }, results.verdict);
  if (comparison === null) return withNotes(recomputed, results.verdict);
  requireConsistent(comparison, name);
  return withComparison(recomputed, comparison);
}

/** Why a run was not compared, and whether that fails it, does not follow from its outcomes. */
function withNotes(results: Results, { notes, status, reasons }: Results['verdict']): Results {
  const { verdict } = results;
  const refused = reasons.filter((reason) => reason.startsWith(notComparedWords) && !verdict.reasons.includes(reason));
  const failed = notes?.some((note) => note.startsWith(notComparedWords)) && status === 'fail';
  return {
    ...results,
    verdict: {
      ...verdict,
      ...(notes === undefined ? {} : { notes }),
      ...(failed && verdict.status === 'pass' ? { status } : {}),
      ...(refused.length === 0 ? {} : { status: 'incomplete', reasons: [...verdict.reasons, ...refused] }),
    },
  };
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
