import type { GalleryImage, Prediction } from '../../contract/cell.js';
import { imageIds } from '../../contract/imageRange.js';
import type { Results } from '../../contract/result.js';
import type { AttackSpec } from '../../contract/suite.js';
import { galleryPoint } from '../../metrics/galleryPoint.js';
import { pointLabel } from '../../metrics/pointLabel.js';
import { printable } from '../text/printable.js';

/** An image as one model sees it, without and with the attack. */
export interface GalleryCell {
  readonly clean: GalleryPrediction;
  readonly adversarial: GalleryPrediction;
  readonly snrDb: number | null;
  readonly epsilon: number;
  readonly perturbationPixels: string;
  readonly adversarialPixels: string;
  /** The strength shown, e.g. `33 dB`. */
  readonly point: string;
  /** Draws that classify the image correctly at that strength, and the number of draws. */
  readonly hits: number;
  readonly draws: number;
  /** Compared with the baseline at that strength: hits lost, gained, or neither. */
  readonly change: 'newly broken' | 'newly robust' | null;
}

export interface GalleryPrediction {
  readonly name: string;
  /** Softmax probability of that class. */
  readonly confidence: number;
  readonly correct: boolean;
}

/** An image under one attack, a cell for each model of the suite; null where a model has none. */
export interface GalleryRow {
  readonly image: number;
  readonly trueName: string;
  readonly shape: GalleryImage['shape'];
  readonly cleanPixels: string;
  readonly cells: readonly (GalleryCell | null)[];
}

/** Rows of an attack by ascending image id. */
export function galleryRows(results: Results, attack: AttackSpec): GalleryRow[] {
  const pictures = results.gallery.filter((picture) => picture.attack === attack.id);
  const images = [...new Set(pictures.map(({ image }) => image))].sort((a, b) => a - b);
  const name = (index: number) => printable(results.dataset.classNames[index] ?? 'another output');
  if (images.length === 0) return [];
  const judged = results.models.map(({ id }) => judgementOf(results, attack, id));
  return images.map((image) => {
    const own = pictures.filter((picture) => picture.image === image);
    const first = own[0]!;
    return {
      image,
      trueName: name(first.label),
      shape: first.shape,
      cleanPixels: first.cleanPixels,
      cells: results.models.map(({ id }, model) => {
        const picture = own.find((candidate) => candidate.model === id);
        return picture ? { ...seenCell(picture, name), ...judged[model]!(image) } : null;
      }),
    };
  });
}

type Judgement = Pick<GalleryCell, 'point' | 'hits' | 'draws' | 'change'>;

/** The outcome of an image at the gallery's strength. */
function judgementOf(results: Results, attack: AttackSpec, model: string): (image: number) => Judgement {
  const at = galleryPoint(attack.strength, results.reference?.snrDb);
  const point = pointLabel(attack.strength, at);
  const curve = results.curves.find((candidate) => candidate.model === model && candidate.attack === attack.id);
  const ids = curve ? imageIds(curve.parts.map(({ images }) => images)) : [];
  const row = results.verdict.comparison?.rows.find(
    (candidate) => candidate.model === model && candidate.attack === attack.id && candidate.point === point,
  );
  const [broken, robust] = [new Set(row?.newlyBroken), new Set(row?.newlyRobust)];
  return (image) => ({
    point,
    hits: curve?.points[at]?.outcomes[ids.indexOf(image)] ?? 0,
    draws: curve?.draws ?? 0,
    change: broken.has(image) ? 'newly broken' : robust.has(image) ? 'newly robust' : null,
  });
}

function seenCell(picture: GalleryImage, name: (index: number) => string): Omit<GalleryCell, keyof Judgement> {
  const seen = (prediction: Prediction): GalleryPrediction => ({
    name: name(prediction.class),
    confidence: prediction.confidence,
    correct: prediction.class === picture.label,
  });
  const { snrDb, epsilon, perturbationPixels, adversarialPixels } = picture;
  return {
    clean: seen(picture.clean),
    adversarial: seen(picture.adversarial),
    snrDb,
    epsilon,
    perturbationPixels,
    adversarialPixels,
  };
}
