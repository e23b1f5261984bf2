import type { GalleryImage, Prediction } from '../../contract/cell.js';
import type { Results } from '../../contract/result.js';
import { printable } from '../text/printable.js';

/** An image as one model sees it, without and with the attack. */
export interface GalleryCell {
  readonly clean: GalleryPrediction;
  readonly adversarial: GalleryPrediction;
  readonly snrDb: number | null;
  readonly epsilon: number;
  readonly perturbationPixels: string;
  readonly adversarialPixels: string;
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
export function galleryRows(results: Results, attack: string): GalleryRow[] {
  const pictures = results.gallery.filter((picture) => picture.attack === attack);
  const images = [...new Set(pictures.map(({ image }) => image))].sort((a, b) => a - b);
  const name = (index: number) => printable(results.dataset.classNames[index] ?? 'another output');
  return images.map((image) => {
    const own = pictures.filter((picture) => picture.image === image);
    const first = own[0]!;
    return {
      image,
      trueName: name(first.label),
      shape: first.shape,
      cleanPixels: first.cleanPixels,
      cells: results.models.map(({ id }) => {
        const picture = own.find((candidate) => candidate.model === id);
        return picture ? galleryCell(picture, name) : null;
      }),
    };
  });
}

function galleryCell(picture: GalleryImage, name: (index: number) => string): GalleryCell {
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
