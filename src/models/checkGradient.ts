import { UserError } from '../base/errors.js';
import { type RandomStream, randomStream } from '../base/random.js';
import { type GradientCheck, percentOff } from '../contract/gradientCheck.js';
import type { DrawKey } from '../layers/drawKey.js';
import tf from '../tfjs/tfjs.cjs';
import { findSuspects } from './findSuspects.js';

/** The logits function of a loaded model. */
type Logits = (pixels: tf.Tensor4D, draw: DrawKey) => tf.Tensor2D;

/** Pixels of the data set, and the batch size for these and for noise; all images at once if omitted. */
interface TrialImages {
  readonly pixels: Float32Array;
  readonly shape: readonly [number, number, number];
  readonly batchSize?: number;
}

/** Maximum pixel changes: from a step well above rounding errors to one that still crosses few kinks. */
const steps = [2 ** -8, 2 ** -10, 2 ** -12] as const;
/** Relative to the larger slope; a wrong gradient differs much more, kinks and rounding cause less. */
const tolerance = 0.1;
/** Up to half of the trials may fail because of kinks; a wrong op makes nearly all fail. */
const neededShare = 0.5;
const singlePrecision = 2 ** -23;

/**
 * Compares the gradient of a random mixture of the logits with central differences, along random directions and along the
 * gradient's sign, for images of the data set and the same number of noise images with dark and saturated pixels. A little noise
 * moves pixels off 0 and 1, where networks have irrelevant kinks. Throws `UserError`, naming the ops whose gradients fail, if
 * most trials disagree.
 */
export function checkGradient(path: string, logits: Logits, images: TrialImages): GradientCheck {
  const check = measureGradient(logits, images);
  if (check.vanishes || check.agreeing >= check.needed) return check;
  const { pixels } = trialBatch(images, 0);
  const count = Math.min(pixels.length / sizeOf(images.shape), images.batchSize ?? Number.POSITIVE_INFINITY);
  const batch = tf.tensor4d(pixels.subarray(0, count * sizeOf(images.shape)), [count, ...images.shape]);
  const suspects = findSuspects(() => logits(batch, drawOf([0, count])).dispose());
  batch.dispose();
  throw new UserError({
    where: path,
    expected: `gradients on the ${tf.getBackend()} backend that agree with finite differences of the outputs`,
    found: `${check.agreeing} of ${check.trials} trials agree, ${check.needed} are needed; the median error is ${percentOff(check.medianDifference)}${
      suspects.length === 0 ? '' : `; suspect: ${suspects.join(', ')}`
    }`,
    remedy: 'try another --backend, or build the network without that op: attacks would use a wrong gradient',
  });
}

function sizeOf([height, width, channels]: readonly [number, number, number]): number {
  return height * width * channels;
}

/** Images of the data set, then the same number of noise images; all moved off the limits of [0, 1]. */
function trialBatch(
  { pixels, shape }: TrialImages,
  seed: number,
): { readonly pixels: Float32Array; readonly stream: RandomStream } {
  const stream = randomStream(seed, 'test', sizeOf(shape));
  const noise = Float32Array.from(pixels, () => {
    const kind = stream.float();
    return kind < 0.2 ? 0 : kind > 0.8 ? 1 : stream.float();
  });
  const inside = (value: number) => 2 ** -5 + value * (1 - 2 ** -4) + (stream.float() - 0.5) * 2 ** -6;
  return { pixels: Float32Array.from([...pixels, ...noise], inside), stream };
}

/** The images [from, to). */
type Part = readonly [from: number, to: number];

/** Splits `count` images into ranges of at most `size`. */
function partsOf(count: number, size: number): Part[] {
  return Array.from({ length: Math.ceil(count / size) }, (_, at) => [at * size, Math.min(count, (at + 1) * size)]);
}

function partOf(x: tf.Tensor4D, [from, to]: Part): tf.Tensor4D {
  return x.slice([from, 0, 0, 0], [to - from, -1, -1, -1]);
}

/** Concatenates rows that are computed in parts. */
function joined(parts: readonly Part[], compute: (part: Part) => Float32Array): Float32Array {
  const rows: Float32Array[] = [];
  // Not returned from tidy, which would search every number for tensors.
  for (const part of parts) tf.tidy(() => void rows.push(compute(part)));
  const all = new Float32Array(rows.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const row of rows) {
    all.set(row, at);
    at += row.length;
  }
  return all;
}

