/**
 * A copy of a configuration with every colour of the form `var(--name)` replaced by `colours[name]`. Only values of keys that end
 * in `Color` or `colour` are replaced.
 */
export function paint(configuration, colours, key = '') {
  if (Array.isArray(configuration)) return configuration.map((item) => paint(item, colours, key));
  if (typeof configuration === 'object' && configuration !== null) {
    const entries = Object.entries(configuration);
    return Object.fromEntries(entries.map(([name, value]) => [name, paint(value, colours, name)]));
  }
  const name = /colou?r$/i.test(key) && /^var\(--(.+)\)$/.exec(String(configuration));
  return name ? colours[name[1]] : configuration;
}

/**
 * Draws elements that Chart.js lacks: intervals as bands and whiskers, a marked SNR, accuracies without attack, and values beside
 * bars.
 */
export const reportPlugin = {
  id: 'report',
  beforeInit({ legend }, _event, { fontSize }) {
    if (!legend) return;
    // Chart.js has no option for space below the legend.
    const fit = legend.fit;
    legend.fit = () => {
      fit.call(legend);
      legend.height += fontSize;
    };
  },
  beforeDatasetsDraw(chart, _event, options) {
    clipped(chart, () => {
      for (const { dataset } of visible(chart))
        if (options.intervals === 'band' && !dataset.isGhost) drawBand(chart, dataset);
    });
    if (options.mark) drawMark(chart, options.mark, options);
  },
  afterDatasetsDraw(chart, _event, options) {
    for (const { dataset, meta } of visible(chart)) {
      if (dataset.clean !== undefined) drawCleanEnd(chart, dataset);
      if (options.intervals === 'whisker') drawWhiskers(chart, dataset, { meta, options });
    }
  },
};

function visible(chart) {
  return chart.data.datasets
    .map((dataset, index) => ({ dataset, meta: chart.getDatasetMeta(index), index }))
    .filter(({ index }) => chart.isDatasetVisible(index));
}

function clipped(chart, draw) {
  const { left, top, width, height } = chart.chartArea;
  chart.ctx.save();
  chart.ctx.beginPath();
  chart.ctx.rect(left, top, width, height);
  chart.ctx.clip();
  draw();
  chart.ctx.restore();
}

function drawBand({ ctx, scales: { x, y } }, dataset) {
  const ends = dataset.data.map((point, index) => ({
    x: x.getPixelForValue(point.x),
    low: y.getPixelForValue(dataset.points[index].low),
    high: y.getPixelForValue(dataset.points[index].high),
  }));
  if (ends.length === 1) {
    drawInterval(ctx, dataset, ends[0]);
    return;
  }
  ctx.beginPath();
  for (const end of ends) ctx.lineTo(end.x, end.high);
  for (const end of ends.reverse()) ctx.lineTo(end.x, end.low);
  ctx.closePath();
  ctx.globalAlpha = 0.16;
  ctx.fillStyle = dataset.borderColor;
  ctx.fill();
  ctx.globalAlpha = 1;
}

/** Draws the interval of a single point, which has no band. */
function drawInterval(ctx, dataset, { x, low, high }) {
  ctx.beginPath();
  ctx.moveTo(x, low);
  ctx.lineTo(x, high);
  ctx.strokeStyle = dataset.borderColor;
  ctx.lineWidth = dataset.borderWidth;
  ctx.stroke();
}

/**
 * Draws a dashed line from the last point to the end of the axis, at the accuracy without attack, with a short bar at its end.
 */
function drawCleanEnd({ ctx, chartArea, scales: { x, y } }, dataset) {
  const last = dataset.data.at(-1);
  // With a single point, a line would suggest a course that was not measured.
  if (dataset.data.length < 2) return;
  const at = y.getPixelForValue(dataset.clean);
  ctx.save();
  ctx.strokeStyle = dataset.borderColor;
  ctx.lineWidth = dataset.borderWidth;
  ctx.setLineDash([2, 4]);
  ctx.beginPath();
  ctx.moveTo(x.getPixelForValue(last.x), y.getPixelForValue(last.y));
  ctx.lineTo(chartArea.right - 8, at);
  ctx.stroke();
  ctx.setLineDash([]);
  ctx.lineWidth = 1.5 * dataset.borderWidth;
  ctx.beginPath();
  ctx.moveTo(chartArea.right - 8, at);
  ctx.lineTo(chartArea.right, at);
  ctx.stroke();
  ctx.restore();
}

function drawWhiskers(chart, dataset, { meta, options }) {
  const { ctx } = chart;
  const { x } = chart.scales;
  ctx.save();
  ctx.font = `600 ${options.fontSize}px ${options.fontFamily}`;
  ctx.textBaseline = 'middle';
  ctx.fillStyle = options.textColor;
  meta.data.forEach((bar, index) => {
    if (!chart.getDataVisibility(index)) return;
    const { low, high, text } = dataset.points[index];
    const [from, to] = [x.getPixelForValue(low), x.getPixelForValue(high)];
    const cap = Math.min(8, bar.height / 4);
    ctx.beginPath();
    ctx.moveTo(from, bar.y);
    ctx.lineTo(to, bar.y);
    for (const end of [from, to]) {
      ctx.moveTo(end, bar.y - cap);
      ctx.lineTo(end, bar.y + cap);
    }
    // An outline in the background colour separates it from the bar.
    for (const [colour, width] of [
      [options.groundColor, 2.2],
      [options.textColor, 1],
    ]) {
      ctx.strokeStyle = colour;
      ctx.lineWidth = width * options.lineWidth;
      ctx.stroke();
    }
    ctx.fillText(text, to + options.fontSize / 2, bar.y);
  });
  ctx.restore();
}

/** Draws a vertical line; its label is placed away from curves: at its top left or, if there is no room, at its bottom right. */
function drawMark({ ctx, chartArea, scales: { x } }, { x: value, title, words }, options) {
  const at = x.getPixelForValue(value);
  if (at < chartArea.left || at > chartArea.right) return;
  const { fontSize, fontFamily } = options;
  const gap = fontSize / 2;
  ctx.save();
  ctx.strokeStyle = options.markColor;
  ctx.lineWidth = options.lineWidth;
  ctx.setLineDash([5, 5]);
  ctx.beginPath();
  ctx.moveTo(at, chartArea.top);
  ctx.lineTo(at, chartArea.bottom);
  ctx.stroke();
  ctx.fillStyle = options.textColor;
  ctx.textBaseline = 'middle';
  ctx.font = `${fontSize}px ${fontFamily}`;
  const width = ctx.measureText(words).width + gap;
  const fitsLeft = at - width > chartArea.left + gap;
  const fitsRight = at + width < chartArea.right;
  ctx.textAlign = fitsLeft ? 'right' : 'left';
  const left = fitsLeft ? at - gap : at + gap;
  const top = fitsLeft ? chartArea.top + fontSize : chartArea.bottom - 2.6 * fontSize;
  if (fitsLeft || fitsRight) ctx.fillText(words, left, top + 1.35 * fontSize);
  ctx.font = `600 ${fontSize}px ${fontFamily}`;
  ctx.fillText(title, left, top);
  ctx.restore();
}
