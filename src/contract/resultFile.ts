import type { Mistakes } from './cell.js';
import { countImages } from './imageRange.js';
import { packOutcomes, unpackOutcomes } from './packOutcomes.js';
import type { ResultAudit, ResultCurve, ResultPoint, Results } from './result.js';

type Packed<Figures> = Omit<Figures, 'outcomes'> & { readonly outcomes: string };

/** A curve in a file: the hits of images are packed into text by `packOutcomes`. */
export interface PackedCurve extends Omit<ResultCurve, 'clean' | 'points' | 'zeroGradients' | 'mistakes'> {
  readonly clean: Packed<ResultCurve['clean']>;
  readonly points: readonly Packed<ResultPoint>[];
  readonly zeroGradients?: string;
  readonly mistakes?: {
    readonly labels: string;
    readonly points: readonly string[];
    /** The largest packed number, if a model has answered with outputs beyond the classes of the data set. */
    readonly most?: number;
  };
}

/** The form of `Results` in results.json. Curves have the key `cells` there. */
export interface ResultFile extends Omit<Results, 'curves' | 'audit'> {
  readonly cells: readonly PackedCurve[];
  readonly audit?: Omit<ResultAudit, 'curves'> & { readonly cells: readonly PackedCurve[] };
}

/** The text of results.json or a baseline. */
export function resultFileText(results: Results): string {
  return `${JSON.stringify(packResults(results), null, 1)}\n`;
}

/** Results in their file form, with keys in file order. */
export function packResults(results: Results): ResultFile {
  const { curves, gaps, worst, classes, corruptions, resubmission, decomposition, metrics, audit, ...rest } = results;
  const { gallery, failures, verdict, ...head } = rest;
  return {
    ...head,
    cells: curves.map((curve) => packCurve(curve, classesOf(results))),
    gaps,
    ...(worst === undefined ? {} : { worst }),
    ...(classes === undefined ? {} : { classes }),
    ...(corruptions === undefined ? {} : { corruptions }),
    ...(resubmission === undefined ? {} : { resubmission }),
    ...(decomposition === undefined ? {} : { decomposition }),
    ...(metrics === undefined ? {} : { metrics }),
    ...(audit === undefined ? {} : { audit: packAudit(audit, classesOf(results)) }),
    gallery,
    failures,
    verdict,
  };
}

/** Numbers up to that of the classes are packed; there are at least two. */
function classesOf({ dataset }: Pick<Results, 'dataset'>): number {
  return Math.max(2, dataset.classNames.length);
}

function packAudit({ images, probes, curves, checks }: ResultAudit, classes: number) {
  return { images, probes, cells: curves.map((curve) => packCurve(curve, classes)), checks };
}

function packCurve(curve: ResultCurve, classes: number): PackedCurve {
  const { model, attack, draws, clean, points, parts, zeroGradients, distances, mistakes } = curve;
  const pack = <Figures extends { readonly outcomes: readonly number[] }>(figures: Figures) => ({
    ...figures,
    outcomes: packOutcomes(figures.outcomes, draws),
  });
  return {
    ...{ model, attack, draws, clean: pack(clean), points: points.map(pack), parts },
    ...(zeroGradients === undefined ? {} : { zeroGradients: packOutcomes(zeroGradients, draws) }),
    ...(distances === undefined ? {} : { distances }),
    ...(mistakes === undefined ? {} : { mistakes: packMistakes(mistakes, classes) }),
  };
}

function packMistakes({ labels, points }: Mistakes, classes: number): NonNullable<PackedCurve['mistakes']> {
  const most = points.reduce((largest, wrong) => wrong.reduce((a, b) => Math.max(a, b), largest), classes);
  const packed = { labels: packOutcomes(labels, most), points: points.map((wrong) => packOutcomes(wrong, most)) };
  return most > classes ? { ...packed, most } : packed;
}

/** Results from their file form. `where` names the file for messages; throws `UserError` for damaged outcomes. */
export function unpackResults(file: ResultFile, where: string): Results {
  const { cells, gaps, audit, gallery, failures, verdict, ...head } = file;
  return {
    ...head,
    curves: cells.map((curve) => unpackCurve(curve, { where, classes: classesOf(file) })),
    gaps,
    ...(audit === undefined ? {} : { audit: unpackAudit(audit, { where, classes: classesOf(file) }) }),
    gallery,
    failures,
    verdict,
  };
}

interface Unpacking {
  readonly where: string;
  readonly classes: number;
}

function unpackAudit(
  { images, probes, cells, checks }: NonNullable<ResultFile['audit']>,
  unpacking: Unpacking,
): ResultAudit {
  return { images, probes, curves: cells.map((curve) => unpackCurve(curve, unpacking)), checks };
}

function unpackCurve(curve: PackedCurve, { where, classes }: Unpacking): ResultCurve {
  const { model, attack, draws, clean, points, parts, zeroGradients, distances, mistakes } = curve;
  const images = countImages(parts.map((part) => part.images));
  const unpack = (outcomes: string, name: string, most = draws) =>
    unpackOutcomes(outcomes, images, most, { where: `${where} ${model}/${attack} ${name}` });
  return {
    ...{ model, attack, draws },
    clean: { ...clean, outcomes: unpack(clean.outcomes, 'clean outcomes') },
    points: points.map((point, index) => ({
      ...point,
      outcomes: unpack(point.outcomes, `outcomes of point ${index}`),
    })),
    parts,
    ...(zeroGradients === undefined ? {} : { zeroGradients: unpack(zeroGradients, 'counts of zero gradients') }),
    ...(distances === undefined ? {} : { distances }),
    ...(mistakes === undefined
      ? {}
      : {
          mistakes: {
            labels: unpack(mistakes.labels, 'labels', mistakes.most ?? classes),
            points: mistakes.points.map((wrong, index) =>
              unpack(wrong, `mistakes at point ${index}`, mistakes.most ?? classes),
            ),
          },
        }),
  };
}
