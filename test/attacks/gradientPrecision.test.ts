import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FgsmSpec } from '../../src/attackKinds/fgsm.js';
import { fgsm } from '../../src/attacks/fgsm.js';
import { crossEntropy } from '../../src/attacks/losses/crossEntropy.js';
import { lossGradient } from '../../src/attacks/lossGradient.js';
import { alignScales, scaledSlopes } from '../../src/attacks/scaledSlopes.js';
import { randomStream } from '../../src/base/random.js';
import { loadTensorflow } from '../../src/kernels/bindings/tensorflowModule.js';
import { startEngine } from '../../src/kernels/engine.js';
import tf from '../../src/tfjs/tfjs.cjs';
import { linearModel } from '../support/linearModel.js';

const tensorflow = loadTensorflow();
const spec: FgsmSpec = { kind: 'fgsm', eot: 1 };
const classes = 10;
const numbers = 8;

const drawn = (part: number, size: number, scale = 1) => {
  const stream = randomStream(8, 'test', part);
  return Float32Array.from({ length: size }, () => scale * stream.normal());
};

/** One image's outputs in double precision. */
type Exact = (z: readonly number[]) => number[];

const exp = (z: readonly number[]) => {
  const most = Math.max(...z);
  return z.map((value) => Math.exp(value - most));
};
const matrix = drawn(2, classes * classes);
const affine: Exact = (y) =>
  y.map((_, to) => y.reduce((sum, value, from) => sum + value * matrix[from * classes + to]!, 0));

/** Ends of a network that saturate at the logits z they get, here up to about 40. `slope`: of each y by each z, in double precision. */
const ends: Readonly<
  Record<string, { run: (z: tf.Tensor) => tf.Tensor; value: Exact; slope: (z: number[]) => number[][] }>
> = {
  sigmoid: {
    run: (z) => tf.sigmoid(z),
    value: (z) => z.map((x) => 1 / (1 + Math.exp(-x))),
    slope: (z) => diagonal(z.map((x) => 1 / (Math.exp(x) + 2 + Math.exp(-x)))),
  },
  tanh: {
    run: (z) => tf.tanh(z),
    value: (z) => z.map(Math.tanh),
    slope: (z) => diagonal(z.map((x) => 1 / Math.cosh(x) ** 2)),
  },
  elu: {
    run: (z) => tf.elu(z),
    value: (z) => z.map((x) => (x > 0 ? x : Math.expm1(x))),
    slope: (z) => diagonal(z.map((x) => (x > 0 ? 1 : Math.exp(x)))),
  },
  softmax: {
    run: (z) => tf.softmax(z),
    value: (z) => {
      const powers = exp(z);
      const total = powers.reduce((sum, power) => sum + power, 0);
      return powers.map((power) => power / total);
    },
    slope: (z) => {
      const powers = exp(z);
      const total = powers.reduce((sum, power) => sum + power, 0);
      const rest = (at: number) => powers.reduce((sum, power, other) => (other === at ? sum : sum + power), 0) / total;
      return powers.map((own, at) =>
        powers.map((power, other) => (own / total) * (other === at ? rest(at) : -power / total)),
      );
    },
  },
};

function diagonal(values: readonly number[]): number[][] {
  return values.map((value, at) => values.map((_, other) => (at === other ? value : 0)));
}

/** Cross-entropy and its gradient in double precision. */
function exactCrossEntropy(logits: readonly number[], label: number): { loss: number; gradient: number[] } {
  const others = logits.map((logit, index) => (index === label ? 0 : Math.exp(logit - logits[label]!)));
  const sum = others.reduce((total, value) => total + value, 0);
  const shares = others.map((value) => value / (1 + sum));
  return {
    loss: Math.log1p(sum),
    gradient: shares.map((share, index) => (index === label ? -sum / (1 + sum) : share)),
  };
}

