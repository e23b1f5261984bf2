import type { Interval, Results } from '../../contract/result.js';
import { attackTitle } from '../describeAttack.js';
import { printable } from '../text/printable.js';
import { type GapRow, gapRows } from './gapRows.js';

/** What an attack leaves of each model at the reference SNR. */
export interface StrengthRow {
  /** e.g. `PGD (pgd-eot), EOT 5`. */
  readonly label: string;
  /** By position of the model in the suite; null where the sweep does not reach the SNR. */
  readonly models: readonly (StrengthFigure | null)[];
}

/** Relative accuracy of a model and its gap reduction against the reference model, each with a 95 % interval. */
export interface StrengthFigure extends Pick<GapRow, 'reduction' | 'reductionInterval' | 'isReference'> {
  readonly relativeAccuracy: number;
  readonly interval: Interval;
}

/** All attacks that reach the reference SNR side by side, in the order of the suite; empty with fewer than two. */
export function strengthRows(results: Results): StrengthRow[] {
  const rows = results.attacks.flatMap((attack) => {
    const gaps = gapRows(results, attack.id);
    if (gaps.length === 0) return [];
    const draws = 'eot' in attack && attack.eot > 1 ? `, EOT ${attack.eot}` : '';
    const models = results.models.map((_, position) => {
      const gap = gaps.find(({ model }) => model === position);
      return gap === undefined ? null : figureOf(gap);
    });
    return [{ label: printable(`${attackTitle(attack)}${draws}`), models }];
  });
  return rows.length < 2 ? [] : rows;
}

function figureOf({
  relativeAccuracy,
  gapInterval,
  reduction,
  reductionInterval,
  isReference,
}: GapRow): StrengthFigure {
  const interval: Interval = [1 - gapInterval[1], 1 - gapInterval[0]];
  return { relativeAccuracy, interval, reduction, reductionInterval, isReference };
}