function drawOf([from, to]: Part): DrawKey {
  return { seed: 0, purpose: 'test', images: Array.from({ length: to - from }, (_, at) => from + at), draw: 0 };
}

/** The figures of `checkGradient`, which judges them. `seed`: of noise, mixture and directions. */
export function measureGradient(logits: Logits, images: TrialImages, seed = 0): GradientCheck {
  return tf.tidy(() => ({ ...measure(logits, images, seed) }));
}

function measure(logits: Logits, images: TrialImages, seed: number): GradientCheck {
  const { pixels, stream } = trialBatch(images, seed);
  const size = sizeOf(images.shape);
  const batch = pixels.length / size;
  const shape = [batch, ...images.shape] as const;
  const x = tf.tensor4d(pixels, [...shape]);
  const parts = partsOf(batch, images.batchSize ?? batch);
  const first = joined(parts, (part) => logits(partOf(x, part), drawOf(part)).dataSync() as Float32Array);
  const classes = first.length / batch;
  const mixture = Float32Array.from(first, () => stream.normal());
  const mixtureOf = ([from, to]: Part) =>
    tf.tensor2d(mixture.subarray(from * classes, to * classes), [to - from, classes]);
  const gradientOf = (part: Part) =>
    tf.grad((moved) =>
      logits(moved as tf.Tensor4D, drawOf(part))
        .mul(mixtureOf(part))
        .sum(),
    );
  const slopes = joined(parts, (part) => gradientOf(part)(partOf(x, part)).dataSync() as Float32Array);
  const noise = Array.from({ length: batch }, (_, at) => {
    const own = (values: Float32Array) => values.subarray(at * classes, (at + 1) * classes);
    return own(first).reduce((sum, value, index) => sum + Math.abs(value * own(mixture)[index]!), 0);
  });
  const values = (moved: tf.Tensor4D) =>
    joined(
      parts,
      (part) => logits(partOf(moved, part), drawOf(part)).mul(mixtureOf(part)).sum(1).dataSync() as Float32Array,
    );
  const differences: number[] = [];
  let agreeing = 0;
  const signsOfSlopes = tf.tensor(slopes, [...shape]).sign();
  for (const signs of [signsOfSlopes, randomSigns(stream, x.shape), randomSigns(stream, x.shape)]) {
    const directions = signs.dataSync();
    const claimed = Array.from({ length: batch }, (_, at) => dot(slopes, directions, at * size, size));
    const best = Array.from({ length: batch }, () => Number.POSITIVE_INFINITY);
    const agrees = Array.from({ length: batch }, () => false);
    for (const step of steps) {
      const up = values(x.add(signs.mul(step)) as tf.Tensor4D);
      const down = values(x.sub(signs.mul(step)) as tf.Tensor4D);
      for (let at = 0; at < batch; at++) {
        const measured = (up[at]! - down[at]!) / (2 * step);
        const gap = Math.abs(measured - claimed[at]!);
        const larger = Math.max(Math.abs(measured), Math.abs(claimed[at]!));
        best[at] = Math.min(best[at]!, larger === 0 ? 0 : gap / larger);
        agrees[at] ||= gap <= tolerance * larger + (4 * singlePrecision * noise[at]!) / step;
      }
    }
    differences.push(...best);
    agreeing += agrees.filter(Boolean).length;
  }
  differences.sort((a, b) => a - b);
  return {
    trials: differences.length,
    agreeing,
    needed: Math.ceil(neededShare * differences.length),
    medianDifference: differences[Math.floor(differences.length / 2)]!,
    vanishes: slopes.every((slope) => slope === 0),
  };
}

function randomSigns(stream: RandomStream, shape: readonly [number, number, number, number]): tf.Tensor {
  const size = tf.util.sizeFromShape([...shape]);
  return tf.tensor(
    Float32Array.from({ length: size }, () => (stream.float() < 0.5 ? -1 : 1)),
    [...shape],
  );
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>, from: number, length: number): number {
  let sum = 0;
  for (let i = from; i < from + length; i++) sum += a[i]! * b[i]!;
  return sum;
}
