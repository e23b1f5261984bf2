import type { AttackSummary, Summary } from '../summary/summary.js';
import type { Chart } from './chart.js';
import { dropChart } from './dropChart.js';
import { gapChart } from './gapChart.js';
import { snrCharts } from './snrCharts.js';

/** Every chart of an attack that has something to show, most important first. */
export function chartsOf(summary: Summary, attack: AttackSummary): Chart[] {
  const others = [dropChart(summary, attack), gapChart(summary, attack)];
  return [...snrCharts(summary, attack), ...others.flatMap((chart) => chart ?? [])];
}
