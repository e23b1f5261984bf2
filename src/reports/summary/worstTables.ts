import type { Results, ResultWorst } from '../../contract/result.js';
import { worstLabel } from '../../metrics/worstLabel.js';
import { worstRows } from '../../metrics/worstRows.js';
import { type Rate, rateOf } from '../text/rate.js';

/** Accuracy under the worst attack for each image, over the attacks of one axis. */
export interface WorstTable {
  /** Description of the strengths, e.g. `epsilons of the norm linf`. */
  readonly axis: string;
  readonly sweep: 'snrDb' | 'epsilons';
  /** One for each model that has any, all with the same points. */
  readonly curves: readonly { readonly model: number; readonly points: readonly WorstTablePoint[] }[];
}

export interface WorstTablePoint {
  readonly label: string;
  /** Epsilon; meaningless in a sweep over SNRs. */
  readonly epsilon: number;
  /** Number of attacks with this strength; 0 if fewer than two of them were computed. */
  readonly attacks: number;
  readonly accuracy: Rate | null;
  readonly relative: Rate | null;
}

/** Strengths that attacks share, e.g. `epsilons of the norm linf`. */
export function axisText({ axis, bound }: Pick<ResultWorst, 'axis' | 'bound'>): string {
  return axis === 'snrDb' ? `SNRs (${bound})` : `epsilons ${bound}`;
}

/** One table for each axis that at least two attacks share, in suite order. */
export function worstTables(results: Results): WorstTable[] {
  const all = worstRows(results);
  const axes = new Map(all.map((row) => [`${row.axis} ${row.bound}`, row]));
  return [...axes.values()].map(({ axis, bound }) => {
    const rows = all.filter((row) => row.axis === axis && row.bound === bound);
    const values = [...new Set(rows.map(({ value }) => value))];
    const curves = results.models.flatMap(({ id }, model) => {
      const own = rows.filter((row) => row.model === id);
      const points = values.map((value) =>
        pointOf(
          { axis, value },
          own.find((row) => row.value === value),
        ),
      );
      return own.length === 0 ? [] : [{ model, points }];
    });
    return { axis: axisText({ axis, bound }), sweep: axis === 'snrDb' ? 'snrDb' : 'epsilons', curves };
  });
}

function pointOf(strength: Pick<ResultWorst, 'axis' | 'value'>, row: ResultWorst | undefined): WorstTablePoint {
  return {
    label: worstLabel(strength),
    epsilon: strength.value,
    attacks: row?.attacks.length ?? 0,
    accuracy: row === undefined ? null : rateOf(row),
    relative: row === undefined ? null : rateOf(row.relative),
  };
}
