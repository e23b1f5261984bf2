import type { Summary } from '../summary/summary.js';
import { decibels, percentValue } from '../text/numberText.js';
import { strengthText } from '../text/strengthText.js';
import type { Chart, PlainConfiguration, PlainDataset } from './chart.js';
import { barLabel, legendLabel } from './chartText.js';
import { axisStyle, chartFont, furniture, intervalStyle, ownLegend } from './furniture.js';
import type { Medium } from './medium.js';
import { sampleText } from './sampleText.js';

/** Bars of each model's relative accuracy under each attack at the reference SNR; null with fewer than two attacks. */
export function strengthChart(summary: Summary): Chart | null {
  const { strength, reference, models } = summary;
  if (strength.length === 0 || !reference) return null;
  const title = `Robustness by attack at ${decibels(reference.snrDb)}`;
  const remark =
    'relative accuracy at the SNR reached after clipping; whiskers: 95 % intervals; brackets: gap reduction against';
  const heading = { title, subtitle: sampleText(summary, `${remark} ${reference.label}`) };
  return {
    name: 'strength',
    attack: 'strength',
    ...heading,
    description: `Bar chart: relative accuracy of ${models.length} models under ${strength.length} attacks, longer is more robust.`,
    models: models.map((_, position) => position),
    bars: Math.max(3, Math.ceil(0.48 * strength.length * models.length)),
    table: {
      head: ['Attack', ...models.map(({ label }) => label)],
      rows: strength.map((row) => [row.label, ...row.models.map(strengthText)]),
    },
    configure: (medium) => configuration(summary, heading, medium),
  };
}

function configuration(
  summary: Summary,
  heading: { readonly title: string; readonly subtitle: string },
  medium: Medium,
): PlainConfiguration {
  const base = furniture({ ...heading, hasLegend: true }, medium);
  const report = intervalStyle('whisker', { fontSize: 0.8 * medium.fontSize, lineWidth: medium.lineWidth / 2 });
  return {
    type: 'bar',
    data: {
      labels: summary.strength.map(({ label }) => barLabel(label.replace(/EOT (?=\d)/, 'EOT\u00a0'))),
      datasets: summary.models.map((_, model) => bars(summary, model)),
    },
    options: {
      ...base,
      // Room for the label next to the longest bar.
      layout: { padding: { ...Object(base.layout?.padding), right: 9 * medium.fontSize } },
      indexAxis: 'y',
      scales: {
        x: {
          ...axisStyle(`Relative accuracy in %${medium.isTitled ? ' (longer is more robust)' : ''}`, medium),
          min: 0,
          max: 100,
        },
        y: {
          ...axisStyle('', medium),
          title: { display: false },
          grid: { display: false },
          ticks: { color: 'var(--text)', font: chartFont(medium.fontSize) },
        },
      },
      plugins: ownLegend(base, report),
    },
  };
}

function bars({ models, strength }: Summary, model: number): PlainDataset {
  const { label, style } = models[model]!;
  const figures = strength.map((row) => row.models[model] ?? null);
  return {
    label: legendLabel(label),
    data: figures.map((figure) => (figure === null ? null : 100 * figure.relativeAccuracy)),
    points: figures.map((figure) => {
      if (figure === null) return { low: 0, high: 0, title: '', text: '' };
      const { relativeAccuracy, interval, reduction, snrDb } = figure;
      const change = reduction === null ? '' : ` (${percentValue(reduction)} %)`;
      return {
        low: 100 * interval[0],
        high: 100 * interval[1],
        title: '',
        text: `${percentValue(relativeAccuracy)} %${snrDb === null ? '' : ` at ${decibels(snrDb)}`}${change}`,
      };
    }),
    backgroundColor: `var(--series-${style.index})`,
    borderColor: `var(--series-${style.index})`,
    borderRadius: 2,
    categoryPercentage: 0.84,
    barPercentage: 0.86,
  } as PlainDataset;
}
