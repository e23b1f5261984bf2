import { paint, reportPlugin } from './chartPlugin.js';

const { themes, charts } = JSON.parse(document.getElementById('report-data').textContent);
const darkness = matchMedia('(prefers-color-scheme: dark)');
const { Chart } = globalThis;
Chart.register(reportPlugin);

const drawn = charts.map(({ name, attack, models, configuration }) => {
  const canvas = document.querySelector(`canvas[data-chart="${name}"]`);
  return { attack, models, configuration, canvas, chart: new Chart(canvas, live(configuration, canvas)) };
});

/** The configuration in the colours of the moment, with what only functions can say. */
function live(configuration, canvas, isDark = darkness.matches) {
  const colours = isDark ? themes.dark : themes.light;
  const painted = paint(configuration, colours);
  const told = ({ dataset, dataIndex }) => dataset.points[dataIndex];
  painted.options.plugins.tooltip = {
    ...painted.options.plugins.tooltip,
    ...{ backgroundColor: colours.text, titleColor: colours.ground, bodyColor: colours.ground },
    ...{ padding: 10, cornerRadius: 4, boxPadding: 4, caretSize: 5 },
    enabled: painted.type === 'line',
    callbacks: {
      title: ([first]) => (first ? told(first).title : ''),
      label: (item) => `${item.dataset.label}: ${told(item).text}`,
    },
  };
  if (canvas.parentElement.clientWidth < 440) narrow(painted.options);
  return painted;
}

/** Room for the bars of a chart that is hardly wider than its words. */
function narrow({ layout, scales }) {
  for (const { title } of Object.values(scales)) {
    if (title?.display && title.text.includes(' (')) title.text = title.text.split(/ (?=\()/);
  }
  if (!(layout.padding.right > 92)) return;
  layout.padding.right = 92;
  scales.y.ticks.font = { ...scales.y.ticks.font, size: 10 };
}

function repaint(isDark) {
  for (const { chart, configuration, canvas } of drawn) {
    const painted = live(configuration, canvas, isDark);
    chart.options = painted.options;
    chart.data.datasets.forEach((dataset, index) => {
      Object.assign(dataset, painted.data.datasets[index]);
    });
    chart.update('none');
  }
}

darkness.addEventListener('change', () => repaint());
addEventListener('beforeprint', () => repaint(false));
addEventListener('afterprint', () => repaint());
// Text is measured with the fonts that are there: draw again once ours are.
document.fonts.ready.then(() => repaint());

for (const button of document.querySelectorAll('.legend button')) {
  button.addEventListener('click', () => {
    const isShown = button.getAttribute('aria-pressed') !== 'true';
    button.setAttribute('aria-pressed', String(isShown));
    for (const { attack, models, configuration, chart } of drawn) {
      const series = models.indexOf(Number(button.dataset.model));
      if (attack !== button.dataset.attack || series < 0) continue;
      if (configuration.type === 'line') chart.setDatasetVisibility(series, isShown);
      else if (chart.getDataVisibility(series) !== isShown) chart.toggleDataVisibility(series);
      chart.update('none');
    }
  });
}
