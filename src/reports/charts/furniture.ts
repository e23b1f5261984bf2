import type { ChartOptions } from 'chart.js';
import type { SeriesStyle } from '../summary/seriesStyle.js';
import type { PlainConfiguration, ReportPluginOptions } from './chart.js';
import type { Medium } from './medium.js';
import { fontFamily } from './typeface.js';

/** Chart.js needs fonts per element: a chart-wide font does not reach them. */
export function chartFont(size: number) {
  return { family: fontFamily, size };
}

/** Text above a picture; on a page it is next to the chart. */
export interface Heading {
  readonly title: string;
  readonly subtitle: string;
  /** `lines`: each with its dashes and marker, which the plugin draws. */
  readonly hasLegend: boolean | 'lines';
}

/** Options that all charts share: fonts, title, legend and tooltips. */
export function furniture({ title, subtitle, hasLegend }: Heading, medium: Medium): ChartOptions<'line' | 'bar'> {
  const { fontSize, isTitled } = medium;
  const isLegendShown = medium.hasLegend && hasLegend !== false;
  const isLines = hasLegend === 'lines';
  return {
    responsive: true,
    maintainAspectRatio: false,
    animation: false,
    devicePixelRatio: 2,
    color: 'var(--text)',
    layout: { padding: isTitled ? { top: 26, right: 36, bottom: 22, left: 24 } : { top: 4, right: 8 } },
    plugins: {
      title: {
        display: isTitled,
        text: title,
        align: 'start',
        color: 'var(--text)',
        font: { family: fontFamily, size: 1.4 * fontSize, weight: 600 },
        padding: { bottom: 6 },
      },
      subtitle: {
        display: isTitled,
        text: subtitle,
        align: 'start',
        color: 'var(--quiet)',
        font: { family: fontFamily, size: 0.85 * fontSize },
        padding: { bottom: hasLegend === false ? 26 : 14 },
      },
      tooltip: { titleFont: chartFont(fontSize), bodyFont: chartFont(fontSize), usePointStyle: true },
      legend: {
        display: isLegendShown,
        align: 'start',
        labels: {
          usePointStyle: !isLines,
          ...(isLines ? { boxWidth: 2.6 * fontSize } : {}),
          color: 'var(--text)',
          padding: fontSize,
          boxHeight: 0.55 * fontSize,
          font: chartFont(fontSize),
        },
      },
    },
  };
}

/** An axis with a title and light grid lines. */
export function axisStyle(title: string, { fontSize }: Medium) {
  return {
    title: { display: true, text: title, color: 'var(--quiet)', padding: 0.3 * fontSize, font: chartFont(fontSize) },
    ticks: {
      color: 'var(--quiet)',
      padding: 0.4 * fontSize,
      maxRotation: 0,
      autoSkipPadding: 0.8 * fontSize,
      includeBounds: false,
      font: chartFont(fontSize),
      format: { maximumSignificantDigits: 3 },
    },
    grid: { color: 'var(--grid)', tickLength: 0 },
    border: { color: 'var(--mark)' },
  } as const;
}

/** Scales of a chart with a row for each name: the values along x, the names without grid lines along y. */
export function rowScales(title: string, range: { readonly min: number; readonly max: number }, medium: Medium) {
  return {
    x: { ...axisStyle(title, medium), ...range },
    y: {
      ...axisStyle('', medium),
      title: { display: false },
      grid: { display: false },
      ticks: { color: 'var(--text)', font: chartFont(medium.fontSize) },
    },
  };
}

/** The colour, dashes and marker of a model's series. */
export function seriesLook({ index, dash, marker }: SeriesStyle, { lineWidth, pointRadius }: Medium) {
  const colour = `var(--series-${index})`;
  return {
    borderColor: colour,
    backgroundColor: colour,
    borderWidth: lineWidth,
    borderDash: dash.map((length) => (length * lineWidth) / 2),
    pointStyle: marker,
    pointRadius,
  };
}

/** How the plugin draws intervals, labels and marks in the theme's colours. */
export function intervalStyle(
  intervals: ReportPluginOptions['intervals'],
  { fontSize, lineWidth }: Pick<ReportPluginOptions, 'fontSize' | 'lineWidth'>,
): ReportPluginOptions {
  return {
    intervals,
    ...{ fontSize, fontFamily, lineWidth },
    textColor: 'var(--text)',
    markColor: 'var(--mark)',
    groundColor: 'var(--ground)',
  };
}

/** Plugins of a chart that keeps its legend on the page, because the page has no buttons for its series. */
export function ownLegend({ plugins }: ChartOptions<'line' | 'bar'>, report: ReportPluginOptions) {
  return { ...plugins, legend: { ...plugins?.legend, display: true }, report } as NonNullable<
    PlainConfiguration['options']
  >['plugins'] &
    object;
}
