import type { ComparisonLine, ComparisonSummary } from '../summary/comparisonSummary.js';

/** The largest significant change of a model under an attack; `line` is null where every point is within noise or undecided. */
export interface MatrixCell {
  readonly line: ComparisonLine | null;
  /** Points with this verdict. */
  readonly regressed: number;
  readonly improved: number;
  readonly inconclusive: number;
}

/** Models x attacks (null: without attack) of a comparison. */
export interface ChangeMatrix {
  readonly attacks: readonly (string | null)[];
  readonly rows: readonly { readonly model: string; readonly cells: readonly (MatrixCell | null)[] }[];
}

/** Summarises the rows of a comparison by model and attack, in the order of the run. */
export function changeMatrix({ lines }: ComparisonSummary, models: readonly string[]): ChangeMatrix {
  const attacks = [...new Set(lines.map(({ attack }) => attack))].sort(
    (a, b) => Number(a !== null) - Number(b !== null),
  );
  return {
    attacks,
    rows: models.map((model) => ({
      model,
      cells: attacks.map((attack) => cellOf(lines.filter((line) => line.model === model && line.attack === attack))),
    })),
  };
}

function cellOf(lines: readonly ComparisonLine[]): MatrixCell | null {
  if (lines.length === 0) return null;
  const of = (wanted: ComparisonLine['verdict']) => lines.filter(({ verdict }) => verdict === wanted);
  const [regressed, improved] = [of('regressed'), of('improved')];
  const [line = null] = (regressed.length > 0 ? regressed : improved).toSorted(
    (a, b) => Math.abs(b.difference) - Math.abs(a.difference),
  );
  return {
    line,
    regressed: regressed.length,
    improved: improved.length,
    inconclusive: of('inconclusive').length,
  };
}
