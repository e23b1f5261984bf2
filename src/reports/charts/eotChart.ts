import type { EotCurve } from '../summary/auditSummary.js';
import type { Summary } from '../summary/summary.js';
import { counted, percentWithInterval } from '../text/numberText.js';
import type { Chart, PlainConfiguration, PlainDataset } from './chart.js';
import { legendLabel } from './chartText.js';
import { axisStyle, furniture, intervalStyle, ownLegend } from './furniture.js';
import type { Medium } from './medium.js';

const ladderNames = { fgsm: 'FGSM', pgd: 'PGD, 10 steps' } as const;

/** Relative accuracy against the number of draws averaged, a curve for each model and ladder; null without ladders. */
export function eotChart(summary: Summary): Chart | null {
  const { audit, dataset, partial } = summary;
  const curves = (audit?.eotCurves ?? []).filter(({ points }) => points.length > 0);
  if (audit === null || curves.length === 0) return null;
  const images = counted(Math.min(audit.images, dataset.evaluated), 'image');
  const heading = {
    title: 'EOT convergence: do more draws go on helping?',
    subtitle: `${partial ? 'PARTIAL: ' : ''}${dataset.name} ${dataset.split}, first ${images}; relative accuracy; bands: 95 % intervals`,
  };
  const eots = [...new Set(curves.flatMap(({ points }) => points.map(({ eot }) => eot)))].sort((a, b) => a - b);
  return {
    name: 'audit-eot',
    attack: 'audit',
    ...heading,
    description:
      'Line chart: relative accuracy of stochastic models against the number of draws that an attack averages.',
    models: curves.map(({ model }) => model),
    bars: null,
    table: {
      head: ['Draws', ...curves.map((curve) => nameOf(summary, curve))],
      rows: eots.map((eot) => [
        String(eot),
        ...curves.map(({ points }) => {
          const point = points.find((candidate) => candidate.eot === eot);
          return point ? percentWithInterval(point.value, point.interval) : '–';
        }),
      ]),
    },
    configure: (medium) => configuration(summary, curves, { heading, eots, medium }),
  };
}

function nameOf({ models }: Summary, { model, kind }: EotCurve): string {
  return `${models[model]!.label}: ${ladderNames[kind]}`;
}

interface View {
  readonly heading: { readonly title: string; readonly subtitle: string };
  readonly eots: readonly number[];
  readonly medium: Medium;
}

function configuration(summary: Summary, curves: readonly EotCurve[], { heading, eots, medium }: View) {
  const base = furniture({ ...heading, hasLegend: 'lines' }, medium);
  const report = intervalStyle('band', { fontSize: 0.85 * medium.fontSize, lineWidth: medium.lineWidth / 1.5 });
  const x = axisStyle('Draws averaged for each gradient (EOT)', medium);
  return {
    type: 'line',
    data: { datasets: curves.map((curve) => dataset(summary, curve, medium)) },
    options: {
      ...base,
      interaction: { mode: 'index', intersect: false },
      scales: {
        x: { type: 'logarithmic', min: eots[0]!, max: eots.at(-1)!, ...x },
        y: { ...axisStyle('Relative accuracy in %', medium), min: 0, max: 100 },
      },
      plugins: ownLegend(base, report),
    },
  } as PlainConfiguration;
}

function dataset(summary: Summary, curve: EotCurve, medium: Medium): PlainDataset {
  const { style } = summary.models[curve.model]!;
  const colour = `var(--series-${style.index})`;
  return {
    label: legendLabel(nameOf(summary, curve)),
    data: curve.points.map(({ eot, value }) => ({ x: eot, y: 100 * value })),
    points: curve.points.map(({ eot, value, interval }) => ({
      low: 100 * interval[0],
      high: 100 * interval[1],
      title: counted(eot, 'draw'),
      text: percentWithInterval(value, interval),
    })),
    borderColor: colour,
    backgroundColor: colour,
    borderWidth: medium.lineWidth,
    borderDash: curve.kind === 'fgsm' ? [] : [3 * medium.lineWidth, 2 * medium.lineWidth],
    pointStyle: curve.kind === 'fgsm' ? style.marker : 'rectRot',
    pointRadius: medium.pointRadius,
    pointBorderWidth: medium.lineWidth,
    clip: 2 * medium.pointRadius,
  } as PlainDataset;
}
