import type { ChartDataset } from 'chart.js';
import type { DecompositionTable, GainRow } from '../summary/decompositionTables.js';
import type { Summary } from '../summary/summary.js';
import { percent, percentWithInterval } from '../text/numberText.js';
import { rateText } from '../text/rate.js';
import type { Chart, DatasetExtras, PlainConfiguration } from './chart.js';
import { barLabel } from './chartText.js';
import { axisStyle, chartFont, furniture, intervalStyle } from './furniture.js';
import type { Medium } from './medium.js';
import { sampleText } from './sampleText.js';

/** Bars of relative accuracy: the other networks, then each decomposed model's networks, known draws and fresh draws. */
export function gainChart(summary: Summary, { title: attack, slug, label, rows }: DecompositionTable): Chart | null {
  const shown = rows.filter(({ relative }) => relative !== null);
  if (shown.length === 0) return null;
  const title = `Where the gain sits: ${attack} at ${label}`;
  const against = summary.reference ? `; brackets: gap reduction against ${summary.reference.label}` : '';
  const subtitle = sampleText(summary, `relative accuracy; whiskers: 95 % intervals${against}`);
  return {
    name: `${slug}-gain`,
    attack: 'gain',
    title,
    subtitle,
    description: `Bar chart: relative accuracy of ${shown.length} networks and kinds of draws under ${attack}, longer is more robust.`,
    models: shown.map(({ model }) => model),
    bars: shown.length,
    table: {
      head: ['Network and draws', 'Relative accuracy', 'Reduction of the gap'],
      rows: shown.map((row) => [row.label, rateText(row.relative), reductionOf(row)]),
    },
    configure: (medium) => configuration(summary, shown, { medium, title, subtitle }),
  };
}

/** `18.2 % [15.9, 20.4]`, or a dash. */
export function reductionOf({ reduction, reductionInterval }: GainRow): string {
  if (reduction === null) return '–';
  return reductionInterval === null ? percent(reduction) : percentWithInterval(reduction, reductionInterval);
}

function configuration(
  summary: Summary,
  rows: readonly GainRow[],
  { medium, title, subtitle }: { readonly medium: Medium; readonly title: string; readonly subtitle: string },
): PlainConfiguration {
  const base = furniture({ title, subtitle, hasLegend: false }, medium);
  const colours = rows.map(({ model }) => `var(--series-${summary.models[model]!.style.index})`);
  const bars = {
    data: rows.map(({ relative }) => 100 * relative!.value),
    points: rows.map(({ relative, reduction }) => ({
      low: 100 * relative!.interval[0],
      high: 100 * relative!.interval[1],
      title: '',
      text: percent(relative!.value) + (reduction === null ? '' : ` (${percent(reduction)})`),
    })),
    backgroundColor: colours,
    borderColor: colours,
    borderRadius: 2,
    maxBarThickness: 3 * medium.fontSize,
  } as ChartDataset<'bar'> & DatasetExtras;
  const report = intervalStyle('whisker', { fontSize: medium.fontSize, lineWidth: medium.lineWidth / 1.5 });
  const axisTitle = medium.isTitled ? 'Relative accuracy in % (longer is more robust)' : 'Relative accuracy in %';
  return {
    type: 'bar',
    data: { labels: rows.map(({ label }) => barLabel(label)), datasets: [bars] },
    options: {
      ...base,
      // Room for the label next to the longest bar.
      layout: { padding: { ...Object(base.layout?.padding), right: 9.5 * medium.fontSize } },
      indexAxis: 'y',
      scales: {
        x: { ...axisStyle(axisTitle, medium), min: 0, max: 100 },
        y: {
          ...axisStyle('', medium),
          title: { display: false },
          grid: { display: false },
          ticks: { color: 'var(--text)', font: chartFont(medium.fontSize) },
        },
      },
      plugins: { ...base.plugins, report } as NonNullable<PlainConfiguration['options']>['plugins'] & object,
    },
  };
}
