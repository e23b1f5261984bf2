import type { Summary } from '../summary/summary.js';
import { analogChart } from './analogChart.js';
import type { Chart } from './chart.js';
import { chartsOf } from './chartsOf.js';
import { corruptionChart } from './corruptionChart.js';
import { eotChart } from './eotChart.js';
import { gainChart } from './gainChart.js';
import { onePointChart } from './onePointChart.js';
import { radiusChart } from './radiusChart.js';
import { strengthChart } from './strengthChart.js';

/** Charts over all attacks of the suite: attacks of one strength each, strength comparison, where gains sit, analog hardware over time, certificates, corruptions and EOT convergence. */
export function suiteCharts(summary: Summary): Chart[] {
  const gains = summary.decompositions.map((table) => gainChart(summary, table));
  const analog = summary.analog.map((table) => analogChart(summary, table));
  const others = [radiusChart(summary), corruptionChart(summary), eotChart(summary)];
  return [onePointChart(summary), strengthChart(summary), ...gains, ...analog, ...others].flatMap(
    (chart) => chart ?? [],
  );
}

/** Every chart of a report. */
export function allCharts(summary: Summary): Chart[] {
  return [
    ...suiteCharts(summary),
    ...summary.attacks.flatMap((attack) => (attack.sweep === 'severities' ? [] : chartsOf(summary, attack))),
  ];
}
