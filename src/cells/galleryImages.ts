import type { Cell, GalleryImage, Prediction } from '../contract/cell.js';
import { snrDb } from '../metrics/snrDb.js';
import type { LoadedModel } from '../models/loadModel.js';
import tf from '../tfjs/tfjs.cjs';
import { predictions } from './classify.js';

/** One point of a cell's sweep over the first images of its batch, in plain numbers. */
export interface GalleryPoint {
  readonly clean: Float32Array;
  readonly adversarial: Float32Array;
  readonly shape: readonly [number, number, number];
  readonly labels: Int32Array;
  readonly epsilons: Float32Array;
  readonly signalNorms: Float64Array;
  readonly noiseNorms: Float64Array;
}

/** Pictures for reports of the first images of a batch (`images` are their ids): clean, perturbed, and with predictions of draw 0. */
export function galleryImages(
  model: LoadedModel,
  cell: Cell,
  point: GalleryPoint,
  images: readonly number[],
): GalleryImage[] {
  const [height, width, channels] = point.shape;
  const perImage = height * width * channels;
  const count = images.length;
  const see = (pixels: Float32Array, purpose: 'clean' | 'adversarial') =>
    predict(model, pixels.subarray(0, count * perImage), {
      shape: [count, ...point.shape],
      draw: { seed: cell.evaluation.seed, purpose, images, draw: 0 },
    });
  const clean = see(point.clean, 'clean');
  const adversarial = see(point.adversarial, 'adversarial');
  return images.map((image, position) => {
    const before = point.clean.subarray(position * perImage, (position + 1) * perImage);
    const after = point.adversarial.subarray(position * perImage, (position + 1) * perImage);
    const noise = point.noiseNorms[position]!;
    return {
      model: cell.model,
      attack: cell.attack.id,
      image,
      label: point.labels[position]!,
      epsilon: point.epsilons[position]!,
      snrDb: noise > 0 ? snrDb(point.signalNorms[position]!, noise) : null,
      shape: point.shape,
      clean: clean[position]!,
      adversarial: adversarial[position]!,
      cleanPixels: encodePixels(before),
      adversarialPixels: encodePixels(after),
      perturbationPixels: encodePixels(before.map((value, at) => 0.5 + 10 * (after[at]! - value))),
    };
  });
}

function predict(
  model: LoadedModel,
  pixels: Float32Array,
  {
    shape,
    draw,
  }: {
    readonly shape: readonly [number, number, number, number];
    readonly draw: Parameters<LoadedModel['logits']>[1];
  },
): Prediction[] {
  const x = tf.tensor4d(pixels, [...shape]);
  const { classes, probabilities } = predictions(model, x, draw);
  x.dispose();
  return Array.from(classes, (predicted, position) => ({
    class: predicted,
    confidence: probabilities[position * model.classes + predicted]!,
  }));
}

function encodePixels(pixels: Float32Array): string {
  const bytes = Uint8Array.from(pixels, (value) => Math.round(255 * Math.min(1, Math.max(0, value))));
  return Buffer.from(bytes).toString('base64');
}
