import { joinedValues } from '../base/joinedValues.js';
import type { RandomStream } from '../base/random.js';
import type { DrawKey } from '../layers/drawKey.js';
import tf from '../tfjs/tfjs.cjs';

/** The logits function of a loaded model. */
export type Logits = (pixels: tf.Tensor4D, draw: DrawKey) => tf.Tensor2D;

type ImageShape = readonly [height: number, width: number, channels: number];

/** Pixels of the data set, and the batch size for these and for noise; all images at once if omitted. */
export interface TrialImages {
  readonly pixels: Float32Array;
  readonly shape: ImageShape;
  readonly batchSize?: number;
}

/** A random mixture of the logits of each trial image: one smooth number an image, with its claimed gradient. */
export interface TrialMixture {
  readonly count: number;
  /** Numbers of an image. */
  readonly size: number;
  /** Pixels of all images, [count, size]. */
  readonly pixels: Float32Array;
  /** The mixtures at `pixels`. */
  readonly values: Float64Array;
  /** Sum of the absolute terms of each value, for its rounding error. */
  readonly terms: Float64Array;
  /** The mixtures of these images at other pixels, [images, size]. */
  valuesAt(pixels: Float32Array, images: readonly number[]): Float64Array;
  /** The gradients that the model claims at `pixels`, [images, size]. */
  gradientsOf(images: readonly number[]): Float32Array;
}

/** Numbers of an image. */
export function imageSize([height, width, channels]: ImageShape): number {
  return height * width * channels;
}

/** The draw of trial images. */
export function drawOfTrial(images: readonly number[]): DrawKey {
  return { seed: 0, purpose: 'test', images: [...images], draw: 0 };
}

/**
 * Images of the data set, then the same number of noise images with dark and saturated pixels. A little noise moves all pixels
 * off 0 and 1, where networks have irrelevant kinks.
 */
export function trialPixels({ pixels }: Pick<TrialImages, 'pixels'>, stream: RandomStream): Float32Array {
  const all = new Float32Array(2 * pixels.length);
  all.set(pixels);
  for (let at = pixels.length; at < all.length; at++) {
    const kind = stream.float();
    all[at] = kind < 0.2 ? 0 : kind > 0.8 ? 1 : stream.float();
  }
  for (let at = 0; at < all.length; at++)
    all[at] = 2 ** -5 + all[at]! * (1 - 2 ** -4) + (stream.float() - 0.5) * 2 ** -6;
  return all;
}

/** Draws the weights of the mixtures and computes them at the trial images. */
export function trialMixture(logits: Logits, images: TrialImages, stream: RandomStream): TrialMixture {
  const size = imageSize(images.shape);
  const pixels = trialPixels(images, stream);
  const count = pixels.length / size;
  const most = images.batchSize ?? count;
  const tensorOf = (values: Float32Array) => tf.tensor4d(values, [values.length / size, ...images.shape]);
  const outputsOf = (moved: Float32Array, of: readonly number[]) =>
    inParts(of, most, (part, from) => {
      const own = moved.subarray(from * size, (from + part.length) * size);
      return rows(
        withoutLeak(() => logits(tensorOf(own), drawOfTrial(part)).dataSync() as Float32Array),
        part.length,
      );
    });
  const all = Array.from({ length: count }, (_, image) => image);
  const outputs = outputsOf(pixels, all);
  const weights = outputs.map((row) => Float32Array.from(row, () => stream.normal()));
  const mixed = (row: Float32Array, image: number) =>
    row.reduce((sum, value, at) => sum + value * weights[image]![at]!, 0);
  return {
    count,
    size,
    pixels,
    values: Float64Array.from(outputs, mixed),
    terms: Float64Array.from(outputs, (row, image) =>
      row.reduce((sum, value, at) => sum + Math.abs(value * weights[image]![at]!), 0),
    ),
    valuesAt: (moved, of) => Float64Array.from(outputsOf(moved, of), (row, at) => mixed(row, of[at]!)),
    gradientsOf: (of) => {
      const gradients = inParts(of, most, (part) => {
        const own = joinedValues(part.map((image) => pixels.subarray(image * size, (image + 1) * size)));
        const mixture = joinedValues(part.map((image) => weights[image]!));
        return withoutLeak(() => {
          const factors = tf.tensor2d(mixture, [part.length, mixture.length / part.length]);
          const slope = tf.grad((x) =>
            logits(x as tf.Tensor4D, drawOfTrial(part))
              .mul(factors)
              .sum(),
          );
          return [slope(tensorOf(own)).dataSync() as Float32Array];
        });
      });
      return joinedValues(gradients);
    },
  };
}

/** The results of `compute` for parts of at most `most` images. */
function inParts<T>(images: readonly number[], most: number, compute: (part: number[], from: number) => T[]): T[] {
  const starts = Array.from({ length: Math.ceil(images.length / most) }, (_, at) => at * most);
  return starts.flatMap((from) => compute(images.slice(from, from + most), from));
}

/** The result of `compute`, which is not returned from `tidy`: that would search every number for tensors. */
function withoutLeak<T>(compute: () => T): T {
  let result: T | undefined;
  tf.tidy(() => {
    result = compute();
  });
  return result as T;
}

function rows(values: Float32Array, count: number): Float32Array[] {
  const length = values.length / count;
  return Array.from({ length: count }, (_, at) => values.subarray(at * length, (at + 1) * length));
}
