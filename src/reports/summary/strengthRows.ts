import type { Interval, ResultGap, Results } from '../../contract/result.js';
import { computeGaps } from '../../metrics/computeGaps.js';
import { attackTitle } from '../describeAttack.js';
import { decibels } from '../text/numberText.js';
import { printable } from '../text/printable.js';
import { type GapRow, gapRows } from './gapRows.js';

/** Relative accuracy of each model under an attack at the reference SNR, as reached after clipping. */
export interface StrengthRow {
  /** e.g. `PGD (pgd-eot), EOT 5`. */
  readonly label: string;
  /** The requested and the reached SNR: `9 dB asked, 10.2 to 10.6 dB reached`; null if the sweep has another axis. */
  readonly asked: string | null;
  /** By position of the model in the suite; null without a figure. */
  readonly models: readonly (StrengthFigure | null)[];
}

/** Relative accuracy of a model and its gap reduction against the reference model, each with a 95 % interval. */
export interface StrengthFigure extends Pick<GapRow, 'reduction' | 'reductionInterval' | 'isReference'> {
  readonly relativeAccuracy: number;
  readonly interval: Interval;
  /** If the sweep does not reach the reference SNR: the SNR reached by the point that requested it. */
  readonly snrDb: number | null;
}

/** All attacks that reach or requested the reference SNR, in suite order; empty with fewer than two. */
export function strengthRows(results: Results): StrengthRow[] {
  const { reference, gaps, attacks, evaluation } = results;
  if (!reference) return [];
  const isAsked = gaps.some(({ method }) => method === 'point');
  const reached = isAsked
    ? computeGaps(results.curves, { attacks, reference, seed: evaluation.seed, axis: 'reached' })
    : gaps;
  const rows = attacks.flatMap((attack) => {
    const own = gapRows(results, attack.id);
    if (own.length === 0) return [];
    const draws = 'eot' in attack && attack.eot > 1 ? `, EOT ${attack.eot}` : '';
    const asked = own.flatMap((gap) => reachedByAsking(results, attack.id, gap) ?? []);
    const models = results.models.map(({ id }, position) => {
      const gap = own.find(({ model }) => model === position);
      if (gap === undefined) return null;
      const there = reached.find((other) => other.model === id && other.attack === attack.id);
      if (there !== undefined) return figureOf(there, { isReference: gap.isReference, snrDb: null });
      return figureOf(gap, { isReference: gap.isReference, snrDb: reachedByAsking(results, attack.id, gap) });
    });
    const label = printable(`${attackTitle(attack)}${draws}`);
    return [{ label, asked: asked.length === 0 ? null : askedText(reference.snrDb, asked), models }];
  });
  return rows.length < 2 ? [] : rows;
}

/** Mean SNR after clipping of the point that requested the gap's SNR; null without such a point. */
function reachedByAsking(results: Results, attack: string, { model, snrDb, method }: GapRow): number | null {
  if (method !== 'point') return null;
  const strength = results.attacks.find(({ id }) => id === attack)!.strength;
  const curve = results.curves.find((own) => own.attack === attack && own.model === results.models[model]!.id);
  return strength.kind === 'snrDb' ? (curve?.points[strength.snrDb.indexOf(snrDb)]?.snrDb.mean ?? null) : null;
}

function askedText(snrDb: number, reached: readonly number[]): string {
  const [low, high] = [Math.min(...reached), Math.max(...reached)].map(decibels) as [string, string];
  return `${decibels(snrDb)} asked, ${low === high ? low : `${low.replace(' dB', '')} to ${high}`} reached`;
}

function figureOf(
  { relativeAccuracy, gapInterval, reduction, reductionInterval }: Omit<ResultGap, 'model' | 'attack'>,
  { isReference, snrDb }: Pick<StrengthFigure, 'isReference' | 'snrDb'>,
): StrengthFigure {
  const interval: Interval = [1 - gapInterval[1], 1 - gapInterval[0]];
  return { relativeAccuracy, interval, reduction, reductionInterval, isReference, snrDb };
}
