import { type HeldImages, holdImages, type ImageRows, imagesOf } from '../kernels/imageSteps/holdImages.js';
import { addFloats, divideFloats } from '../kernels/imageSteps/imageSteps.js';
import type tf from '../tfjs/tfjs.cjs';
import { alignScales } from './scaledSlopes.js';

/** Adds up a draw's gradient [B, H, W, C], each image's times 2^exponent, with its exponents. */
export type AddGradient = (gradient: tf.Tensor4D, exponents: Int32Array) => void;

/**
 * The mean of the gradients that `each` adds, one for each of `draws`, of each image times a power of 2. Runs in `tf.tidy`. A single gradient
 * is not copied: the result must not be changed.
 */
export function meanGradient(draws: number, each: (add: AddGradient) => void): ImageRows {
  let sum: { readonly images: HeldImages; readonly exponents: Int32Array } | null = null;
  let only: ImageRows | null = null;
  each((gradient, exponents) => {
    if (draws === 1) {
      only = imagesOf(gradient);
      return;
    }
    const images = holdImages(imagesOf(gradient).values.slice(), gradient.shape);
    gradient.dispose();
    if (sum === null) {
      sum = { images, exponents };
      return;
    }
    alignScales([sum.images.values, sum.exponents], [images.values, exponents]);
    addFloats(sum.images.values, images.values);
    images.dispose();
  });
  if (only !== null) return only;
  const { images } = sum!;
  divideFloats(images.values, draws);
  return images;
}
