import type { AttackSummary, Summary } from '../summary/summary.js';
import { percent } from '../text/numberText.js';
import { type Rate, rateWithCounts } from '../text/rate.js';
import type { Chart, PlainConfiguration, PlainDataset } from './chart.js';
import { barLabel, legendLabel } from './chartText.js';
import { furniture, intervalStyle, rowScales } from './furniture.js';
import type { Medium } from './medium.js';
import { sampleText } from './sampleText.js';

/** A group of dots: each model's relative accuracy under one attack or the worst of several; null where it was not computed. */
interface DotRow {
  readonly label: string;
  readonly models: readonly (Rate | null)[];
}

/**
 * Dots of all models under the worst case and under each attack, for suites with several attacks of one strength each; null for
 * other suites.
 */
export function onePointChart(summary: Summary): Chart | null {
  const { models } = summary;
  const attacks = summary.attacks.filter(isShown);
  if (!summary.worst) return null;
  if (attacks.length < 2 || attacks.some(({ curves }) => curves.some(({ points }) => points.length !== 1))) return null;
  const strengths = new Set(attacks.map(strengthOf));
  const at = strengths.size === 1 ? ` at ${[...strengths][0]}` : '';
  const rows = [...worstRows(summary, at !== ''), ...attacks.map((attack) => rowOf(summary, attack, at !== ''))];
  const heading = {
    title: `Relative accuracy by attack${at}`,
    subtitle: sampleText(summary, 'worst: for each image the attack with the fewest hits; lines: 95 % intervals'),
  };
  return {
    name: 'attacks',
    attack: 'attacks',
    ...heading,
    description: `Dots: relative accuracy of ${models.length} models under ${attacks.length} attacks${at}, further right is more robust.`,
    models: models.map((_, position) => position),
    bars: Math.max(3, Math.ceil(0.3 * rows.length * models.length)),
    table: {
      head: ['Attack', ...models.map(({ label }) => label)],
      rows: rows.map((row) => [row.label, ...row.models.map(rateWithCounts)]),
    },
    configure: (medium) => configuration(summary, { rows, heading, medium }),
  };
}

function isShown({ sweep, isCertificate, curves }: AttackSummary): boolean {
  return sweep !== 'severities' && !isCertificate && curves.length > 0;
}

function strengthOf({ curves }: AttackSummary): string {
  return curves[0]!.points[0]!.label;
}

/** The worst cases, at each strength that attacks share. */
function worstRows({ models, worstTables }: Summary, isOneStrength: boolean): DotRow[] {
  return worstTables.flatMap(({ curves }) =>
    (curves[0]?.points ?? []).map(({ label }): DotRow => {
      const found = models.map((_, model) =>
        curves.find((curve) => curve.model === model)?.points.find((point) => point.label === label),
      );
      const attacks = Math.max(0, ...found.map((point) => point?.attacks ?? 0));
      return {
        label: `Worst of ${attacks}${isOneStrength ? '' : ` at ${label}`}`,
        models: found.map((point) => point?.relative ?? null),
      };
    }),
  );
}

function rowOf({ models }: Summary, attack: AttackSummary, isOneStrength: boolean): DotRow {
  return {
    label: `${attack.title}${isOneStrength ? '' : ` at ${strengthOf(attack)}`}`,
    models: models.map((_, model) => attack.curves.find((curve) => curve.model === model)?.points[0]?.relative ?? null),
  };
}

interface Shown {
  readonly rows: readonly DotRow[];
  readonly heading: Pick<Chart, 'title' | 'subtitle'>;
  readonly medium: Medium;
}

function configuration(summary: Summary, { rows, heading, medium }: Shown): PlainConfiguration {
  const base = furniture({ ...heading, hasLegend: true }, medium);
  const report = intervalStyle('whisker', { fontSize: 0.85 * medium.fontSize, lineWidth: medium.lineWidth / 1.5 });
  return {
    type: 'bar',
    data: {
      labels: rows.map(({ label }) => barLabel(label)),
      datasets: summary.models.map((_, model) => dots(summary, { rows, model, medium })),
    },
    options: {
      ...base,
      // Room for the figure next to the last interval.
      layout: { padding: { ...Object(base.layout?.padding), right: 5 * medium.fontSize } },
      indexAxis: 'y',
      scales: rowScales('Relative accuracy in %', { min: 0, max: 100 }, medium),
      plugins: { ...base.plugins, report } as NonNullable<PlainConfiguration['options']>['plugins'] & object,
    },
  };
}

function dots(
  { models }: Summary,
  { rows, model, medium }: { readonly rows: readonly DotRow[]; readonly model: number; readonly medium: Medium },
): PlainDataset {
  const { label, style } = models[model]!;
  const colour = `var(--series-${style.index})`;
  const rates = rows.map((row) => row.models[model] ?? null);
  return {
    label: legendLabel(label),
    // Bars without width; the plugin draws the dots, and the legend takes the colour.
    data: rates.map((rate) => rate && [100 * rate.value, 100 * rate.value]),
    inflateAmount: 0,
    points: rates.map((rate) => {
      if (rate === null) return { low: 0, high: 0, title: '', text: '' };
      const [low, high] = rate.interval;
      return { low: 100 * low, high: 100 * high, title: '', text: percent(rate.value) };
    }),
    dotColor: rates.map(() => colour),
    dotRadius: medium.pointRadius,
    backgroundColor: colour,
    borderColor: colour,
    pointStyle: 'circle',
    categoryPercentage: 0.84,
    barPercentage: 0.86,
  } as PlainDataset;
}
