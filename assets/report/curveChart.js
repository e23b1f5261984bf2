/** Values of a point that can be drawn: value and interval in percent, and title. */
export const metrics = {
  relative: { title: 'Relative accuracy', unit: 'Relative accuracy in %', of: ({ relative }) => relative },
  accuracy: { title: 'Accuracy', unit: 'Accuracy in %', of: ({ accuracy }) => accuracy, before: (b) => b.accuracy },
  drop: { title: 'Accuracy drop', unit: 'Accuracy drop in points', of: ({ drop }) => drop, before: (b) => b.drop },
  gap: {
    title: 'Gap to perfect robustness',
    unit: 'Gap in %',
    of: ({ relative }) =>
      relative && [1 - relative[0], 1 - relative[2], 1 - relative[1], relative[4] - relative[3], relative[4]],
  },
};

/** An axis by key: the SNR, or a perturbation bound of some of the attacks. */
export function axisNamed({ axes }, wanted) {
  const axis = axes.find(({ key }) => key === wanted);
  const of = ({ snrDb, epsilon }) => (wanted === 'snr' ? snrDb : epsilon === null ? null : axis.scale * epsilon);
  return { ...axis, of };
}

const dashes = [[], [9, 4], [3, 3], [12, 4, 3, 4], [6, 3, 1, 3]];
const markers = ['circle', 'rect', 'triangle', 'rectRot', 'star', 'crossRot'];

/**
 * Chart.js configuration for models under attacks. With one attack, each model has its style; with several, colours distinguish
 * models, dashes and markers attacks. `baseline` shows the curves of the compared run, thin and dotted.
 */
export function curveConfiguration(data, { attacks, models, metric, axis, baseline }) {
  const { frame } = data;
  const drawn = drawnCurves(data, { attacks, models, metric, axis });
  const isMany = attacks.length > 1;
  const xs = drawn.flatMap(({ places }) => places.map(({ x }) => x));
  const [low, high] = [Math.min(...xs), Math.max(...xs)];
  const isLogarithmic = axis !== 'snr' && high / Math.min(...xs.filter((x) => x > 0)) > 80;
  const isFitting = ({ x }) => !isLogarithmic || x > 0;
  const lowest = Math.min(0, ...drawn.flatMap(({ places }) => places.map(({ figures }) => 100 * figures[0])));
  const { reference } = data;
  const mark =
    axis === 'snr' && reference && (metric === 'relative' || metric === 'gap' || metric === 'accuracy')
      ? {
          mark: {
            x: reference.snrDb,
            title: `${reference.snrDb} dB`,
            words: reference.snrDb === 33 ? 'threshold of human perception' : 'reference',
          },
        }
      : {};
  const datasets = drawn.flatMap((curve) => {
    const kept = { ...curve, places: curve.places.filter(isFitting) };
    return [curveDataset(data, kept, isMany), ...(baseline ? ghostDataset(data, kept, metric) : [])];
  });
  const padded = (title) => ({ ...frame.axis, title: { ...frame.axis.title, text: title } });
  return {
    type: 'line',
    data: { datasets },
    options: {
      ...frame.options,
      interaction: { mode: 'nearest', axis: 'x', intersect: false },
      scales: {
        x: {
          ...padded(axisNamed(data, axis).unit),
          type: isLogarithmic ? 'logarithmic' : 'linear',
          min: isLogarithmic ? Math.min(...xs.filter((x) => x > 0)) : low === high ? low - 1 : low,
          max: low === high ? high + 1 : high,
        },
        y: { ...padded(metrics[metric].unit), min: lowest < -2 / 100 ? 10 * Math.floor(lowest / 10) : 0, max: 100 },
      },
      plugins: {
        ...frame.options.plugins,
        legend: { ...frame.options.plugins.legend, display: isMany },
        report: { ...frame.report, ...mark },
      },
    },
  };
}

/** Curves that have values on the axis, each with its values from left to right. */
export function drawnCurves(data, { attacks, models, metric, axis }) {
  const { of } = axisNamed(data, axis);
  return data.attacks
    .filter((attack) => attacks.includes(attack.id) && attack.axes.includes(axis))
    .flatMap((attack) => {
      return attack.curves
        .filter(({ model }) => models.includes(model))
        .map(({ model, points }) => ({
          attack,
          position: attacks.indexOf(attack.id),
          model,
          places: points
            .map((point) => ({ x: of(point), figures: metrics[metric].of(point), point }))
            .filter(({ x, figures }) => x !== null && figures !== null)
            .sort((a, b) => a.x - b.x),
        }));
    })
    .filter(({ places }) => places.length > 0);
}

function curveDataset({ frame, models }, { attack, position, model, places }, isMany) {
  const { label, index, dash, marker } = models[model];
  const colour = `var(--series-${index})`;
  return {
    label: isMany ? `${label}, ${attack.title}` : label,
    data: places.map(({ x, figures }) => ({ x, y: 100 * figures[0] })),
    points: places.map(({ figures, point }) => ({
      low: 100 * figures[1],
      high: 100 * figures[2],
      title: isMany ? '' : pointTitle(point),
      text: `${isMany ? `${point.label}, ` : ''}${figureText(figures)}${countText(figures)}`,
    })),
    borderColor: colour,
    backgroundColor: colour,
    borderWidth: frame.lineWidth,
    borderDash: isMany ? dashes[position % dashes.length] : dash,
    pointStyle: isMany ? markers[position % markers.length] : marker,
    pointRadius: frame.pointRadius,
    pointHoverRadius: 1.5 * frame.pointRadius,
    pointBorderWidth: frame.lineWidth,
    clip: 2 * frame.pointRadius,
  };
}

function ghostDataset({ models }, { model, places }, metric) {
  const { before } = metrics[metric];
  const known = places.filter(({ point }) => before && point.baseline && before(point.baseline) !== null);
  if (known.length === 0) return [];
  const values = known.map(({ point }) => 100 * before(point.baseline));
  return [
    {
      label: `${models[model].label} in the baseline`,
      data: known.map(({ x }, at) => ({ x, y: values[at] })),
      points: known.map(({ point }, at) => ({
        low: values[at],
        high: values[at],
        title: pointTitle(point),
        text: `${values[at].toFixed(1)} %`,
      })),
      borderColor: `var(--series-${models[model].index})`,
      backgroundColor: 'transparent',
      borderWidth: 1,
      borderDash: [2, 3],
      pointRadius: 0,
      isGhost: true,
    },
  ];
}

function pointTitle({ label, snrDb, epsilon }) {
  if (label.endsWith('dB')) return epsilon === null ? label : `${label}, epsilon ${greyLevels(epsilon)}`;
  return snrDb === null ? label : `${label}, ${snrDb.toFixed(1)} dB`;
}

function greyLevels(epsilon) {
  if (epsilon === 0 || epsilon > 1) return String(Number(epsilon.toPrecision(3)));
  return `${Number((255 * epsilon).toPrecision(3))}/255`;
}

/** `97.3 % [96.5, 97.9]` */
export function figureText([value, low, high]) {
  const fixed = (share) =>
    (100 * share)
      .toFixed(1)
      .replace(/^-(?=0\.0$)/, '')
      .replace('-', '−');
  return `${fixed(value)}\u00a0% [${fixed(low)}, ${fixed(high)}]`;
}

function countText([, , , hits, total]) {
  return total === undefined ? '' : `, ${hits.toLocaleString('en-US')} of ${total.toLocaleString('en-US')}`;
}
