import { counted } from '../text/numberText.js';
import type { AssertionRow } from './assertionRows.js';
import { type ComparisonSummary, verdictCounts } from './comparisonSummary.js';

/** What the verdict rests on, in one line: `3 of 4 assertions hold; against suites/baselines/x.json: 49 within noise`. */
export function headline(assertions: readonly AssertionRow[], comparison: ComparisonSummary | null): string {
  const parts: string[] = [];
  if (assertions.length > 0) {
    const held = assertions.filter(({ status }) => status === 'pass').length;
    parts.push(
      held === assertions.length
        ? `${counted(held, 'assertion')} ${held === 1 ? 'holds' : 'hold'}`
        : `${held} of ${counted(assertions.length, 'assertion')} ${held === 1 || assertions.length === 1 ? 'holds' : 'hold'}`,
    );
  }
  if (comparison) parts.push(`against the baseline: ${verdictCounts(comparison)}`);
  return parts.length === 0 ? 'The suite asserts nothing, and no baseline was compared' : parts.join('; ');
}
