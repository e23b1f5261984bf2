import { UserError } from '../../base/errors.js';
import type { ModelReading } from '../../contract/modelReading.js';
import type { DrawKey } from '../../layers/drawKey.js';
import tf from '../../tfjs/tfjs.cjs';
import { checkInput } from '../checkInput.js';
import { readModel } from '../modelReaders.js';
import type { Network } from '../network.js';
import { oneByOne } from '../oneByOne.js';
import { preprocess } from '../preprocess.js';
import { attempt } from '../probeModel.js';
import { type Comparison, compareAnswers } from './compareAnswers.js';
import type { ExpectedAnswers } from './expectedAnswers.js';

type ImageShape = readonly [number, number, number];

/** A model's outputs compared with the expected ones. */
export interface ModelCheck {
  readonly format: string;
  /** Shape of the inputs in the file, batch first. */
  readonly inputShape: readonly number[];
  /** Height, width, channels of one input image. */
  readonly shape: ImageShape;
  readonly outputShape: readonly number[];
  /** One group for each output of an image. */
  readonly outputs: Comparison;
  /** One group for each image; null if the file has none. */
  readonly gradients: Comparison | null;
  /** The model gives logits, but their softmax was expected. */
  readonly lacksSoftmax: boolean;
}

/** Factor for the tolerance of gradients, because rounding errors pass through the network twice. */
const gradientSlack = 10;

/**
 * Runs an unmodified model of any format on the inputs of `expected` and compares. `tolerance`: for outputs, relative to the
 * largest. Throws `UserError` for a model that cannot be read or run, for other shapes of inputs or outputs, and for a stochastic
 * model.
 */
export async function checkModel(
  path: string,
  expected: ExpectedAnswers,
  { reading, tolerance }: { readonly reading: ModelReading; readonly tolerance: number },
): Promise<ModelCheck> {
  const { format, open } = readModel(path, reading);
  const network = await open(reading, { whole: true });
  try {
    if (network.facts.stochastic) throw random(path);
    const asPixels = reading.preprocessing !== undefined;
    const takes = asPixels ? undefined : network.inputShape;
    const order = axesOf(expected.inputs.shape.slice(1), { takes, format, asPixels });
    const shape = order.map((axis) => expected.inputs.shape[axis + 1]!) as [number, number, number];
    const steps = preprocess(path, reading.preprocessing ?? {}, shape);
    const origin = {
      from: `the inputs in ${expected.file}${asPixels ? ' and preprocessing' : ''}`,
      remedy: 'write inputs of the size that the model takes, or state the preprocessing that makes them so',
    };
    const isSingle = checkInput(path, network.inputShape, steps.shape, origin) === 1;
    const run = isSingle ? oneByOne(network.run) : network.run;
    const asked: Asked = { order, forward: (x, draw) => run(steps.apply(x), draw) };
    const answers = inTidy(() => answerTo(path, expected, asked));
    const shapes = { inputShape: expected.inputs.shape, shape, outputShape: expected.outputs.shape };
    return { format, ...shapes, ...judge(path, expected, { ...answers, tolerance }) };
  } finally {
    network.closing?.dispose();
    network.dispose();
  }
}

function random(path: string): UserError {
  return new UserError({
    where: path,
    expected: 'a deterministic model',
    found: 'a stochastic model',
    remedy: 'compare a model without random tiling or pooling',
  });
}

/** The axes of height, width and channels of an input image: PyTorch and its files have channels first. */
function axesOf(
  given: readonly number[],
  { takes, format, asPixels }: { takes: Network['inputShape']; format: string; asPixels: boolean },
): readonly [number, number, number] {
  const last = [0, 1, 2] as const;
  const first = [1, 2, 0] as const;
  if (asPixels || takes === undefined) return format === 'onnx' && !asPixels ? first : last;
  const fits = (order: readonly number[]) =>
    order.every((axis, at) => (takes[at + 1] ?? given[axis]!) === given[axis]!);
  const preferred = format === 'onnx' ? [first, last] : [last, first];
  return preferred.find(fits) ?? last;
}

interface Asked {
  readonly order: readonly [number, number, number];
  readonly forward: (x: tf.Tensor4D, draw: DrawKey) => tf.Tensor;
}

/** `tf.tidy` for results that are not tensors. */
function inTidy<T>(compute: () => T): T {
  let result: T | undefined;
  tf.tidy(() => {
    result = compute();
  });
  return result as T;
}

/** Outputs and gradients; gradients have the axis order of the given inputs. */
function answerTo(path: string, { inputs, gradients }: ExpectedAnswers, { order, forward }: Asked) {
  const images = inputs.shape[0]!;
  const draw: DrawKey = { seed: 0, purpose: 'test', images: Array.from({ length: images }, (_, at) => at), draw: 0 };
  const given = tf.tensor4d(inputs.values, [...inputs.shape] as [number, number, number, number]);
  const toModel = (x: tf.Tensor) => x.transpose<tf.Tensor4D>([0, ...order.map((axis) => axis + 1)]);
  const answer = (x: tf.Tensor) => forward(toModel(x), draw);
  const outputs = attempt(path, 'a forward pass', () => answer(given));
  const slope = () => tf.grad((x) => answer(x).square().sum())(given);
  return {
    shape: outputs.shape,
    outputs: outputs.dataSync(),
    gradients: gradients === undefined ? null : attempt(path, 'gradients', slope).dataSync(),
  };
}

interface Answers {
  readonly shape: readonly number[];
  readonly outputs: ArrayLike<number>;
  readonly gradients: ArrayLike<number> | null;
  readonly tolerance: number;
}

function judge(path: string, expected: ExpectedAnswers, { shape, outputs, gradients, tolerance }: Answers) {
  const own = expected.outputs;
  if (outputs.length !== own.values.length || shape[0] !== own.shape[0]) {
    throw new UserError({
      where: path,
      expected: `outputs of ${own.shape.join(' x ')}, as ${expected.file} has them`,
      found: shape.join(' x '),
      remedy: 'compare with the model that was converted; of several outputs, name one with --output',
    });
  }
  const images = own.shape[0]!;
  const compared = compareAnswers(outputs, own.values, { images, tolerance, groupOf: (place) => place });
  const slopes = { images, tolerance: gradientSlack * tolerance, groupOf: (_: number, image: number) => image };
  return {
    outputs: compared,
    gradients: gradients === null ? null : compareAnswers(gradients, expected.gradients!.values, slopes),
    lacksSoftmax: !compared.agrees && isSoftmaxOf(outputs, own.values, own.values.length / images),
  };
}

function isSoftmaxOf(logits: ArrayLike<number>, values: Float32Array, width: number): boolean {
  if (width < 2) return false;
  return tf.tidy(() => {
    const softmax = tf.softmax(tf.tensor2d(Float32Array.from(logits), [values.length / width, width]));
    return (
      softmax
        .sub(tf.tensor2d(values, softmax.shape as [number, number]))
        .abs()
        .max()
        .dataSync()[0]! < 1e-4
    );
  });
}
