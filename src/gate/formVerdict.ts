import type { AssertionOutcome, Comparison, Results, Verdict } from '../contract/result.js';
import { describeAssertion } from './describeAssertion.js';

export interface VerdictParts {
  readonly assertions: readonly AssertionOutcome[];
  readonly comparison: Comparison | null;
  /** What is missing from the run; assertions that match nothing are added to it. */
  readonly missing: readonly string[];
}

/** The run's verdict: incomplete if anything is missing, as the figures are then not the run's; else fail if anything failed. */
export function formVerdict({ assertions, comparison, missing }: VerdictParts): Verdict {
  const unmatched = assertions
    .filter(({ status }) => status === 'unmatched')
    .map(({ assertion }) => `nothing matches the assertion: ${describeAssertion(assertion)}`);
  const reasons = [...new Set([...missing, ...unmatched])];
  const failed = assertions.some(({ status }) => status === 'fail') || comparison?.status === 'fail';
  return { status: reasons.length > 0 ? 'incomplete' : failed ? 'fail' : 'pass', assertions, comparison, reasons };
}

/** The same results with a comparison against a baseline in their verdict. */
export function withComparison(results: Results, comparison: Comparison): Results {
  const { assertions, reasons } = results.verdict;
  return { ...results, verdict: formVerdict({ assertions, comparison, missing: reasons }) };
}
