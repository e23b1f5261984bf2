import { isSamePerturbation, perturbationKind } from '../../perturbations/perturbations.js';
import type { Curve, CurvePoint } from '../summary/curves.js';
import type { AttackSummary, Summary } from '../summary/summary.js';
import { type Rate, rateText, rateWithCounts } from '../text/rate.js';
import { axisEnds } from './axisEnds.js';
import type { Chart, PlainConfiguration, PlainDataset } from './chart.js';
import { legendLabel } from './chartText.js';
import { axisStyle, furniture, intervalStyle, ownLegend } from './furniture.js';
import type { Medium } from './medium.js';
import { sampleText } from './sampleText.js';

/**
 * Certified accuracy against the radius, and accuracy under the attacks of the same norm against their epsilon, for every model; null
 * without certificates or without such attacks.
 */
export function radiusChart(summary: Summary): Chart | null {
  const certificates = summary.attacks.filter(({ isCertificate, sweep }) => isCertificate && sweep === 'epsilons');
  const [first] = certificates;
  if (first === undefined) return null;
  const { kind, axis } = {
    kind: first.perturbation,
    axis: perturbationKind(first.perturbation).axis(first.perturbation),
  };
  const attacks = summary.attacks.filter(
    ({ isCertificate, sweep, perturbation }) =>
      !isCertificate && sweep === 'epsilons' && isSamePerturbation(perturbation, kind),
  );
  const lines = [...certificates, ...attacks].flatMap((attack, place) =>
    attack.curves.flatMap((curve) => (shownPoints(curve).length === 0 ? [] : [{ attack, curve, place }])),
  );
  if (attacks.length === 0 || lines.length < 2) return null;
  const heading = {
    title: 'Certified radius and attacks',
    subtitle: sampleText(summary, 'solid: certified accuracy of the smoothed model; dashed: accuracy under attack'),
  };
  // Rounded, as means of equal epsilons may differ in their last digits.
  const sizeOf = ({ epsilon }: CurvePoint) => Number((axis.scale * epsilon).toPrecision(4));
  const sizes = [...new Set(lines.flatMap(({ curve }) => shownPoints(curve).map(sizeOf)))];
  return {
    name: 'certified-radius',
    attack: 'certified',
    ...heading,
    description: `Line chart: certified accuracy and accuracy under ${attacks.length} attacks against ${axis.words}.`,
    models: lines.map(({ curve }) => curve.model),
    bars: null,
    table: {
      head: [axis.words, ...lines.map((line) => nameOf(summary, line))],
      rows: sizes
        .sort((a, b) => a - b)
        .map((size) => [
          String(size),
          ...lines.map(({ curve }) =>
            rateText(shownPoints(curve).find((point) => sizeOf(point) === size)?.accuracy ?? null),
          ),
        ]),
    },
    configure: (medium) => configuration(summary, lines, { heading, axis, medium }),
  };
}

interface Line {
  readonly attack: AttackSummary;
  readonly curve: Curve;
  /** Place of the attack among the lines: 0 for the first certificate. */
  readonly place: number;
}

type ShownPoint = CurvePoint & { readonly accuracy: Rate };

function shownPoints({ points }: Curve): ShownPoint[] {
  return points.filter((point): point is ShownPoint => point.accuracy !== null).sort((a, b) => a.epsilon - b.epsilon);
}

function nameOf({ models }: Summary, { attack, curve }: Line): string {
  return `${models[curve.model]!.label}: ${attack.title}`;
}

interface View {
  readonly heading: { readonly title: string; readonly subtitle: string };
  readonly axis: { readonly scale: number; readonly words: string };
  readonly medium: Medium;
}

function configuration(summary: Summary, lines: readonly Line[], { heading, axis, medium }: View): PlainConfiguration {
  const base = furniture({ ...heading, hasLegend: 'lines' }, medium);
  const report = intervalStyle('band', { fontSize: 0.85 * medium.fontSize, lineWidth: medium.lineWidth / 1.5 });
  const xs = lines.flatMap(({ curve }) => shownPoints(curve).map(({ epsilon }) => axis.scale * epsilon));
  const { low, high } = axisEnds(xs, 'linear');
  return {
    type: 'line',
    data: { datasets: lines.map((line) => dataset(summary, line, { axis, medium })) },
    options: {
      ...base,
      interaction: { mode: 'index', intersect: false },
      scales: {
        x: { type: 'linear', min: low, max: high, ...axisStyle(axis.words, medium) },
        y: { ...axisStyle('Accuracy in %', medium), min: 0, max: 100 },
      },
      plugins: ownLegend(base, report),
    },
  } as PlainConfiguration;
}

/** Dashes by attack, in multiples of the line's width; certificates are solid. */
const dashes: readonly (readonly [number, number])[] = [
  [3, 2],
  [1, 1.5],
  [6, 2],
  [2, 3],
];

function dataset(summary: Summary, line: Line, { axis, medium }: Pick<View, 'axis' | 'medium'>): PlainDataset {
  const { attack, curve, place } = line;
  const { style } = summary.models[curve.model]!;
  const colour = `var(--series-${style.index})`;
  const points = shownPoints(curve);
  return {
    label: legendLabel(nameOf(summary, line)),
    data: points.map(({ epsilon, accuracy }) => ({ x: axis.scale * epsilon, y: 100 * accuracy.value })),
    points: points.map(({ label, accuracy }) => ({
      low: 100 * accuracy.interval[0],
      high: 100 * accuracy.interval[1],
      title: label,
      text: rateWithCounts(accuracy),
    })),
    borderColor: colour,
    backgroundColor: colour,
    borderWidth: medium.lineWidth,
    borderDash: attack.isCertificate ? [] : dashes[place % dashes.length]!.map((length) => length * medium.lineWidth),
    pointStyle: attack.isCertificate ? style.marker : 'rectRot',
    pointRadius: medium.pointRadius,
    pointBorderWidth: medium.lineWidth,
    clip: 2 * medium.pointRadius,
  } as PlainDataset;
}
