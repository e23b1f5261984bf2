import type { Comparison, ComparisonRow, ResultCell, Results } from '../contract/result.js';
import { pointLabel } from '../metrics/pointLabel.js';
import { type CellOutcomes, unpackCell } from '../metrics/unpackCell.js';
import { compareOutcomes } from './compareOutcomes.js';
import { judgeRows } from './judgeRows.js';
import { requireAlike } from './requireAlike.js';

export interface CompareOptions {
  /** Family-wise error rate over all rows; 0.05. */
  readonly alpha?: number;
  /** Least change of accuracy that counts as one; 0.01. */
  readonly minEffect?: number;
  /** What to call the baseline: its file, relative to the working folder. */
  readonly baselineName?: string;
}

/**
 * Holds a run against a baseline image by image: the clean accuracy of each model, and each point of each curve. Fails if
 * any row has regressed. Throws `UserError` for runs that are not alike.
 */
export function compareResults(
  baseline: Results,
  current: Results,
  { alpha = 0.05, minEffect = 0.01, baselineName = 'the baseline' }: CompareOptions = {},
): Comparison {
  requireAlike(baseline, current, baselineName);
  const seen = new Set<string>();
  const rows = current.cells.flatMap((cell) => {
    const before = baseline.cells.find(({ model, attack }) => model === cell.model && attack === cell.attack)!;
    const pair = {
      before: { cell: before, outcomes: unpackCell(before, baselineName) },
      now: { cell, outcomes: unpackCell(cell, 'the current results') },
    };
    const isFirst = !seen.has(cell.model);
    seen.add(cell.model);
    return [...(isFirst ? [cleanRow(pair)] : []), ...pointRows(pair, current)];
  });
  const judged = judgeRows(rows, { alpha, minEffect });
  const status = judged.some(({ verdict }) => verdict === 'regressed') ? 'fail' : 'pass';
  return { baseline: baselineName, rows: judged, status, notes: notesOn(baseline, current) };
}

type RawRow = Omit<ComparisonRow, 'adjustedPValue' | 'verdict'>;

interface Side {
  readonly cell: ResultCell;
  readonly outcomes: CellOutcomes;
}

interface Pair {
  readonly before: Side;
  readonly now: Side;
}

function cleanRow({ before, now }: Pair): RawRow {
  const hitsOf = ({ cell, outcomes }: Side) => ({ hits: outcomes.clean, draws: cell.draws });
  const compared = compareOutcomes(now.outcomes.images, hitsOf(before), hitsOf(now));
  return { model: now.cell.model, attack: null, point: 'clean', ...compared };
}

function pointRows({ before, now }: Pair, { attacks }: Results): RawRow[] {
  const { model, attack } = now.cell;
  const { strength } = attacks.find(({ id }) => id === attack)!;
  return now.cell.points.map((_, point) => {
    const hitsOf = ({ cell, outcomes }: Side) => ({ hits: outcomes.points[point]!, draws: cell.draws });
    const compared = compareOutcomes(now.outcomes.images, hitsOf(before), hitsOf(now));
    return { model, attack, point: pointLabel(strength, point), ...compared };
  });
}

/** What differs and may, but ought to be known by who reads the comparison. */
function notesOn(baseline: Results, current: Results): string[] {
  const before = baseline.environment;
  const now = current.environment;
  const engine = ({ backend, simd }: typeof before) => `${backend} (${simd})`;
  const changed = current.models.filter(
    ({ id, sha256 }) => baseline.models.find((model) => model.id === id)!.sha256 !== sha256,
  );
  return [
    engine(before) === engine(now)
      ? []
      : [`the baseline was computed by ${engine(before)}, this run by ${engine(now)}`],
    before.numerics === now.numerics ? [] : ['the code that determines numbers has changed since the baseline'],
    changed.length === 0
      ? []
      : [`weights or topology have changed since the baseline: ${changed.map(({ id }) => id).join(', ')}`],
  ].flat();
}
