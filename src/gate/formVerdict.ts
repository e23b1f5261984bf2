import type { AssertionOutcome, Comparison, Results, Verdict } from '../contract/result.js';
import { defaultGate } from '../contract/suite.js';
import { describeAssertion } from './describeAssertion.js';
import { inconclusiveNote } from './inconclusiveNote.js';

export interface VerdictParts {
  readonly assertions: readonly AssertionOutcome[];
  readonly comparison: Comparison | null;
  /** What is missing from the run; assertions that match nothing are added to it. */
  readonly missing: readonly string[];
  /** What has to be known before the status. */
  readonly notes?: readonly string[];
  /** Fails whatever else holds, as where a baseline that has to be there is not. */
  readonly fails?: boolean;
}

/** The run's verdict: incomplete if anything is missing, as the figures are then not the run's; else fail if anything failed. */
export function formVerdict({ assertions, comparison, missing, notes = [], fails = false }: VerdictParts): Verdict {
  const unmatched = assertions
    .filter(({ status }) => status === 'unmatched')
    .map(({ assertion }) => `nothing matches the assertion: ${describeAssertion(assertion)}`);
  const reasons = [...new Set([...missing, ...unmatched])];
  const failed = fails || assertions.some(({ status }) => status === 'fail') || comparison?.status === 'fail';
  const status = reasons.length > 0 ? 'incomplete' : failed ? 'fail' : 'pass';
  return { status, assertions, comparison, reasons, ...(notes.length === 0 ? {} : { notes }) };
}

/** The same results with a comparison against a baseline in their verdict. */
export function withComparison(results: Results, comparison: Comparison): Results {
  const { assertions, reasons } = results.verdict;
  const { onInconclusive } = results.gate ?? defaultGate;
  const note = onInconclusive === 'pass' ? null : inconclusiveNote(comparison);
  return {
    ...results,
    verdict: formVerdict({ assertions, comparison, missing: reasons, notes: note === null ? [] : [note] }),
  };
}

/** Why results are held against no baseline; `isMissing` if only because there is none. */
export interface NotCompared {
  readonly why: string;
  readonly isMissing: boolean;
}

/** The same results with a verdict that says they were not compared; fails where the gate wants a baseline that is missing. */
export function withoutComparison(results: Results, { why, isMissing }: NotCompared): Results {
  const { assertions, reasons, status } = results.verdict;
  const { onMissingBaseline } = results.gate ?? defaultGate;
  if (isMissing && onMissingBaseline === 'pass') return results;
  const notes = [`not compared with a baseline: ${why}`];
  if (status === 'part') return { ...results, verdict: { ...results.verdict, notes } };
  const fails = isMissing && onMissingBaseline === 'fail';
  return { ...results, verdict: formVerdict({ assertions, comparison: null, missing: reasons, notes, fails }) };
}

/** The verdict of a shard that did its part: nothing is judged before the shards are merged. */
export function partVerdict({ assertions }: Verdict): Verdict {
  const open = assertions.map(({ assertion }) => ({ assertion, status: 'open' as const, matches: [] }));
  return { status: 'part', assertions: open, comparison: null, reasons: [] };
}
