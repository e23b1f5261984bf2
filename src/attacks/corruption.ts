import type { CorruptionSpec } from '../attackKinds/corruption.js';
import { nameKey, randomStream } from '../base/random.js';
import { corruptions } from '../corruptions/corruptions.js';
import type { Picture } from '../corruptions/pictures/picture.js';
import { clamp } from '../corruptions/pictures/picture.js';
import tf from '../tfjs/tfjs.cjs';
import type { Attack, AttackBatch } from './attack.js';
import { imageValues } from './imageValues.js';

/** The published generator truncates fractions of a byte; this margin keeps double rounding from losing a whole byte. */
const slack = 1e-6;

/**
 * Common corruptions (Hendrycks & Dietterich 2019) at the severity given as each image's epsilon, rounded to bytes: computed from
 * (seed, corruption, severity, image), or read from the published files through the batch.
 */
export const corruption: Attack<CorruptionSpec> = ({ corruption: name, source }, _model, batch) => ({
  perturb: (severities) => {
    const points = (batch.pixels.dataSync() as Float32Array).slice();
    const dimensions = points.length / batch.images.length;
    for (const [position, severity] of severities.entries()) {
      const point = imageValues(points, position, dimensions);
      const bytes =
        source === 'published'
          ? publishedBytes(batch, { name, severity, position })
          : corruptedBytes(batch, point, { name, severity, image: batch.images[position]! });
      for (let at = 0; at < dimensions; at++) point[at] = bytes[at]! / 255;
    }
    return tf.tensor4d(points, batch.pixels.shape);
  },
  dispose: () => {},
});

interface Asked {
  readonly name: CorruptionSpec['corruption'];
  readonly severity: number;
}

function publishedBytes(
  { images, publishedCorruption }: AttackBatch,
  { name, severity, position }: Asked & { readonly position: number },
): Uint8Array {
  if (publishedCorruption === undefined) throw new Error('the data set has no published corruptions');
  return publishedCorruption(name, { severity, image: images[position]! });
}

function corruptedBytes(
  { pixels, seed }: AttackBatch,
  values: Float32Array,
  { name, severity, image }: Asked & { readonly image: number },
): Uint8Array {
  const [, height, width, channels] = pixels.shape;
  const picture: Picture = { height, width, channels, values: Float64Array.from(values) };
  const stream = randomStream(seed, 'corruption', nameKey(name), severity, image);
  const corrupted = corruptions[name].apply(picture, severity, stream);
  return Uint8Array.from(corrupted.values, (value) => Math.floor(255 * clamp(value) + slack));
}
