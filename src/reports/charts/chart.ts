import type { ChartConfiguration, ChartDataset } from 'chart.js';
import type { PointExtra, ReportPluginOptions } from '../../../assets/report/chartPlugin.js';
import type { Medium } from './medium.js';

/** Plain Chart.js data without functions; colours are `var(--name)`, which `paint` fills in. */
export type PlainConfiguration = ChartConfiguration<'line' | 'bar'>;

/** A chart of one attack, defined once for pictures and for the page. */
export interface Chart {
  /** File name without ending, e.g. `fgsm-relative-snr`. */
  readonly name: string;
  readonly attack: string;
  readonly title: string;
  readonly subtitle: string;
  /** Alternative text. */
  readonly description: string;
  /** Model positions of the data sets, in order. */
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

/** This project's additions to a Chart.js data set. */
export interface DatasetExtras {
  readonly points: readonly PointExtra[];
  /** Clean accuracy in percent, if it should be shown. */
  readonly clean?: number;
  /** Of bars: dots at the values, in these colours. */
  readonly dotColor?: readonly string[];
  readonly dotRadius?: number;
}

/** A data set of such a configuration: one type for all charts, as Chart.js's types for lines and bars exclude each other. */
export type PlainDataset = ChartDataset<'line' | 'bar'> & DatasetExtras;

export type { PointExtra, ReportPluginOptions };
