import type { Results } from '../../contract/result.js';
import { counted } from '../text/numberText.js';
import { printable } from '../text/printable.js';
import type { AssertionRow } from './assertionRows.js';
import { type ComparisonSummary, verdictCounts } from './comparisonSummary.js';

/** The inputs of a headline. */
interface Judgements {
  readonly assertions: readonly AssertionRow[];
  readonly comparison: ComparisonSummary | null;
}

/**
 * The basis of the verdict in one line, missing parts first: `not compared with a baseline: --limit excluded part of the suite; 3
 * of 4 assertions hold`.
 */
export function headline({ verdict, partial }: Pick<Results, 'verdict' | 'partial'>, judgements: Judgements): string {
  const { assertions, comparison } = judgements;
  const parts = (verdict.notes ?? []).map(printable);
  if (verdict.status === 'part') parts.unshift(`shard ${printable(partial?.shard ?? '')} is complete`);
  else if (assertions.length > 0) parts.push(heldText(assertions));
  if (comparison) parts.push(`against the baseline: ${verdictCounts(comparison)}`);
  if (parts.length === 0) return 'The suite has no assertions, and no baseline was compared';
  return assertions.length === 0 && comparison === null && verdict.status !== 'part'
    ? `${parts.join('; ')}; the suite has no assertions`
    : parts.join('; ');
}

function heldText(assertions: readonly AssertionRow[]): string {
  const held = assertions.filter(({ status }) => status === 'pass').length;
  return held === assertions.length
    ? `${counted(held, 'assertion')} ${held === 1 ? 'holds' : 'hold'}`
    : `${held} of ${counted(assertions.length, 'assertion')} ${held === 1 || assertions.length === 1 ? 'holds' : 'hold'}`;
}
