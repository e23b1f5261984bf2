import type { Interval } from '../../contract/result.js';
import type { ModelRow } from '../summary/modelRows.js';
import type { PlainConfiguration, PlainDataset } from './chart.js';
import { barLabel } from './chartText.js';
import { furniture, intervalStyle, rowScales } from './furniture.js';
import type { Medium } from './medium.js';

/** A bar with a whisker; shares, shown in percent. */
export interface IntervalBar {
  readonly label: string;
  /** Position of the model that gives the colour. */
  readonly model: number;
  readonly value: number;
  readonly interval: Interval;
  /** Beside the bar. */
  readonly text: string;
}

interface BarStyle {
  readonly title: string;
  readonly subtitle: string;
  readonly axisTitle: string;
  /** Ends of the axis in percent; default from 0. */
  readonly min?: number;
  readonly max: number;
  /** A dot at the value instead of a bar from 0. */
  readonly isDots?: boolean;
  readonly medium: Medium;
}

/** Lying bars from 0 with whiskers for their intervals. */
export function intervalBars(
  summary: { readonly models: readonly Pick<ModelRow, 'style'>[] },
  rows: readonly IntervalBar[],
  { title, subtitle, axisTitle, min = 0, max, medium, isDots = false }: BarStyle,
): PlainConfiguration {
  const base = furniture({ title, subtitle, hasLegend: false }, medium);
  const colours = rows.map(({ model }) => `var(--series-${summary.models[model]!.style.index})`);
  const bars = {
    data: rows.map(({ value }) => 100 * value),
    points: rows.map(({ interval: [low, high], text }) => ({ low: 100 * low, high: 100 * high, title: '', text })),
    backgroundColor: isDots ? 'transparent' : colours,
    borderColor: colours,
    ...(isDots ? { dotColor: colours, dotRadius: medium.pointRadius } : {}),
    borderRadius: 2,
    maxBarThickness: 3 * medium.fontSize,
  } as PlainDataset;
  const report = intervalStyle('whisker', { fontSize: medium.fontSize, lineWidth: medium.lineWidth / 1.5 });
  return {
    type: 'bar',
    data: { labels: rows.map(({ label }) => barLabel(label)), datasets: [bars] },
    options: {
      ...base,
      // Room for the label next to the longest bar.
      layout: { padding: { ...Object(base.layout?.padding), right: 9.5 * medium.fontSize } },
      indexAxis: 'y',
      scales: rowScales(axisTitle, { min, max }, medium),
      plugins: { ...base.plugins, report } as NonNullable<PlainConfiguration['options']>['plugins'] & object,
    },
  };
}
