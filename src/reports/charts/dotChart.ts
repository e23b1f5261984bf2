import type { Summary } from '../summary/summary.js';
import { percent } from '../text/numberText.js';
import type { Chart } from './chart.js';
import type { CurveView, Drawn } from './curveView.js';
import { type IntervalBar, intervalBars } from './intervalBars.js';

/** The figures of a sweep with a single point: a dot with its interval for each model. */
export function dotChart(
  summary: Summary,
  drawn: Drawn,
  view: CurveView,
): Pick<Chart, 'title' | 'description' | 'bars' | 'configure'> {
  const at = drawn[0]!.places[0]!.point.label;
  const title = `${view.title} at ${at}`;
  const rows = drawn.map(({ curve, places: [place] }): IntervalBar => {
    const { value, interval } = place!.shown;
    return {
      label: summary.models[curve.model]!.label,
      model: curve.model,
      value,
      interval,
      text: percent(value),
    };
  });
  const lowest = Math.min(...rows.map(({ interval }) => 100 * interval[0]));
  return {
    title,
    description: view.description.replace(/^Line chart: /, 'Dots: ').replace(/ against .*\.$/, ` at ${at}.`),
    bars: rows.length,
    configure: (medium) =>
      intervalBars(summary, rows, {
        ...{ title, subtitle: view.subtitle.replace('bands:', 'lines:'), axisTitle: view.yTitle, medium },
        min: lowest < 0 ? 10 * Math.floor(lowest / 10) : 0,
        max: 100,
        isDots: true,
      }),
  };
}
