import type { Interval } from '../../contract/result.js';
import type { Curve, CurvePoint } from '../summary/curves.js';
import type { Chart, ReportPluginOptions } from './chart.js';

/** The drawn metric of a curve and its axis. */
export interface CurveView extends Pick<Chart, 'name' | 'title' | 'subtitle' | 'description'> {
  readonly x: (point: CurvePoint) => number | null;
  readonly y: (
    point: CurvePoint,
  ) => { readonly value: number; readonly interval: Interval; readonly text?: string } | null;
  readonly xTitle: string;
  readonly yTitle: string;
  readonly xScale: 'linear' | 'logarithmic';
  /** Clean accuracies at the right end of the axis. */
  readonly showsClean: boolean;
  readonly mark?: ReportPluginOptions['mark'];
}

/** A point of a curve on the axis. */
export interface Place {
  readonly x: number;
  readonly point: CurvePoint;
  readonly shown: NonNullable<ReturnType<CurveView['y']>>;
}

/** Curves with their points on the axis. */
export type Drawn = readonly { readonly curve: Curve; readonly places: readonly Place[] }[];
