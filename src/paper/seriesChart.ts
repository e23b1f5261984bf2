import type { Chart, PlainConfiguration, PlainDataset } from '../reports/charts/chart.js';
import { axisStyle, furniture, intervalStyle, ownLegend, seriesLook } from '../reports/charts/furniture.js';
import type { Medium } from '../reports/charts/medium.js';
import { palette, type SeriesStyle, seriesStyle } from '../reports/summary/seriesStyle.js';

export interface FigureSeries {
  readonly label: string;
  /** One per category; null leaves a gap. */
  readonly values: readonly (number | null)[];
  /** Position of the series that this one approximates: it has that one's colour, dashed. */
  readonly approximates?: number;
}

/** A chart of series over the same categories. */
export interface SeriesFigure extends Pick<Chart, 'name' | 'title' | 'subtitle' | 'description'> {
  readonly kind: 'line' | 'bar';
  readonly xTitle: string;
  readonly yTitle: string;
  /** Along the axis, in order. */
  readonly categories: readonly string[];
  readonly series: readonly FigureSeries[];
  readonly yScale?: 'linear' | 'logarithmic';
}

/** Draws the chart in the common style, for pictures and the page. */
export function seriesChart(figure: SeriesFigure): Chart {
  const { name, title, subtitle, description, categories, series } = figure;
  const text = plainOf(series);
  const shown = (value: number | null | undefined) => (value === null || value === undefined ? '–' : text(value));
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
    configure: (medium) => configuration(figure, { medium, text }),
  };
}

/** Rounding errors of computed zeros are below this share of a figure's largest value. */
const rounding = 1e-12;

/** The texts of a figure's values: four significant digits, without an exponent if readable; rounding errors of zero are 0. */
function plainOf(series: readonly FigureSeries[]): (value: number) => string {
  const largest = Math.max(...series.flatMap(({ values }) => values.map((value) => Math.abs(value ?? 0))));
  return (value) => {
    const rounded = Math.abs(value) <= rounding * largest ? 0 : Number(value.toPrecision(4));
    return Math.abs(rounded) >= 1e-4 || rounded === 0 ? String(rounded) : rounded.toExponential();
  };
}

function configuration(
  figure: SeriesFigure,
  { medium, text }: Pick<DatasetContext, 'medium' | 'text'>,
): PlainConfiguration {
  const { title, subtitle, kind, categories, series, xTitle, yTitle, yScale = 'linear' } = figure;
  const base = furniture({ title, subtitle, hasLegend: kind === 'line' ? 'lines' : true }, medium);
  const report = intervalStyle('none', { fontSize: 0.85 * medium.fontSize, lineWidth: medium.lineWidth / 1.5 });
  return {
    type: kind,
    data: {
      labels: kind === 'bar' ? categories.map(twoLines) : [...categories],
      datasets: series.map((one, position) => dataset(one, { kind, position, medium, text })),
    },
    options: {
      ...base,
      scales: {
        x: { ...axisStyle(xTitle, medium), grid: { display: false } },
        y: {
          type: yScale,
          ...withSteps(axisStyle(yTitle, medium), yScale === 'linear' ? series : []),
        },
      },
      plugins: ownLegend(base, report),
    },
  } as PlainConfiguration;
}

/** `conv1 (16)`: what stands in brackets has a line of its own, so that neighbours have room. */
const twoLines = (category: string) => category.split(/ (?=\()/);

/** A linear axis begins at 0. With negative values its steps meet 0; rounding below zero adds no negative part. */
function withSteps(style: ReturnType<typeof axisStyle>, series: readonly FigureSeries[]): object {
  if (series.length === 0) return style;
  const values = series.flatMap((one) => one.values.filter((value) => value !== null));
  const [least, most] = [Math.min(...values), Math.max(...values)];
  if (least >= 0) return { ...style, beginAtZero: true };
  if (least > -1e-9 * most) return { ...style, beginAtZero: true, min: 0 };
  const rough = (most - least) / 5;
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = unit * [1, 2, 5, 10].find((multiple) => multiple * unit >= rough)!;
  // For the little that is below 0 a whole step would take room from the rest.
  const isLittle = least > -step / 5;
  return {
    ...style,
    min: isLittle ? -step / 5 : step * Math.floor(least / step),
    ticks: { ...style.ticks, stepSize: step, includeBounds: !isLittle },
  };
}

function styleOf({ approximates }: FigureSeries, position: number): SeriesStyle {
  if (approximates === undefined) return { ...seriesStyle(position), dash: [] };
  const { index, light, dark } = seriesStyle(approximates);
  return { ...seriesStyle(position), index, light, dark, dash: [9, 4] };
}

interface DatasetContext extends Pick<SeriesFigure, 'kind'> {
  readonly position: number;
  readonly medium: Medium;
  readonly text: (value: number) => string;
}

/** Bars have neither dashes nor markers: where the hues repeat, they are hollow. */
function dataset(series: FigureSeries, { kind, position, medium, text }: DatasetContext): PlainDataset {
  const { label, values } = series;
  const style = styleOf(series, position);
  return {
    label,
    data: [...values],
    points: values.map((value) => ({
      low: value ?? 0,
      high: value ?? 0,
      title: '',
      text: value === null ? '' : text(value),
    })),
    ...seriesLook(style, medium),
    ...(kind === 'bar' && position >= palette.length ? { backgroundColor: 'transparent' } : {}),
    maxBarThickness: 4 * medium.fontSize,
  } as PlainDataset;
}
