import { allCharts } from '../charts/allCharts.js';
import { drawChart } from '../charts/drawChart.js';
import type { Reporter } from '../reporter.js';

/** `charts/*.png`: every chart, for talks or for a paper's column. */
export const pngReport: Reporter = {
  owns: (path) => /^charts\/[^/]+\.png$/.test(path),
  paths: (summary) => allCharts(summary).map(pathOf),
  render: ({ summary, chartSize }) =>
    allCharts(summary).map((chart) => ({ path: pathOf(chart), content: drawChart(chart, chartSize) })),
};

function pathOf({ name }: { readonly name: string }): string {
  return `charts/${name}.png`;
}
