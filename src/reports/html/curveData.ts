import { type Perturbation, perturbationKind } from '../../perturbations/perturbations.js';
import { chartFrame } from '../charts/chartFrame.js';
import type { CurvePoint } from '../summary/curves.js';
import type { AttackSummary, Summary } from '../summary/summary.js';
import type { WorstPoint } from '../summary/worstCase.js';
import { count } from '../text/numberText.js';
import type { Rate } from '../text/rate.js';

/** Value and interval, then hits and total if counted. */
type Figures = readonly number[];

/** A point of a curve for the page's script. */
interface PointData {
  readonly label: string;
  readonly snrDb: number | null;
  readonly epsilon: number | null;
  readonly accuracy: Figures | null;
  readonly relative: Figures | null;
  readonly drop: Figures;
  /** Accuracy and its drop in the baseline, if the run was compared with one. */
  readonly baseline?: { readonly accuracy: number; readonly drop: number | null };
}

export const snrAxis = {
  key: 'snr',
  scale: 1,
  title: 'SNR in dB',
  unit: 'SNR in dB (weaker perturbation to the right)',
};

/** The data of the page's charts and tables: every curve with every figure. */
export function curveData(summary: Summary) {
  return {
    frame: chartFrame(),
    models: summary.models.map(({ id, label, style }) => ({
      ...{ id, label },
      ...{ index: style.index, dash: style.dash, marker: style.marker },
    })),
    /** For the first screen. */
    overview: worstData(summary),
    attacks: [
      ...(summary.worst && summary.worst.attacks.length > 1 ? [worstData(summary)!] : []),
      ...summary.attacks.map((attack) => attackData(summary, attack)),
    ].filter(({ curves }) => curves.length > 0),
    axes: [snrAxis, ...summary.attacks.map(({ perturbation }) => axisOf(perturbation))],
    reference: summary.reference,
    sample: `${summary.dataset.name} ${summary.dataset.split}, ${count(summary.dataset.evaluated)} images`,
  };
}

function worstData({ worst }: Summary) {
  if (!worst) return null;
  const isSnr = worst.sweep === 'snrDb';
  const title = worst.attacks.length === 1 ? worst.attacks[0]! : `Worst of ${worst.attacks.length} attacks`;
  return {
    id: 'worst',
    title,
    axes: isSnr ? ['snr'] : [axisOf(worst.perturbation).key],
    curves: worst.curves.map(({ model, clean, points }) => ({
      model,
      clean: figures(clean),
      points: points.map(
        (point: WorstPoint): PointData => ({
          label: point.label,
          snrDb: isSnr ? point.value : null,
          epsilon: isSnr ? null : point.value,
          accuracy: figures(point.accuracy),
          relative: figures(point.relative),
          drop: dropFigures(point.drop),
        }),
      ),
    })),
  };
}

/** The axis of a perturbation's strength and its name in the URL hash. */
export function axisOf(perturbation: Perturbation) {
  const { scale, words } = perturbationKind(perturbation).axis(perturbation);
  const key = words.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return { key, scale, title: words, unit: `${words} (stronger perturbation to the right)` };
}

function attackData({ comparison, models }: Summary, { id, title, perturbation, curves }: AttackSummary) {
  const before = (model: number, attack: string | null, point: string) =>
    comparison?.lines.find(
      (line) => line.modelId === models[model]!.id && line.attack === attack && line.point === point,
    )?.baselineAccuracy;
  return {
    id,
    title,
    axes: ['snr', axisOf(perturbation).key],
    curves: curves.map(({ model, clean, points }) => {
      const cleanBefore = comparison?.lines.find((line) => line.modelId === models[model]!.id && line.attack === null);
      return {
        model,
        clean: figures(clean),
        points: points.map((point: CurvePoint): PointData => {
          const accuracy = before(model, id, point.label);
          const drop = cleanBefore && accuracy !== undefined ? cleanBefore.baselineAccuracy - accuracy : null;
          return {
            label: point.label,
            snrDb: rounded(point.snrDb),
            epsilon: rounded(point.epsilon),
            accuracy: figures(point.accuracy),
            relative: figures(point.relative),
            drop: dropFigures(point.drop),
            ...(accuracy === undefined ? {} : { baseline: { accuracy: round(accuracy), drop: rounded(drop) } }),
          };
        }),
      };
    }),
  };
}

function figures(rate: Rate | null): Figures | null {
  return rate && [...[rate.value, ...rate.interval].map(round), rate.hits, rate.total];
}

function dropFigures({ value, interval }: CurvePoint['drop']): Figures {
  return [value, ...interval].map(round);
}

/** Rounds to the digits that charts and tables show. */
function round(value: number): number {
  return Number(value.toPrecision(6));
}

function rounded(value: number | null): number | null {
  return value === null ? null : round(value);
}
