import type { Interval } from '../../contract/result.js';
import { seriesStyle } from '../summary/seriesStyle.js';
import { percent } from '../text/numberText.js';
import type { Chart } from './chart.js';
import { drawChartSvg } from './drawChartSvg.js';
import { intervalBars } from './intervalBars.js';

/** A model's share with its interval. */
export interface ShareBar {
  readonly label: string;
  /** Position, which gives the colour. */
  readonly index: number;
  readonly value: number;
  readonly interval: Interval;
}

/** Lying bars of shares in percent with whiskers, as SVG. */
export function drawBars(bars: readonly ShareBar[]): string {
  const styles = bars.map(({ index }) => ({ style: seriesStyle(index) }));
  const chart: Pick<Chart, 'bars' | 'configure'> = {
    bars: bars.length,
    configure: (medium) =>
      intervalBars(
        { models: styles },
        bars.map(({ label, value, interval }, model) => ({ label, model, value, interval, text: percent(value) })),
        { title: '', subtitle: '', axisTitle: 'Accuracy in %', max: 100, medium },
      ),
  };
  return drawChartSvg(chart);
}
