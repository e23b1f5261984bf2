import { chartsOf } from './charts/chartsOf.js';
import { drawChart } from './charts/drawChart.js';
import type { Reporter } from './reporter.js';
import type { Summary } from './summary.js';

/** `charts/*.png`: every chart of every attack, for talks and papers. */
export const pngReport: Reporter = {
  paths: (summary) => allCharts(summary).map(pathOf),
  render: ({ summary }) => allCharts(summary).map((chart) => ({ path: pathOf(chart), content: drawChart(chart) })),
};

function allCharts(summary: Summary) {
  return summary.attacks.flatMap((attack) => chartsOf(summary, attack));
}

function pathOf({ name }: { readonly name: string }): string {
  return `charts/${name}.png`;
}
