import { countImages } from './imageRange.js';
import { packOutcomes, unpackOutcomes } from './packOutcomes.js';
import type { ResultAudit, ResultCurve, ResultPoint, Results } from './result.js';

type Packed<Figures> = Omit<Figures, 'outcomes'> & { readonly outcomes: string };

/** A curve in a file: the hits of images are packed into text by `packOutcomes`. */
export interface PackedCurve extends Omit<ResultCurve, 'clean' | 'points' | 'zeroGradients'> {
  readonly clean: Packed<ResultCurve['clean']>;
  readonly points: readonly Packed<ResultPoint>[];
  readonly zeroGradients?: string;
}

/** `Results` as they stand in results.json. Curves stand there under the key `cells`. */
export interface ResultFile extends Omit<Results, 'curves' | 'audit'> {
  readonly cells: readonly PackedCurve[];
  readonly audit?: Omit<ResultAudit, 'curves'> & { readonly cells: readonly PackedCurve[] };
}

/** The text of results.json or a baseline. */
export function resultFileText(results: Results): string {
  return `${JSON.stringify(packResults(results), null, 1)}\n`;
}

/** Results in the form of their file; keys stand in the order in which files have them. */
export function packResults(results: Results): ResultFile {
  const { curves, gaps, worst, corruptions, resubmission, audit, gallery, failures, verdict, ...head } = results;
  return {
    ...head,
    cells: curves.map(packCurve),
    gaps,
    ...(worst === undefined ? {} : { worst }),
    ...(corruptions === undefined ? {} : { corruptions }),
    ...(resubmission === undefined ? {} : { resubmission }),
    ...(audit === undefined ? {} : { audit: packAudit(audit) }),
    gallery,
    failures,
    verdict,
  };
}

function packAudit({ images, probes, curves, checks }: ResultAudit) {
  return { images, probes, cells: curves.map(packCurve), checks };
}

function packCurve(curve: ResultCurve): PackedCurve {
  const { model, attack, draws, clean, points, parts, zeroGradients, distances } = curve;
  const pack = <Figures extends { readonly outcomes: readonly number[] }>(figures: Figures) => ({
    ...figures,
    outcomes: packOutcomes(figures.outcomes, draws),
  });
  return {
    ...{ model, attack, draws, clean: pack(clean), points: points.map(pack), parts },
    ...(zeroGradients === undefined ? {} : { zeroGradients: packOutcomes(zeroGradients, draws) }),
    ...(distances === undefined ? {} : { distances }),
  };
}

/** Results from the form of their file. `where` names the file for messages; throws `UserError` for damaged outcomes. */
export function unpackResults(file: ResultFile, where: string): Results {
  const { cells, gaps, audit, gallery, failures, verdict, ...head } = file;
  return {
    ...head,
    curves: cells.map((curve) => unpackCurve(curve, where)),
    gaps,
    ...(audit === undefined ? {} : { audit: unpackAudit(audit, where) }),
    gallery,
    failures,
    verdict,
  };
}

function unpackAudit({ images, probes, cells, checks }: NonNullable<ResultFile['audit']>, where: string): ResultAudit {
  return { images, probes, curves: cells.map((curve) => unpackCurve(curve, where)), checks };
}

function unpackCurve(curve: PackedCurve, where: string): ResultCurve {
  const { model, attack, draws, clean, points, parts, zeroGradients, distances } = curve;
  const images = countImages(parts.map((part) => part.images));
  const unpack = (outcomes: string, name: string) =>
    unpackOutcomes(outcomes, images, draws, { where: `${where} ${model}/${attack} ${name}` });
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
  };
}