describe('the cross-entropy', () => {
  it('and its slopes keep their relative precision up to margins of 80', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -40, max: 40 }), { minLength: 2, maxLength: 12 }),
        fc.nat(),
        (logits, choice) => {
          const label = choice % logits.length;
          const { loss, gradient } = exactCrossEntropy(logits, label);
          const slope = new Float64Array(logits.length);
          const value = crossEntropy(Int32Array.of(label))(Float32Array.from(logits), 0, slope);
          expect(value / loss).toBeCloseTo(1, 6);
          for (const [index, own] of slope.entries()) {
            if (Math.abs(gradient[index]!) > 1e-35) expect(own / gradient[index]!).toBeCloseTo(1, 5);
          }
        },
      ),
    );
  });
});

for (const backend of ['cpu', 'wasm'] as const) {
  describe(`gradients of confident predictions on ${backend}`, () => {
    it('still give FGSM the best direction', async () => {
      await startEngine(backend);
      const weights = Float32Array.of(30, -30, -30, 30, 20, -20, 0, 0); // 4 pixels, 2 classes: a margin of 40 and more
      const model = linearModel([2, 2, 1], weights, 2);
      const pixels = tf.tensor4d([0.9, 0.1, 0.5, 0.5], [1, 2, 2, 1]);
      const batch = { pixels, labels: Int32Array.of(0), images: [0], seed: 1 };
      const changed = fgsm(spec, model, batch).perturb(Float32Array.of(0.0625)).sub(pixels).dataSync();
      expect([...changed].map((value) => value / 0.0625)).toEqual([
        expect.closeTo(-1, 5),
        expect.closeTo(1, 5),
        expect.closeTo(-1, 5),
        0,
      ]);
    });
  });
}

it('a gradient of NaN is an error that names the image, not a gradient of zero', async () => {
  await startEngine('cpu');
  const linear = linearModel([2, 2, 1], new Float32Array(8).fill(1), 2);
  const broken = {
    ...linear,
    logits: (pixels: tf.Tensor4D) => linear.logits(pixels.mul(0).sqrt() as tf.Tensor4D, {} as never),
  };
  const batch = { pixels: tf.ones([1, 2, 2, 1]) as tf.Tensor4D, labels: Int32Array.of(0), images: [41], seed: 1 };
  expect(() => fgsm(spec, broken, batch)).toThrow('the gradient at image 41 under attack holds NaN');
});

for (const backend of ['cpu', 'wasm', 'tensorflow'] as const) {
  const missing = backend === 'tensorflow' && !tensorflow.loaded ? ` (${tensorflow.reason})` : '';
  describe.skipIf(missing !== '')(`gradients through functions that saturate, on ${backend}${missing}`, () => {
    it.each(['sigmoid', 'tanh', 'elu'])('keep the relative precision of every number: %s', async (name) => {
      await startEngine(backend);
      const z = Array.from({ length: 21 }, (_, at) => 4 * (at - 10));
      const { run, slope } = ends[name]!;
      const found = tf
        .grad((x) => run(x).sum())(tf.tensor1d(z))
        .dataSync();
      for (const [at, row] of slope(z).entries()) expect(found[at]! / row[at]!).toBeCloseTo(1, 4);
    });

    it.each(Object.keys(ends))('are the derivative where single precision has rounded the output: %s', async (name) => {
      await startEngine(backend);
      const { run, value, slope } = ends[name]!;
      const weights = drawn(1, numbers * classes, 12);
      const x = drawn(3, 6 * numbers).map((one) => 0.5 + one / 4);
      const linear = linearModel([2, 4, 1], weights, classes);
      const matrixTensor = tf.tensor2d(matrix, [classes, classes]);
      const logits: typeof linear.logits = (pixels, key) =>
        run(linear.logits(pixels, key)).matMul(matrixTensor) as tf.Tensor2D;
      const labels = Int32Array.from({ length: 6 }, (_, image) => image);
      const batch = { pixels: tf.tensor4d(x, [6, 2, 4, 1]), labels, images: [...labels], seed: 1 };
      const found = lossGradient({ ...linear, logits }, batch, 1);
      for (const image of labels) {
        const own = x.subarray(image * numbers, (image + 1) * numbers);
        const z = Array.from({ length: classes }, (_, to) =>
          own.reduce((sum, one, from) => sum + one * weights[from * classes + to]!, 0),
        );
        const { gradient } = exactCrossEntropy(affine(value(z)), image);
        const atEnd = matrixTimes(gradient);
        const slopes = slope(z);
        const atZ = slopes[0]!.map((_, from) => atEnd.reduce((sum, one, to) => sum + one * slopes[to]![from]!, 0));
        const expected = Array.from(own, (_, from) =>
          atZ.reduce((sum, one, to) => sum + one * weights[from * classes + to]!, 0),
        );
        expectSameDirection(found.subarray(image * numbers, (image + 1) * numbers), expected);
      }
    });
  });
}

