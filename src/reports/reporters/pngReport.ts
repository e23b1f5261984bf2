import { allCharts } from '../charts/allCharts.js';
import { drawChart } from '../charts/drawChart.js';
import type { Reporter } from '../reporter.js';

/** `charts/*.png`: every chart, for talks or for a paper's column. */
export const pngReport: Reporter = {
  owns: (path) => /^charts\/[^/]+\.png$/.test(path),
  paths: (summary) => allCharts(summary).map(pathOf),
  render: ({ summary, chartSize }) => {
    const charts = allCharts(summary);
    // Drawn while the one before is compressed, and no more at a time: each takes 16 MB.
    const drawn: Promise<Buffer>[] = [];
    for (const [at, chart] of charts.entries())
      drawn.push(Promise.resolve(drawn[at - 2]).then(() => drawChart(chart, chartSize)));
    return charts.map((chart, at) => ({ path: pathOf(chart), content: drawn[at]! }));
  },
};

function pathOf({ name }: { readonly name: string }): string {
  return `charts/${name}.png`;
}
