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
  beforeInit({ legend, config }, _event, { fontSize }) {
    if (!legend) return;
    if (config.type === 'line') clearLegendBoxes(legend);
    // Chart.js has no option for space below the legend.
    const fit = legend.fit;
    legend.fit = () => {
      fit.call(legend);
      legend.height += fontSize;
    };
  },
  beforeDraw({ ctx, scales }) {
    for (const scale of Object.values(scales))
      if (scale.type === 'logarithmic' && scale.isHorizontal()) spaceLabels(ctx, scale);
  },
  beforeDatasetsDraw(chart, _event, options) {
    clipped(chart, () => {
      for (const { dataset } of visible(chart))
        if (options.intervals === 'band' && !dataset.isGhost) drawBand(chart, dataset);
    });
    if (options.mark) drawMark(chart, options.mark, options);
  },
  afterDraw(chart) {
    if (chart.config.type === 'line' && chart.legend?.options.display) drawLegendLines(chart);
  },
  afterDatasetsDraw(chart, _event, options) {
    for (const { dataset, meta } of visible(chart)) {
      if (dataset.clean !== undefined) drawCleanEnd(chart, dataset);
      if (options.intervals === 'whisker') drawWhiskers(chart, dataset, { meta, options });
    }
  },
};

/** Chart.js spaces the labels of an axis as if they were even: on a logarithmic one, those that would touch more important ones go. */
function spaceLabels(ctx, scale) {
  const { size, family } = scale.options.ticks.font;
  const rank = (value) => Math.abs(Math.log10(value) % 1);
  ctx.save();
  ctx.font = `${size}px ${family}`;
  const labels = scale.ticks.map((tick, index) => {
    const half = ctx.measureText(tick.label).width / 2 + 0.3 * size;
    const middle = scale.getPixelForTick(index);
    return { tick, from: middle - half, to: middle + half };
  });
  ctx.restore();
  const kept = [];
  for (const label of labels.toSorted((a, b) => rank(a.tick.value) - rank(b.tick.value))) {
    if (kept.some(({ from, to }) => label.from < to && from < label.to)) label.tick.label = '';
    else if (label.tick.label !== '') kept.push(label);
  }
  scale._labelItems = null; // computed before
}

/** The legend of lines leaves room for line and marker, which Chart.js cannot draw together. */
function clearLegendBoxes(legend) {
  const build = legend.buildLabels;
  legend.buildLabels = () => {
    build.call(legend);
    for (const item of legend.legendItems) {
      Object.assign(item, { fillStyle: 'transparent', strokeStyle: 'transparent', lineWidth: 0 });
    }
  };
}

/** Draws each series in the legend as in the chart: its dashes and its marker. */
function drawLegendLines(chart) {
  const { ctx, legend, width, height } = chart;
  const { boxWidth } = legend.options.labels;
  legend.legendItems.forEach(({ datasetIndex, hidden }, index) => {
    const box = legend.legendHitBoxes[index];
    const dataset = chart.data.datasets[datasetIndex];
    const [point] = chart.getDatasetMeta(datasetIndex).data;
    if (hidden || !box || !point) return;
    const middle = box.top + box.height / 2;
    ctx.save();
    ctx.strokeStyle = dataset.borderColor;
    ctx.lineWidth = dataset.borderWidth;
    ctx.setLineDash(dataset.borderDash ?? []);
    ctx.beginPath();
    ctx.moveTo(box.left, middle);
    ctx.lineTo(box.left + boxWidth, middle);
    ctx.stroke();
    ctx.setLineDash([]);
    const marker = Object.create(point, { x: { value: box.left + boxWidth / 2 }, y: { value: middle } });
    marker.draw(ctx, { left: 0, top: 0, right: width, bottom: height });
    ctx.restore();
  });
}

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
    if (dataset.dotColor) {
      drawDot(chart, { from, to, at: bar, colour: dataset.dotColor[index], radius: dataset.dotRadius, options });
      ctx.fillText(text, to + options.fontSize / 2, bar.y);
      return;
    }
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

/** Whether a curve runs above `bottom` between two ends, all in pixels. */
function runsThrough({ scales: { x, y } }, { data }, { left, right, bottom }) {
  const points = data.map((point) => ({ x: x.getPixelForValue(point.x), y: y.getPixelForValue(point.y) }));
  return points.some((point, index) => {
    const next = points[index + 1] ?? point;
    if (next.x < left || point.x > right) return false;
    const at = (end) =>
      next.x === point.x ? point.y : point.y + ((next.y - point.y) * (end - point.x)) / (next.x - point.x);
    return Math.min(at(Math.max(left, point.x)), at(Math.min(right, next.x))) < bottom;
  });
}

/** A dot at a value with a line for its interval. */
function drawDot({ ctx }, { from, to, at, colour, radius, options }) {
  const { fillStyle } = ctx;
  ctx.strokeStyle = colour;
  ctx.fillStyle = colour;
  ctx.lineWidth = 1.5 * options.lineWidth;
  ctx.beginPath();
  ctx.moveTo(from, at.y);
  ctx.lineTo(to, at.y);
  ctx.stroke();
  ctx.beginPath();
  ctx.arc(at.x, at.y, 1.2 * radius, 0, 2 * Math.PI);
  ctx.fill();
  ctx.fillStyle = fillStyle;
}

/** Draws a vertical line; its label is placed where no curve runs: at its top left, else at the bottom. */
function drawMark(chart, { x: value, title, words }, options) {
  const {
    ctx,
    chartArea,
    scales: { x },
  } = chart;
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
  const room = { left: at - width, right: at, bottom: chartArea.top + 3 * fontSize };
  const isFree = fitsLeft && !visible(chart).some(({ dataset }) => runsThrough(chart, dataset, room));
  const top = isFree ? chartArea.top + fontSize : chartArea.bottom - 2.6 * fontSize;
  if (fitsLeft || fitsRight) ctx.fillText(words, left, top + 1.35 * fontSize);
  ctx.font = `600 ${fontSize}px ${fontFamily}`;
  ctx.fillText(title, left, top);
  ctx.restore();
}