/** A slope at the last layer's outputs, at its inputs. */
function matrixTimes(slopes: readonly number[]): number[] {
  return slopes.map((_, from) => slopes.reduce((sum, slope, to) => sum + slope * matrix[from * classes + to]!, 0));
}

function expectSameDirection(found: Float32Array, expected: readonly number[]): void {
  const most = (values: Iterable<number>) => Math.max(...[...values].map(Math.abs));
  expect(most(expected)).toBeGreaterThan(0);
  const ratio = most(found) / most(expected);
  for (const [at, slope] of expected.entries()) {
    expect(Math.abs(found[at]! / ratio - slope) / most(expected)).toBeLessThan(1e-3);
  }
}

describe('gradients of logits so far apart that the cross-entropy is flat', () => {
  const logitsOf = (scale: number) => drawn(5, 20, scale);

  it('keep their direction', async () => {
    await startEngine('wasm');
    const weights = drawn(1, numbers * classes, 60);
    const model = linearModel([2, 4, 1], weights, classes);
    const pixels = tf.fill([classes, 2, 4, 1], 0.5) as tf.Tensor4D;
    const labels = Int32Array.from({ length: classes }, (_, at) => at);
    const found = lossGradient(model, { pixels, labels, images: [...labels], seed: 1 }, 1);
    const z = Array.from({ length: classes }, (_, to) => {
      let sum = 0;
      for (let from = 0; from < numbers; from++) sum += 0.5 * weights[from * classes + to]!;
      return sum;
    });
    const spread = Math.max(...z) - z.toSorted((a, b) => b - a)[1]!;
    expect(spread).toBeGreaterThan(20);
    for (const label of labels) {
      const { gradient } = exactCrossEntropy(z, label);
      const expected = Array.from({ length: numbers }, (_, from) =>
        gradient.reduce((sum, one, to) => sum + one * weights[from * classes + to]!, 0),
      );
      expectSameDirection(found.subarray(label * numbers, (label + 1) * numbers), expected);
    }
  });

  it('of several draws are added in proportion, also if one of them is flat and another is not', () => {
    for (const scales of [
      [1e-30, 1e-31],
      [1, 1e-30],
      [1e-60, 1e-58],
      [1e-200, 1e-200],
    ]) {
      const [first, second] = scales.map((scale) => {
        const exponents = new Int32Array(2);
        const slopes = Float64Array.from(logitsOf(1), (slope, at) => slope * (at < 10 ? scale : 1));
        return [scaledSlopes(slopes, exponents), exponents] as const;
      });
      alignScales(first!, second!);
      const sum = first![0].map((slope, at) => slope + second![0][at]!);
      expectSameDirection(sum.subarray(0, 10), [...logitsOf(1).subarray(0, 10)]);
      const share = second![0][0]! / sum[0]!;
      expect(share).toBeCloseTo(scales[1]! / (scales[0]! + scales[1]!), 6);
      expect([...sum.subarray(10)]).toEqual([...logitsOf(2).subarray(10)]);
    }
  });
});
