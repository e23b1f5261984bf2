import { isAllocationFailure } from '../base/allocationFailure.js';
import { UserError } from '../base/errors.js';
import { randomStream } from '../base/random.js';
import type { DrawKey } from '../layers/drawKey.js';
import tf from '../tfjs/tfjs.cjs';

type Forward = (pixels: tf.Tensor4D, draw: DrawKey) => tf.Tensor;

/** The result of a model's trial run on two random images. */
export interface Probe {
  /** [2, outputs]. */
  readonly shape: readonly number[];
  readonly values: Float32Array;
  /** Two passes with the same draw key differ, so it has unseeded randomness. */
  readonly unrepeatable: boolean;
  /** The gradient of a random mixture of the outputs is zero everywhere. */
  readonly gradientVanishes: boolean;
}

/** The fixed draw of trial runs. */
export const trialDraw: DrawKey = { seed: 0, purpose: 'test', images: [0, 1], draw: 0 };

/** Two images of random pixels in [0, 1]. The caller owns them. */
export function trialImages(shape: readonly [number, number, number]): tf.Tensor4D {
  const stream = randomStream(0, 'test', 1);
  const noise = Float32Array.from({ length: 2 * shape[0] * shape[1] * shape[2] }, () => stream.float());
  return tf.tensor4d(noise, [2, ...shape]);
}

/** Runs a model on two random images, forward twice and backward. Throws `UserError` if it fails or gives NaN. */
export function probeModel(path: string, forward: Forward, shape: readonly [number, number, number]): Probe {
  const stream = randomStream(0, 'test', 2);
  return tf.tidy(() => {
    const pixels = trialImages(shape);
    const first = attempt(path, 'a forward pass', () => forward(pixels, trialDraw));
    const values = first.dataSync() as Float32Array;
    requireRows(path, first.shape);
    requireFinite(path, 'outputs on random images', values);
    const dark = attempt(path, 'a forward pass', () => forward(tf.zerosLike(pixels), trialDraw));
    requireFinite(path, 'outputs on an image of zeros', dark.dataSync() as Float32Array);
    const second = forward(pixels, trialDraw).dataSync();
    const mixture = tf.tensor(
      Float32Array.from(values, () => stream.normal()),
      first.shape,
    );
    const slope = tf.grad((x) =>
      forward(x as tf.Tensor4D, trialDraw)
        .mul(mixture)
        .sum(),
    );
    const gradient = attempt(path, 'gradients with respect to the pixels', () => slope(pixels)).dataSync();
    requireFinite(path, 'gradients on random images', gradient as Float32Array);
    return {
      shape: first.shape,
      values,
      unrepeatable: values.some((value, at) => value !== second[at]),
      gradientVanishes: gradient.every((value) => value === 0),
    };
  });
}

/** Runs a tfjs operation and converts its error to a `UserError`. */
export function attempt<T>(path: string, what: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof UserError || isAllocationFailure(error)) throw error;
    throw new UserError({
      where: path,
      expected: `a model that gives ${what} on the ${tf.getBackend()} backend`,
      found: (error as Error).message.replace(/\s+/g, ' ').slice(0, 300),
      remedy: `build the network from other ops or options${elsewhere((error as Error).message)}`,
    });
  }
}

/** Suggests another backend if this one lacks a kernel. */
function elsewhere(message: string): string {
  const kernel = /Kernel '(\w+)' not registered/.exec(message)?.[1];
  return kernel !== undefined && tf.getKernel(kernel, 'cpu') !== undefined ? ', or try --backend cpu' : '';
}

function requireRows(path: string, [rows, ...numbers]: readonly number[]): void {
  if (rows === 2 && numbers.length > 0) return;
  throw new UserError({
    where: path,
    expected: 'a row of outputs for each of 2 images',
    found: `outputs of shape ${[rows, ...numbers].join(' x ')}`,
    remedy: 'export a network that processes images independently, with the batch as first axis',
  });
}

function requireFinite(path: string, what: string, values: Float32Array): void {
  const bad = values.find((value) => !Number.isFinite(value));
  if (bad === undefined) return;
  const remedy = "check the suite's preprocessing and the weights";
  throw new UserError({ where: path, expected: `finite ${what}`, found: String(bad), remedy });
}
