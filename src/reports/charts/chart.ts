import type { ChartConfiguration } from 'chart.js';
import type { PointExtra, ReportPluginOptions } from '../../../assets/report/chartPlugin.js';
import type { Medium } from './medium.js';

/** Plain Chart.js data: it holds no functions, and colours are `var(--name)` for `paint` to fill in. */
export type PlainConfiguration = ChartConfiguration<'line' | 'bar'>;

/** A chart of one attack, defined once for pictures and for the page. */
export interface Chart {
  /** File name without ending, e.g. `fgsm-relative-snr`. */
  readonly name: string;
  readonly attack: string;
  readonly title: string;
  readonly subtitle: string;
  /** What it shows, for who cannot see it. */
  readonly description: string;
  /** Positions of the models whose data sets these are, in their order. */
  readonly models: readonly number[];
  /** Rows of bars; null for curves. */
  readonly bars: number | null;
  readonly table: ChartTable;
  readonly configure: (medium: Medium) => PlainConfiguration;
}

/** The same figures as text. */
export interface ChartTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Additions of ours to a Chart.js data set. */
export interface DatasetExtras {
  readonly points: readonly PointExtra[];
  /** Accuracy without attack in percent, where it is to be shown. */
  readonly clean?: number;
}

export type { PointExtra, ReportPluginOptions };
