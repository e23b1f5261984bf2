import type { Comparison, ComparisonRow, ComparisonVerdict, Results } from '../../contract/result.js';
import { count } from '../text/numberText.js';
import { printable } from '../text/printable.js';

/** A row of the comparison with display names. */
export interface ComparisonLine extends Omit<ComparisonRow, 'model' | 'attack'> {
  readonly model: string;
  readonly modelId: string;
  /** null: clean accuracy. */
  readonly attack: string | null;
  /** e.g. `fgsm at 33 dB`, `no attack`. */
  readonly where: string;
}

/** The comparison with a baseline. */
export interface ComparisonSummary {
  readonly baseline: string;
  readonly status: Comparison['status'];
  readonly notes: readonly string[];
  readonly counts: Readonly<Record<ComparisonVerdict, number>>;
  /** Worst first: regressed, inconclusive, improved, within noise; each in the order of the suite. */
  readonly lines: readonly ComparisonLine[];
}

/** Verdicts of a comparison, worst first. */
export const verdictOrder: readonly ComparisonVerdict[] = ['regressed', 'inconclusive', 'improved', 'within noise'];

/** null if the run was not compared. */
export function comparisonSummary({ verdict, models }: Pick<Results, 'verdict' | 'models'>): ComparisonSummary | null {
  const comparison = verdict.comparison;
  if (!comparison) return null;
  const lines = comparison.rows.map((row): ComparisonLine => {
    const attack = row.attack === null ? null : printable(row.attack);
    return {
      ...row,
      modelId: printable(row.model),
      model: printable(models.find(({ id }) => id === row.model)?.label ?? row.model),
      attack,
      where: attack === null ? 'no attack' : `${attack} at ${printable(row.point)}`,
    };
  });
  const of = (wanted: ComparisonVerdict) => lines.filter((line) => line.verdict === wanted);
  return {
    baseline: printable(comparison.baseline),
    status: comparison.status,
    notes: comparison.notes.map(printable),
    counts: countVerdicts(lines),
    lines: verdictOrder.flatMap(of),
  };
}

/** The number of each verdict. */
export function countVerdicts(lines: readonly Pick<ComparisonLine, 'verdict'>[]): ComparisonSummary['counts'] {
  const of = (wanted: ComparisonVerdict) => lines.filter(({ verdict }) => verdict === wanted).length;
  return {
    regressed: of('regressed'),
    inconclusive: of('inconclusive'),
    improved: of('improved'),
    'within noise': of('within noise'),
  };
}

/** `1 regressed, 2 improved, 49 within noise`; verdicts with count 0 are left out. */
export function verdictCounts({ counts }: Pick<ComparisonSummary, 'counts'>): string {
  const named = verdictOrder
    .filter((verdict) => counts[verdict] > 0)
    .map((verdict) => `${count(counts[verdict])} ${verdict}`);
  return named.length === 0 ? 'nothing to compare' : named.join(', ');
}

/** States that p-values are corrected for all comparisons and intervals are not. */
export function correctionText({ lines }: Pick<ComparisonSummary, 'lines'>): string {
  return `p-values with Holm correction over ${count(lines.length)} comparisons; 95 % intervals uncorrected`;
}

/** A verdict; if inconclusive, also the smallest drop that its images could detect. */
export function verdictText({ verdict, provableDrop, images }: ComparisonLine): string {
  if (verdict !== 'inconclusive' || provableDrop === undefined) return verdict;
  const fall = provableDrop === null ? 'no fall' : `no drop below ${(100 * provableDrop).toFixed(1)} points`;
  return `${verdict} (${fall} can be detected on ${images} images)`;
}
