import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DrawKey } from '../../../src/layers/drawKey.js';
import { loadModel } from '../../../src/models/loadModel.js';
import tf from '../../../src/tfjs/tfjs.cjs';

/** What PyTorch answers for two images: nested lists, gradients in the order batch, channels, height, width. */
export interface OnnxReference {
  readonly out: readonly unknown[];
  readonly grad: readonly unknown[];
  readonly gradLogOut?: readonly unknown[];
}

/** How far a model is from PyTorch: absolutely for outputs, relative to the largest entry for gradients. */
export interface OnnxDifference {
  readonly outputs: number;
  readonly gradient: number;
  /** Tensors that a forward and a backward pass left behind. */
  readonly leaked: number;
}

const draw: DrawKey = { seed: 0, purpose: 'test', images: [0, 1], draw: 0 };

/** x[n, c, h, w] = ((37 i) mod 256) / 255, i counting through NCHW. */
function referenceImages(side: number): tf.Tensor4D {
  const pixels = Float32Array.from({ length: 2 * 3 * side * side }, (_, i) => ((37 * i) % 256) / 255);
  return tf.tidy(() => tf.tensor4d(pixels, [2, 3, side, side]).transpose([0, 2, 3, 1]));
}

/** Endings that the harness takes off, put back: references are of the whole network. */
const endings = {
  none: (logits: tf.Tensor) => logits,
  softmax: (logits: tf.Tensor) => tf.softmax(logits),
  logSoftmax: (logits: tf.Tensor) => tf.logSoftmax(logits),
} as const;

/** Loads the model at `file` and holds outputs and gradients against the `ref.json` in the folder above it. */
export async function compareWithPyTorch(
  file: string,
  {
    ending = 'none',
    side = 32,
    reference = join(dirname(file), '../ref.json'),
  }: {
    readonly ending?: keyof typeof endings;
    readonly side?: number;
    readonly reference?: string;
  } = {},
): Promise<OnnxDifference> {
  const { out, grad, gradLogOut } = JSON.parse(readFileSync(reference, 'utf8')) as OnnxReference;
  const model = await loadModel(file, { inputShape: [side, side, 3], classes: 10 });
  const x = referenceImages(side);
  const result = (images: tf.Tensor) => endings[ending](model.logits(images as tf.Tensor4D, draw));
  const truth = tf.eye(10).slice([0, 0], [2, 10]);
  const slope = (f: (images: tf.Tensor) => tf.Tensor) =>
    tf.tidy(() =>
      tf
        .grad((images) => f(images).mul(truth).sum())(x)
        .transpose([0, 3, 1, 2])
        .dataSync(),
    );
  const logSoftmax = (images: tf.Tensor) => tf.logSoftmax(result(images));
  slope(logSoftmax);
  const before = tf.memory().numTensors;
  const gradients = [relative(slope(logSoftmax), grad)];
  if (gradLogOut !== undefined)
    gradients.push(
      relative(
        slope((images) => result(images).log()),
        gradLogOut,
      ),
    );
  const outputs = absolute(
    tf.tidy(() => result(x).dataSync()),
    out,
  );
  const leaked = tf.memory().numTensors - before;
  model.dispose();
  tf.dispose([x, truth]);
  return { outputs, gradient: Math.max(...gradients), leaked };
}

function absolute(found: ArrayLike<number>, nested: readonly unknown[]): number {
  const expected = nested.flat(3) as number[];
  if (found.length !== expected.length) throw new Error(`${found.length} numbers, expected ${expected.length}`);
  const distances = expected.map((value, i) => Math.abs(value - found[i]!));
  return distances.some(Number.isNaN) ? Number.NaN : Math.max(...distances);
}

function relative(found: ArrayLike<number>, nested: readonly unknown[]): number {
  return absolute(found, nested) / Math.max(...(nested.flat(3) as number[]).map(Math.abs));
}
