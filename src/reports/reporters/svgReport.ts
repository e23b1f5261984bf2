import { allCharts } from '../charts/allCharts.js';
import { drawChartSvg } from '../charts/drawChartSvg.js';
import type { Reporter } from '../reporter.js';

/** `charts/*.svg`: every chart as a vector graphic as wide as a paper's column. */
export const svgReport: Reporter = {
  owns: (path) => /^charts\/[^/]+\.svg$/.test(path),
  paths: (summary) => allCharts(summary).map(pathOf),
  render: ({ summary }) =>
    allCharts(summary).map((chart) => ({ path: pathOf(chart), content: `${drawChartSvg(chart)}\n` })),
};

function pathOf({ name }: { readonly name: string }): string {
  return `charts/${name}.svg`;
}
