import type { ChartDataset } from 'chart.js';
import type { Chart, DatasetExtras, PlainConfiguration } from '../reports/charts/chart.js';
import { axisStyle, furniture, intervalStyle, ownLegend, seriesLook } from '../reports/charts/furniture.js';
import type { Medium } from '../reports/charts/medium.js';
import { seriesStyle } from '../reports/summary/seriesStyle.js';

/** A chart of series over the same categories. */
export interface SeriesFigure extends Pick<Chart, 'name' | 'title' | 'subtitle' | 'description'> {
  readonly kind: 'line' | 'bar';
  readonly xTitle: string;
  readonly yTitle: string;
  /** Along the axis, in order. */
  readonly categories: readonly string[];
  /** One value per category; null leaves a gap. */
  readonly series: readonly { readonly label: string; readonly values: readonly (number | null)[] }[];
  readonly yScale?: 'linear' | 'logarithmic';
}

/** Draws the chart in the common style, for pictures and the page. */
export function seriesChart(figure: SeriesFigure): Chart {
  const { name, title, subtitle, description, categories, series } = figure;
  const shown = (value: number | null | undefined) => (value === null || value === undefined ? '–' : plain(value));
  return {
    name,
    attack: name,
    title,
    subtitle,
    description,
    models: series.map((_, position) => position),
    bars: null,
    table: {
      head: [figure.xTitle, ...series.map(({ label }) => label)],
      rows: categories.map((category, at) => [category, ...series.map(({ values }) => shown(values[at]))]),
    },
    configure: (medium) => configuration(figure, medium),
  };
}

/** Four significant digits, without an exponent if readable. */
function plain(value: number): string {
  const rounded = Number(value.toPrecision(4));
  return Math.abs(rounded) >= 1e-4 || rounded === 0 ? String(rounded) : rounded.toExponential();
}

function configuration(figure: SeriesFigure, medium: Medium): PlainConfiguration {
  const { title, subtitle, kind, categories, series, xTitle, yTitle, yScale = 'linear' } = figure;
  const base = furniture({ title, subtitle, hasLegend: true }, medium);
  const report = intervalStyle('none', { fontSize: 0.85 * medium.fontSize, lineWidth: medium.lineWidth / 1.5 });
  return {
    type: kind,
    data: {
      labels: [...categories],
      datasets: series.map(({ label, values }, position) => dataset(label, values, { position, medium })),
    },
    options: {
      ...base,
      scales: {
        x: { ...axisStyle(xTitle, medium), grid: { display: false } },
        y: {
          type: yScale,
          ...axisStyle(yTitle, medium),
          ...(yScale === 'linear' ? { beginAtZero: true } : {}),
        },
      },
      plugins: ownLegend(base, report),
    },
  } as PlainConfiguration;
}

function dataset(
  label: string,
  values: readonly (number | null)[],
  { position, medium }: { readonly position: number; readonly medium: Medium },
): ChartDataset<'line' | 'bar'> & DatasetExtras {
  const style = seriesStyle(position);
  return {
    label,
    data: [...values],
    points: values.map((value) => ({
      low: value ?? 0,
      high: value ?? 0,
      title: '',
      text: value === null ? '' : plain(value),
    })),
    ...seriesLook(style, medium),
    maxBarThickness: 4 * medium.fontSize,
  } as ChartDataset<'line' | 'bar'> & DatasetExtras;
}
