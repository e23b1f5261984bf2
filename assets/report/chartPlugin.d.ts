import type { Plugin } from 'chart.js';

/** An interval of a chart's point and what a reader is told of it. */
export interface PointExtra {
  /** Ends of the 95 % interval, in the units of the axis. */
  readonly low: number;
  readonly high: number;
  /** Heads the tooltip. */
  readonly title: string;
  readonly text: string;
}

export interface ReportPluginOptions {
  readonly intervals: 'band' | 'whisker' | 'none';
  /** A value of the x axis to be marked. */
  readonly mark?: { readonly x: number; readonly title: string; readonly words: string };
  readonly fontSize: number;
  readonly fontFamily: string;
  readonly lineWidth: number;
  readonly textColor: string;
  readonly markColor: string;
  readonly groundColor: string;
}

export declare function paint<T>(configuration: T, colours: Readonly<Record<string, string>>): T;
export declare const reportPlugin: Plugin;
