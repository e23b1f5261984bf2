import { paint, reportPlugin } from './chartPlugin.js';

const darkness = matchMedia('(prefers-color-scheme: dark)');
const shown = new Map();
globalThis.Chart.register(reportPlugin);

/** Draws a chart in the current colours, replacing the previous one on the canvas. It is redrawn when the colours change. */
export function showChart(canvas, configuration, themes) {
  shown.get(canvas)?.chart.destroy();
  const chart = new globalThis.Chart(canvas, live(configuration, { canvas, themes, isDark: darkness.matches }));
  shown.set(canvas, { chart, configuration, themes });
}

/** The configuration in the theme's colours, with the options that need functions. */
function live(configuration, { canvas, themes, isDark }) {
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

/** Reduces the padding of narrow charts. */
function narrow({ layout, scales }) {
  for (const { title } of Object.values(scales)) {
    if (title?.display && title.text.includes(' (')) title.text = title.text.split(/ (?=\()/);
  }
  if (!(layout.padding.right > 92)) return;
  layout.padding.right = 92;
  scales.y.ticks.font = { ...scales.y.ticks.font, size: 10 };
}

function repaint() {
  for (const [canvas, { configuration, themes }] of [...shown]) showChart(canvas, configuration, themes);
}

darkness.addEventListener('change', repaint);
// Text is measured with the available fonts: redraw when ours are loaded.
document.fonts.ready.then(repaint);
