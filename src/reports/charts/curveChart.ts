import type { Curve, CurvePoint } from '../summary/curves.js';
import type { AttackSummary, Summary } from '../summary/summary.js';
import { decibels, epsilonText, percentWithInterval } from '../text/numberText.js';
import { axisEnds } from './axisEnds.js';
import type { Chart, ChartTable, PlainConfiguration, PlainDataset } from './chart.js';
import { legendLabel } from './chartText.js';
import type { CurveView, Drawn, Place } from './curveView.js';
import { dotChart } from './dotChart.js';
import { axisStyle, furniture, intervalStyle, seriesLook } from './furniture.js';
import type { Medium } from './medium.js';

/** Curves of all models under an attack, or dots if no curve has two points on the axis; null without points. */
export function curveChart(
  summary: Summary,
  attack: Pick<AttackSummary, 'id' | 'slug' | 'curves'>,
  view: CurveView,
): Chart | null {
  const drawn = attack.curves
    .map((curve) => ({ curve, places: placesOf(curve, view) }))
    .filter(({ places }) => places.length > 0);
  if (drawn.length === 0) return null;
  const isDots = drawn.every(({ places }) => places.length < 2);
  const { name, title, subtitle, description } = view;
  return {
    name: `${attack.slug}-${name}`,
    attack: attack.id,
    title,
    subtitle,
    description,
    models: drawn.map(({ curve }) => curve.model),
    bars: null,
    table: tableOf(
      summary,
      drawn.map(({ curve }) => curve),
      view,
    ),
    configure: (medium) => configuration(summary, drawn, { view, medium }),
    ...(isDots ? dotChart(summary, drawn, view) : {}),
  };
}

function placesOf(curve: Curve, { x, y }: CurveView): Place[] {
  return curve.points
    .flatMap((point) => {
      const place = x(point);
      const shown = y(point);
      return place === null || shown === null ? [] : { x: place, point, shown };
    })
    .sort((a, b) => a.x - b.x);
}

function configuration(
  summary: Summary,
  drawn: Drawn,
  { view, medium }: { readonly view: CurveView; readonly medium: Medium },
): PlainConfiguration {
  const { fontSize, lineWidth } = medium;
  const base = furniture({ title: view.title, subtitle: view.subtitle, hasLegend: 'lines' }, medium);
  const xs = drawn.flatMap(({ places }) => places.map(({ x }) => x));
  const { low, high } = axisEnds(xs, view.xScale);
  const lowest = Math.min(...drawn.flatMap(({ places }) => places.map(({ shown }) => 100 * shown.value)));
  const style = { fontSize: 0.85 * fontSize, lineWidth: lineWidth / 1.5 };
  const report = { ...intervalStyle('band', style), ...(view.mark ? { mark: view.mark } : {}) };
  return {
    type: 'line',
    data: { datasets: drawn.map(({ curve, places }) => dataset(summary, curve, { places, medium, view })) },
    options: {
      ...base,
      interaction: { mode: 'index', intersect: false },
      scales: {
        x: {
          type: view.xScale,
          min: low,
          max: view.showsClean ? high + 0.06 * (high - low || 1) : high,
          ...axisStyle(view.xTitle, medium),
        },
        y: { ...axisStyle(view.yTitle, medium), min: lowest < -2 ? 10 * Math.floor(lowest / 10) : 0, max: 100 },
      },
      plugins: { ...base.plugins, report } as NonNullable<PlainConfiguration['options']>['plugins'] & object,
    },
  };
}

function dataset(
  summary: Summary,
  curve: Curve,
  { places, medium, view }: { readonly places: readonly Place[]; readonly medium: Medium; readonly view: CurveView },
): PlainDataset {
  const { label, style } = summary.models[curve.model]!;
  return {
    label: legendLabel(label),
    data: places.map(({ x, shown }) => ({ x, y: 100 * shown.value })),
    points: places.map(({ point, shown }) => ({
      low: 100 * shown.interval[0],
      high: 100 * shown.interval[1],
      title: pointTitle(point),
      text: shown.text ?? percentWithInterval(shown.value, shown.interval),
    })),
    ...(view.showsClean && curve.clean ? { clean: 100 * curve.clean.value } : {}),
    ...seriesLook(style, medium),
    pointHoverRadius: 1.5 * medium.pointRadius,
    pointBorderWidth: medium.lineWidth,
    clip: 2 * medium.pointRadius,
  } as PlainDataset;
}

/** `33 dB, epsilon 1.42/255`: the requested strength and its value on the other axis. */
function pointTitle({ label, epsilon, snrDb }: CurvePoint): string {
  if (label.endsWith('dB')) return `${label}, epsilon ${epsilonText(epsilon)}`;
  return snrDb === null ? label : `${label}, ${decibels(snrDb)}`;
}

function tableOf(summary: Summary, curves: readonly Curve[], { y }: CurveView): ChartTable {
  const points = curves[0]!.points;
  return {
    head: ['Point', ...curves.map(({ model }) => summary.models[model]!.label)],
    rows: points.map(({ label }, index) => [
      label,
      ...curves.map((curve) => {
        const shown = curve.points[index] ? y(curve.points[index]) : null;
        return shown ? percentWithInterval(shown.value, shown.interval) : '–';
      }),
    ]),
  };
}
