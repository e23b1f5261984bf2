import type { CorruptionName, CorruptionSpec } from '../../attackKinds/corruption.js';
import type { ResultCurve, Results } from '../../contract/result.js';
import { corruptions } from '../../corruptions/corruptions.js';
import { accuracyProportion } from '../../metrics/accuracyProportion.js';
import { corruptionRows } from '../../metrics/corruptionRows.js';
import { strengthValues } from '../../metrics/strengthValues.js';
import { type Rate, rateOf } from '../text/rate.js';

/** Accuracy of each model under the corruptions of one source. */
export interface CorruptionTable {
  readonly source: CorruptionSpec['source'];
  /** Over all severities: the mean, its groups, then each corruption. */
  readonly rows: readonly CorruptionTableRow[];
  /** By severity over the corruptions in the mean, for models that have all of them. */
  readonly curves: readonly {
    readonly model: number;
    readonly clean: Rate | null;
    readonly points: readonly { readonly severity: number; readonly accuracy: Rate | null }[];
  }[];
  /** Differences from the published generator, one sentence each. */
  readonly notes: readonly string[];
}

export interface CorruptionTableRow {
  readonly label: string;
  readonly kind: 'mean' | 'group' | 'corruption';
  /** By position of the model in the suite; null if not computed. */
  readonly models: readonly (Rate | null)[];
}

/** One table for each source of corruptions in the suite; empty for a suite without corruptions. */
export function corruptionTables(results: Results): CorruptionTable[] {
  return (['computed', 'published'] as const).flatMap((source) => {
    const attacks = results.attacks.flatMap((attack) =>
      attack.kind === 'corruption' && attack.source === source ? [attack] : [],
    );
    if (attacks.length === 0) return [];
    const names = attacks.map(({ corruption }) => corruption);
    const notes = names.flatMap((name) => {
      const { note, title } = corruptions[name];
      return note === null || source === 'published' ? [] : [`${title}: ${note}.`];
    });
    const rows = [
      ...meanRows(results, source),
      ...attacks.map(({ id, corruption }): CorruptionTableRow => {
        const { title, isExtra } = corruptions[corruption];
        const label = `${title}${isExtra ? ' (extra)' : ''}`;
        return { label, kind: 'corruption', models: ratesOf(results, (curve) => curve.attack === id) };
      }),
    ];
    return [{ source, rows, curves: severityCurves(results, attacks), notes: [...new Set(notes)] }];
  });
}

function meanRows(results: Results, source: CorruptionSpec['source']): CorruptionTableRow[] {
  const means = corruptionRows(results).filter((row) => row.source === source);
  return [...new Set(means.map(({ group }) => group))].map((group) => {
    const own = means.filter((row) => row.group === group);
    const of = counted(own[0]!.corruptions);
    return {
      label: group === 'mean' ? `Mean of ${of}` : `${group[0]!.toUpperCase()}${group.slice(1)}, ${of}`,
      kind: group === 'mean' ? 'mean' : 'group',
      models: results.models.map(({ id }) => {
        const row = own.find(({ model }) => model === id);
        return row === undefined ? null : rateOf(row);
      }),
    };
  });
}

function counted(names: readonly CorruptionName[]): string {
  return names.length === 1 ? '1 corruption' : `${names.length} corruptions`;
}

/** Over all severities of the curves. */
function ratesOf({ models, curves }: Results, isMeant: (curve: ResultCurve) => boolean): (Rate | null)[] {
  return models.map(({ id }) => {
    const curve = curves.find((own) => own.model === id && isMeant(own));
    return curve === undefined ? null : rateOver([curve], () => true);
  });
}

/** Accuracy over the selected points; null if there are none, or if curves are over different numbers of images. */
function rateOver(
  curves: readonly ResultCurve[],
  isMeant: (curve: ResultCurve, point: number) => boolean,
): Rate | null {
  const [first] = curves;
  if (first === undefined || curves.some(({ clean }) => clean.outcomes.length !== first.clean.outcomes.length))
    return null;
  const points = curves.flatMap((curve) => curve.points.filter((_, point) => isMeant(curve, point)));
  if (points.length === 0) return null;
  const hits = first.clean.outcomes.map((_, image) => points.reduce((sum, { outcomes }) => sum + outcomes[image]!, 0));
  return rateOf(accuracyProportion(hits, first.draws * points.length));
}

function severityCurves(
  { models, curves }: Results,
  attacks: readonly (CorruptionSpec & Results['attacks'][number])[],
): CorruptionTable['curves'] {
  const counting = attacks.filter(({ corruption }) => !corruptions[corruption].isExtra);
  const strengths = new Map(counting.map(({ id, strength }) => [id, strengthValues(strength)]));
  const severities = [...new Set([...strengths.values()].flat())].sort((a, b) => a - b);
  return models.flatMap(({ id }, model) => {
    const own = curves.filter((curve) => curve.model === id && strengths.has(curve.attack));
    if (own.length < counting.length || own.length === 0) return [];
    const points = severities.map((severity) => ({
      severity,
      accuracy: rateOver(own, (curve, point) => strengths.get(curve.attack)![point] === severity),
    }));
    return [{ model, clean: rateOf(own[0]!.clean), points }];
  });
}
