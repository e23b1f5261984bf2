import { UserError } from '../base/errors.js';
import tf from '../tfjs/tfjs.cjs';
import { drawOfTrial, imageSize, type Logits, type TrialImages } from './trialMixture.js';

/**
 * Throws `UserError`, naming `path`, for a gradient that is NaN or infinite at the images themselves. Trials move all pixels off 0 and 1,
 * but attacks start there, and functions such as a square root have no slope at 0.
 */
export function requireFiniteGradient(path: string, logits: Logits, images: TrialImages): void {
  const size = imageSize(images.shape);
  const count = images.pixels.length / size;
  const most = images.batchSize ?? count;
  for (let from = 0; from < count; from += most) {
    const part = Array.from({ length: Math.min(most, count - from) }, (_, at) => from + at);
    const gradient = tf.tidy(() => {
      const pixels = images.pixels.subarray(from * size, (from + part.length) * size);
      const outputs = (x: tf.Tensor) => logits(x as tf.Tensor4D, drawOfTrial(part)).sum();
      return tf
        .grad(outputs)(tf.tensor4d(pixels, [part.length, ...images.shape]))
        .dataSync();
    });
    const at = gradient.findIndex((slope) => !Number.isFinite(slope));
    if (at < 0) continue;
    throw new UserError({
      where: path,
      expected: "finite gradients at the data set's images",
      found: `${gradient[at]} at a pixel of ${images.pixels[from * size + at]}`,
      remedy: 'give the function a slope there, e.g. sqrt(x + 1e-8) for a square root',
    });
  }
}
