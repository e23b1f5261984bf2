import type { AssertionOutcome, Comparison, Results, Verdict } from '../contract/result.js';
import { type AssertionSpec, defaultGate } from '../contract/suite.js';
import { describeAssertion } from './describeAssertion.js';
import { inconclusiveNote } from './inconclusiveNote.js';

export interface VerdictParts {
  readonly assertions: readonly AssertionOutcome[];
  readonly comparison: Comparison | null;
  /** The missing parts of the run; assertions without a match are added. */
  readonly missing: readonly string[];
  /** Notes to show before the status. */
  readonly notes?: readonly string[];
  /** Forces a failure, e.g. if a required baseline is missing. */
  readonly fails?: boolean;
}

/** The run's verdict: incomplete if anything is missing; else fail if anything failed. */
export function formVerdict({ assertions, comparison, missing, notes = [], fails = false }: VerdictParts): Verdict {
  const unmatched = assertions
    .filter(({ status }) => status === 'unmatched')
    .map(({ assertion }) => `${unmatchedWords(assertion)} the assertion: ${describeAssertion(assertion)}`);
  const reasons = [...new Set([...missing, ...unmatched])];
  const failed = fails || assertions.some(({ status }) => status === 'fail') || comparison?.status === 'fail';
  const status = reasons.length > 0 ? 'incomplete' : failed ? 'fail' : 'pass';
  return { status, assertions, comparison, reasons, ...(notes.length === 0 ? {} : { notes }) };
}

function unmatchedWords({ comparedWith }: AssertionSpec): string {
  if (comparedWith === undefined) return 'nothing matches';
  return `nothing matches, or ${comparedWith} lacks a figure to compare with, in`;
}

/** The same results with a baseline comparison in their verdict. */
export function withComparison(results: Results, comparison: Comparison): Results {
  const { assertions, reasons } = results.verdict;
  const { onInconclusive } = results.gate ?? defaultGate;
  const note = onInconclusive === 'pass' ? null : inconclusiveNote(comparison);
  return {
    ...results,
    verdict: formVerdict({ assertions, comparison, missing: reasons, notes: note === null ? [] : [note] }),
  };
}

/** How notes and reasons about a missing comparison begin. */
export const notComparedWords = 'not compared with';

/** Why results are not compared with a baseline; `isMissing` if there is none. */
export interface NotCompared {
  readonly why: string;
  readonly isMissing: boolean;
}

/** The same results with a verdict that says they were not compared; fails if the gate requires a missing baseline. */
export function withoutComparison(results: Results, { why, isMissing }: NotCompared): Results {
  const { assertions, reasons, status } = results.verdict;
  const { onMissingBaseline } = results.gate ?? defaultGate;
  if (isMissing && onMissingBaseline === 'pass') return results;
  const notes = [`${notComparedWords} a baseline: ${why}`];
  if (status === 'part') return { ...results, verdict: { ...results.verdict, notes } };
  const fails = isMissing && onMissingBaseline === 'fail';
  return { ...results, verdict: formVerdict({ assertions, comparison: null, missing: reasons, notes, fails }) };
}

/** The same results with a verdict that says why their comparison with a baseline was refused: the run is incomplete. */
export function withRefusedComparison(results: Results, why: string): Results {
  const { assertions, reasons } = results.verdict;
  const missing = [...reasons, `${notComparedWords} the baseline: ${why}`];
  return { ...results, verdict: formVerdict({ assertions, comparison: null, missing }) };
}

/** The verdict of a completed shard, which is judged only after merging. */
export function partVerdict({ assertions }: Verdict): Verdict {
  const open = assertions.map(({ assertion }) => ({ assertion, status: 'open' as const, matches: [] }));
  return { status: 'part', assertions: open, comparison: null, reasons: [] };
}
