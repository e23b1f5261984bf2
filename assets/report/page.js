import { curveConfiguration } from './curveChart.js';
import { startImages } from './images.js';
import { startKeys } from './keys.js';
import { showChart } from './liveCharts.js';
import { unfoldInPrint } from './print.js';
import { startTables } from './tables.js';
import { startWorkspace } from './workspace.js';

const { themes, charts, curves, images } = JSON.parse(document.getElementById('report-data').textContent);

for (const { name, configuration } of charts) {
  showChart(document.querySelector(`canvas[data-chart="${name}"]`), configuration, themes);
}

const first = document.querySelector('canvas[data-part="overview"]');
if (first) {
  const { overview } = curves;
  const choice = { attacks: [overview.id], models: curves.models.map((_, index) => index) };
  const data = { ...curves, attacks: [overview] };
  showChart(first, curveConfiguration(data, { ...choice, metric: 'relative', axis: overview.axes[0] }), themes);
}

startTables();
startWorkspace(curves, themes);
startImages(images, curves.models);
startKeys();
unfoldInPrint();
