import { timeName } from '../../contract/analogTime.js';
import type { Proportion, Results } from '../../contract/result.js';
import { type AnalogGroup, analogAccuracy, analogGroups } from '../../metrics/analogRows.js';
import { pointLabel } from '../../metrics/pointLabel.js';
import { attackTitle } from '../describeAttack.js';
import { printable } from '../text/printable.js';
import { type Rate, rateOf } from '../text/rate.js';
import { fileSlugs } from './fileSlugs.js';
import { type SeriesStyle, seriesStyle } from './seriesStyle.js';

/** Accuracy of models on analog hardware against time, without attack or under one. */
export interface AnalogTable {
  /** Part of file names, unique in the suite. */
  readonly slug: string;
  readonly title: string;
  readonly times: readonly { readonly seconds: number; readonly label: string }[];
  readonly rows: readonly AnalogRow[];
}

export interface AnalogRow {
  readonly label: string;
  /** Position of its first model in the suite. */
  readonly model: number;
  readonly style: SeriesStyle;
  readonly chips: number;
  /** By time; null where it was not evaluated. */
  readonly rates: readonly (Rate | null)[];
  /** Of the same network, digital; null if the suite has none. */
  readonly digital: Rate | null;
}

/** The accuracy without attack, then each point of each attack; empty without analog models. */
export function analogTables(results: Results): AnalogTable[] {
  const groups = analogGroups(results);
  const [first] = results.attacks;
  if (groups.length === 0 || first === undefined) return [];
  const clean = results.attacks.map(({ id }) => tableOf(results, groups, { attack: id, point: null }));
  const best = clean.reduce((most, table) => (filled(table) > filled(most) ? table : most));
  const slugs = fileSlugs(results.attacks.map(({ id }) => id));
  const attacked = results.attacks.flatMap((attack, index) =>
    pointsOf(results, attack.id).map((point) => ({
      slug: point === 0 ? slugs[index]! : `${slugs[index]!}-${point + 1}`,
      title: printable(`${attackTitle(attack)} at ${pointLabel(attack.strength, point)}`),
      ...tableOf(results, groups, { attack: attack.id, point }),
    })),
  );
  return [{ slug: 'no-attack', title: 'Without attack', ...best }, ...attacked].filter((table) => filled(table) > 0);
}

type Figures = Pick<AnalogTable, 'times' | 'rows'>;

function filled({ rows }: Figures): number {
  return rows.flatMap(({ rates }) => rates).filter((rate) => rate !== null).length;
}

function pointsOf({ curves }: Results, attack: string): number[] {
  const curve = curves.find((own) => own.attack === attack);
  return curve === undefined ? [] : [...curve.points.keys()];
}

function tableOf(
  results: Results,
  groups: readonly AnalogGroup[],
  place: { readonly attack: string; readonly point: number | null },
): Figures {
  const times = [...new Set(groups.flatMap((group) => group.times))].sort((a, b) => a - b);
  const rate = (proportion: Proportion | null) => (proportion === null ? null : rateOf(proportion));
  return {
    times: times.map((seconds) => ({ seconds, label: timeName(seconds) })),
    rows: groups.map((group, position) => ({
      label: printable(group.label),
      model: group.members[0]!,
      style: seriesStyle(position),
      chips: group.chips.length,
      rates: times.map((time) => rate(analogAccuracy(results, group, { ...place, time }))),
      digital: digitalRate(results, group, place),
    })),
  };
}

function digitalRate(
  { models, curves }: Results,
  { digital }: AnalogGroup,
  { attack, point }: { readonly attack: string; readonly point: number | null },
): Rate | null {
  if (digital === null) return null;
  const curve = curves.find((own) => own.model === models[digital]!.id && own.attack === attack);
  if (curve === undefined) return null;
  return rateOf(point === null ? curve.clean : curve.points[point]!);
}
