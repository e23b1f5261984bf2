import type { Summary } from '../summary/summary.js';
import type { Chart } from './chart.js';
import { chartsOf } from './chartsOf.js';
import { corruptionChart } from './corruptionChart.js';
import { eotChart } from './eotChart.js';
import { strengthChart } from './strengthChart.js';

/** Charts over all attacks of the suite: strength comparison and EOT convergence. */
export function suiteCharts(summary: Summary): Chart[] {
  return [strengthChart(summary), corruptionChart(summary), eotChart(summary)].flatMap((chart) => chart ?? []);
}

/** Every chart of a report. */
export function allCharts(summary: Summary): Chart[] {
  return [
    ...suiteCharts(summary),
    ...summary.attacks.flatMap((attack) => (attack.sweep === 'severities' ? [] : chartsOf(summary, attack))),
  ];
}
