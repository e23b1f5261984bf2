import { doubtsGradient } from '../../contract/gradientDoubts.js';
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
 * The basis of the verdict in one line. What fails comes first, then what was not judged, then what holds: `not compared with a
 * baseline: --limit excluded part of the suite; 3 assertions hold`.
 */
export function headline(
  { verdict, partial, models, audit }: Pick<Results, 'verdict' | 'partial' | 'models' | 'audit'>,
  { assertions, comparison }: Judgements,
): string {
  const isPart = verdict.status === 'part';
  const judged = [
    ...(assertions.length > 0 && !isPart
      ? [{ text: heldText(assertions), fails: assertions.some(({ status }) => status !== 'pass') }]
      : []),
    ...(comparison
      ? [{ text: `against the baseline: ${verdictCounts(comparison)}`, fails: comparison.counts.regressed > 0 }]
      : []),
  ];
  const textsOf = (fails: boolean) => judged.filter((part) => part.fails === fails).map(({ text }) => text);
  const parts = [
    ...(isPart ? [`shard ${printable(partial?.shard ?? '')} is complete`] : []),
    ...textsOf(true),
    ...(verdict.notes ?? []).map(printable),
    ...doubtText(models, audit),
    ...textsOf(false),
  ];
  if (parts.length === 0) return 'The suite has no assertions, and no baseline was compared';
  return assertions.length === 0 && comparison === null && !isPart
    ? `${parts.join('; ')}; the suite has no assertions`
    : parts.join('; ');
}

/** Models on which gradient attacks may be too weak, so that their robustness may be overstated. */
function doubtText(models: Results['models'], audit: Results['audit']): string[] {
  const vanishing = (audit?.checks ?? []).filter(
    ({ check, findings }) => check === 'zeroGradient' && findings.some(({ warning }) => warning),
  );
  const isDoubted = ({ id, reading }: Results['models'][number]) =>
    (reading !== undefined && doubtsGradient(reading)) || vanishing.some(({ model }) => model === id);
  const doubted = models.filter(isDoubted);
  if (doubted.length === 0) return [];
  const named = doubted.map(({ label }) => printable(label)).join(', ');
  const where = vanishing.length === 0 ? 'the notes on models' : 'the notes on models and the audit';
  return [`gradient attacks may be too weak on ${named}: see ${where}`];
}

function heldText(assertions: readonly AssertionRow[]): string {
  const held = assertions.filter(({ status }) => status === 'pass').length;
  return held === assertions.length
    ? `${counted(held, 'assertion')} ${held === 1 ? 'holds' : 'hold'}`
    : `${held} of ${counted(assertions.length, 'assertion')} ${held === 1 || assertions.length === 1 ? 'holds' : 'hold'}`;
}
