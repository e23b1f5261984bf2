import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type FinishedConvolution,
  finishedConvolution,
} from '../../src/kernels/finishedConvolution/finishedConvolution.js';
import { recordCalls } from '../../src/models/recordCalls.js';
import tf from '../../src/tfjs/tfjs.cjs';
import { expectSameBits, expectSameOn, normals, tensor, useEngine, valuesOn } from './support/tensors.js';

const tolerance = 1e-5;

interface Case {
  readonly batch: number;
  readonly side: readonly [number, number];
  readonly channels: number;
  /** Null: depthwise. */
  readonly filters: number | null;
  readonly kernel: readonly [number, number];
  readonly stride: number;
  readonly dilation: number;
  readonly pad: 'same' | 'valid' | number;
  readonly activation: FinishedConvolution['activation'];
  readonly scaled: boolean;
  readonly shifted: boolean;
  /** Whether another tensor is added, of the results' shape or as one row of pixels. */
  readonly added?: 'whole' | 'broadcast' | 'no';
}

const common = {
  batch: fc.integer({ min: 1, max: 3 }),
  side: fc.tuple(fc.integer({ min: 5, max: 11 }), fc.integer({ min: 5, max: 11 })),
  channels: fc.constantFrom(1, 3, 4, 8, 16, 20, 36, 37),
  pad: fc.constantFrom('same' as const, 'valid' as const, 0, 1, 2),
  activation: fc.constantFrom(
    'linear' as const,
    'relu' as const,
    'relu6' as const,
    'swish' as const,
    'hardswish' as const,
  ),
  scaled: fc.boolean(),
  shifted: fc.boolean(),
  added: fc.constantFrom('no' as const, 'no' as const, 'whole' as const, 'broadcast' as const),
};

const depthwise = fc.record({
  ...common,
  filters: fc.constant(null),
  kernel: fc.constantFrom<[number, number]>([3, 3], [5, 5], [1, 1], [3, 2], [2, 5]),
  stride: fc.constantFrom(1, 1, 2, 3),
  dilation: fc.constant(1),
});
const dilated = fc.record({
  ...common,
  filters: fc.constant(null),
  kernel: fc.constant<[number, number]>([3, 3]),
  stride: fc.constant(1),
  dilation: fc.constantFrom(2, 3),
  side: fc.tuple(fc.integer({ min: 7, max: 11 }), fc.integer({ min: 7, max: 11 })),
});
/** By Winograd's algorithm, and shapes that are nearly for it. */
const transformed = fc.record({
  ...common,
  side: fc.tuple(fc.integer({ min: 3, max: 14 }), fc.integer({ min: 3, max: 14 })),
  channels: fc.constantFrom(15, 16, 20, 36, 68),
  filters: fc.constantFrom(16, 20, 24, 44),
  kernel: fc.constant<[number, number]>([3, 3]),
  stride: fc.constant(1),
  dilation: fc.constant(1),
});
const ordinary = fc.record({
  ...common,
  filters: fc.constantFrom(1, 4, 6, 8, 12, 20, 33),
  kernel: fc.constantFrom<[number, number]>([1, 1], [1, 1], [3, 3], [2, 3]),
  stride: fc.constantFrom(1, 1, 2),
  dilation: fc.constant(1),
});

/** Inputs and options of a case; `image` picks one image, so that batches can be compared. */
function prepare(c: Case, image?: number) {
  const batch = tensor(normals(1, c.batch, ...c.side, c.channels));
  const x = image === undefined ? batch : tf.slice(batch, [image, 0, 0, 0], [1, -1, -1, -1]);
  const filters = c.filters ?? c.channels;
  // Sums of about 4, so that some are beyond each bound and rounding errors are small next to 6.
  const products = c.kernel[0] * c.kernel[1] * (c.filters === null ? 1 : c.channels);
  const filter = tensor(normals(2, ...c.kernel, c.channels, c.filters ?? 1)).mul<tf.Tensor4D>(4 / Math.sqrt(products));
  const options: FinishedConvolution = {
    depthwise: c.filters === null,
    strides: [c.stride, c.stride],
    dilations: [c.dilation, c.dilation],
    // tfjs computes the shape of padding by numbers with one side of the kernel.
    pad: c.kernel[0] === c.kernel[1] || typeof c.pad === 'string' ? c.pad : 'same',
    activation: c.activation,
    ...(c.scaled ? { scale: tensor<tf.Rank.R1>(normals(3, filters)) } : {}),
    ...(c.shifted ? { offset: tensor<tf.Rank.R1>(normals(4, filters)) } : {}),
  };
  const run = (images: tf.Tensor, added?: tf.Tensor) =>
    finishedConvolution(images as tf.Tensor4D, filter, { ...options, added });
  if (c.added !== 'whole' && c.added !== 'broadcast') return { x, run: (images: tf.Tensor) => run(images), added: [] };
  const [, height, width] = run(x).shape;
  const whole = tensor(normals(7, c.batch, height, c.added === 'whole' ? width : 1, filters));
  const added = image === undefined ? whole : tf.slice(whole, [image, 0, 0, 0], [1, -1, -1, -1]);
  return { x, run, added: [added] };
}

function outputAndGradient(c: Case, image?: number): tf.Tensor[] {
  const { x, run, added } = prepare(c, image);
  const y = run(x, added[0]);
  const weights = tensor(normals(5, c.batch, ...y.shape.slice(1)));
  const own = image === undefined ? weights : tf.slice(weights, [image, 0, 0, 0], [1, -1, -1, -1]);
  const loss = (images: tf.Tensor, other?: tf.Tensor) => run(images, other).mul(own).sum<tf.Scalar>();
  return [y, ...tf.grads(loss)([x, ...added])];
}

/** Of images with few channels, whose patches are gathered. */
const gathered = fc.record({
  ...common,
  channels: fc.constantFrom(1, 2, 3, 4),
  filters: fc.constantFrom(4, 12, 20, 24, 36),
  kernel: fc.constantFrom<[number, number]>([3, 3], [5, 5], [7, 7], [2, 3], [1, 2]),
  stride: fc.constantFrom(1, 2, 3),
  dilation: fc.constant(1),
  side: fc.tuple(fc.integer({ min: 7, max: 16 }), fc.integer({ min: 7, max: 16 })),
});

/** Products of some of the pixels with a matrix, and shapes that are nearly so. */
const strided = fc.record({
  ...common,
  channels: fc.constantFrom(3, 4, 8, 20, 68),
  filters: fc.constantFrom(4, 12, 33, 44),
  kernel: fc.constant<[number, number]>([1, 1]),
  stride: fc.constantFrom(2, 2, 3),
  dilation: fc.constant(1),
});

describe('finished convolutions', () => {
  it.each([
    ['gathered', gathered],
    ['depthwise', depthwise],
    ['dilated depthwise', dilated],
    ['ordinary and pointwise', ordinary],
    ['by transforms', transformed],
    ['pointwise with strides', strided],
  ] as const)('%s: outputs and input gradients on wasm are those of single ops on cpu', async (_, cases) => {
    await fc.assert(
      fc.asyncProperty(cases as fc.Arbitrary<Case>, async (c) => {
        await expectSameOn(['wasm simd', 'wasm relaxed', 'wasm wide'], () => outputAndGradient(c), tolerance);
      }),
      { numRuns: 60 },
    );
  });

  it.each([1, 2, 3])('depthwise input gradients of one channel with %s columns of results', async (columns) => {
    for (const stride of [1, 2]) {
      const c: Case = {
        ...{ batch: 2, side: [13, 3 + stride * (columns - 1)], channels: 1, filters: null, kernel: [3, 3], stride },
        ...{ dilation: 1, pad: 'valid', activation: 'relu6', scaled: true, shifted: true },
      };
      await expectSameOn(['wasm simd', 'wasm relaxed', 'wasm wide'], () => outputAndGradient(c), tolerance);
    }
  });

  it('input gradients are those of finite differences', async () => {
    await useEngine('wasm relaxed');
    const rest: Case = {
      ...{ batch: 1, side: [6, 7], channels: 8, filters: null, kernel: [3, 3], stride: 1, dilation: 1, pad: 'same' },
      ...{ activation: 'relu6', scaled: true, shifted: true },
    };
    const pointwise: Case = { ...rest, filters: 8, kernel: [1, 1] };
    const kinds = [rest, { ...rest, filters: 8 }, pointwise, { ...pointwise, stride: 2 }];
    const smooth = kinds.map((c) => ({ ...c, activation: 'swish' as const }));
    for (const c of [...kinds, ...smooth, { ...rest, activation: 'hardswish' as const }]) {
      tf.tidy(() => {
        const { x, run } = prepare(c);
        const loss = (images: tf.Tensor) => run(images).square().sum();
        const gradient = tf.grad(loss)(x);
        const direction = tf.sign(gradient);
        const slope = gradient.mul(direction).sum().dataSync()[0]!;
        const step = 1e-3;
        const at = (times: number) => loss(x.add(direction.mul(times * step))).dataSync()[0]!;
        const measured = (at(1) - at(-1)) / (2 * step);
        expect(Math.abs(slope - measured)).toBeLessThan(5e-3 * Math.abs(measured));
      });
    }
  });

  it.each([
    { filters: null, kernel: [3, 3] },
    { filters: null, kernel: [5, 5] },
    { filters: 12, kernel: [1, 1] },
    { filters: 12, kernel: [3, 3] },
    { filters: 24, kernel: [3, 3] },
    { filters: 24, kernel: [3, 3], channels: 3, stride: 2 },
    { filters: null, kernel: [3, 3], stride: 2 },
    { filters: null, kernel: [3, 3], activation: 'swish' },
    { filters: 12, kernel: [1, 1], activation: 'swish' },
    { filters: 12, kernel: [1, 1], stride: 2 },
    { filters: 9, kernel: [1, 1], activation: 'hardswish' },
    { filters: 24, kernel: [3, 3], activation: 'swish' },
  ] as const)('give an image the same bits in any batch: $filters $kernel $activation', async (shape) => {
    const c: Case = {
      ...{ batch: 5, side: [9, 7], channels: 16, stride: 1, dilation: 1, pad: 'same' },
      ...{ activation: 'relu6', scaled: true, shifted: true, added: 'whole', ...shape },
    };
    for (const engine of ['wasm simd', 'wasm relaxed', 'wasm wide'] as const) {
      const whole = await valuesOn(engine, () => outputAndGradient(c));
      for (let image = 0; image < c.batch; image++) {
        const alone = await valuesOn(engine, () => outputAndGradient(c, image));
        for (const [at, values] of alone.entries()) {
          expectSameBits(values, whole[at]!.slice(image * values.length, (image + 1) * values.length));
        }
      }
    }
  });

  it.each([
    { filters: null, kernel: [3, 3] },
    { filters: 20, kernel: [1, 1] },
    { filters: 44, kernel: [3, 3] },
    { filters: 44, kernel: [3, 3], channels: 3, stride: 2 },
    { filters: null, kernel: [3, 3], stride: 2 },
    { filters: null, kernel: [5, 5] },
    { filters: null, kernel: [5, 5], activation: 'swish' },
    { filters: 20, kernel: [1, 1], activation: 'swish' },
    { filters: 20, kernel: [1, 1], stride: 2, activation: 'swish' },
    { filters: 44, kernel: [3, 3], activation: 'hardswish' },
    { filters: 5, kernel: [3, 3], activation: 'swish' },
  ] as const)('have the same bits with wide vectors: $filters $kernel $activation', async (shape) => {
    const c: Case = {
      ...{ batch: 3, side: [9, 7], channels: 36, stride: 1, dilation: 1, pad: 'same' },
      ...{ activation: 'relu6', scaled: true, shifted: true, added: 'whole', ...shape },
    };
    const narrow = await valuesOn('wasm relaxed', () => outputAndGradient(c));
    const wide = await valuesOn('wasm wide', () => outputAndGradient(c));
    for (const [at, values] of wide.entries()) expectSameBits(values, narrow[at]!);
  });

  it.each([null, 4])('carry NaN and infinity as the single ops do, filters %s', async (filters) => {
    const values = Float32Array.from({ length: 64 }, (_, i) => Math.sin(i));
    values[20] = Number.NaN;
    values[40] = Number.POSITIVE_INFINITY;
    for (const activation of ['linear', 'relu', 'swish', 'hardswish'] as const) {
      const compute = () => {
        const x = tf.tensor4d(values, [1, 4, 4, 4]);
        const filter = filters === null ? tf.ones<tf.Rank.R4>([1, 1, 4, 1]) : tf.ones<tf.Rank.R4>([1, 1, 4, 4]);
        const options = {
          depthwise: filters === null,
          strides: [1, 1],
          dilations: [1, 1],
          pad: 'same',
          activation,
        } as const;
        const run = (images: tf.Tensor) =>
          finishedConvolution(images as tf.Tensor4D, filter, { ...options, strides: [1, 1], dilations: [1, 1] });
        return [run(x)];
      };
      const [expected] = await valuesOn('cpu', compute);
      const [found] = await valuesOn('wasm relaxed', compute);
      const kind = (value: number) => (Number.isFinite(value) ? 'finite' : String(value));
      expect(Array.from(found!, kind)).toEqual(Array.from(expected!, kind));
    }
  });

  it('spread infinite gradients to the pixels that single ops spread them to, and no NaN', async () => {
    const compute = () => {
      const filter = tensor(normals(2, 2, 3, 8, 8)) as tf.Tensor4D;
      const options: FinishedConvolution = {
        ...{ depthwise: false, strides: [2, 2], dilations: [1, 1], pad: 'valid', activation: 'linear' },
      };
      const x = tensor(normals(1, 3, 10, 6, 8));
      const run = (images: tf.Tensor) => finishedConvolution(images as tf.Tensor4D, filter, options);
      const gradients = normals(3, 3, 5, 2, 8);
      for (const [at, value] of [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY].entries())
        gradients.values[100 * at + 20] = value;
      return [tf.grad(run)(x, tensor(gradients))];
    };
    const kinds = (values: ArrayLike<number>) => Array.from(values, (v) => (Number.isFinite(v) ? 'finite' : String(v)));
    const [expected] = await valuesOn('cpu', compute);
    expect(kinds(expected!)).toContain('Infinity');
    for (const engine of ['wasm simd', 'wasm relaxed', 'wasm wide'] as const) {
      const [found] = await valuesOn(engine, compute);
      expect(kinds(found!), engine).toEqual(kinds(expected!));
    }
  });

  /** Inputs around the bends, where the sigmoid saturates and where its power leaves single precision. */
  const inputs = Float32Array.from({ length: 1023 }, (_, i) => ((i - 511) * 90) / 511).map((z, i) =>
    i % 2 === 0 ? z : z / 10,
  );

  /** Results and slopes of an activation alone at `inputs`: a depthwise convolution with kernels of 1. */
  const activated = (activation: FinishedConvolution['activation']) => () => {
    const filter = tf.ones<tf.Rank.R4>([1, 1, 1, 1]);
    const options: FinishedConvolution = {
      ...{ depthwise: true, strides: [1, 1], dilations: [1, 1], pad: 'same', activation },
    };
    const run = (x: tf.Tensor) => finishedConvolution(x as tf.Tensor4D, filter, options);
    const x = tf.tensor4d(inputs, [1, 1, inputs.length, 1]);
    return [run(x), tf.grad((images) => run(images).sum())(x)];
  };

  it.each(['wasm simd', 'wasm relaxed', 'wasm wide', 'cpu'] as const)(
    'swish and its slope keep their relative precision on %s as far as e^-z is a normal number',
    async (engine) => {
      const [results, slopes] = (await valuesOn(engine, activated('swish'))) as [Float32Array, Float32Array];
      for (const [i, z] of inputs.entries()) {
        const power = Math.exp(-Math.abs(z));
        const sigmoid = (z >= 0 ? 1 : power) / (1 + power);
        const slope = sigmoid + (z * power) / (1 + power) ** 2;
        if (z < -87) {
          expect(Math.abs(results[i]!)).toBeLessThan(1e-35);
          expect(Math.abs(slopes[i]!)).toBeLessThan(1e-35);
          continue;
        }
        expect(Math.abs(results[i]! - z * sigmoid)).toBeLessThanOrEqual(4e-7 * Math.abs(z * sigmoid));
        // Around -1.28, where the slope is 0, its two terms cancel.
        const size = Math.max(Math.abs(slope), sigmoid);
        expect(Math.abs(slopes[i]! - slope)).toBeLessThanOrEqual(1e-6 * size);
      }
    },
  );

  it('hard swish is 0 below -3 and the identity above 3, with slopes 0 and 1', async () => {
    const [results, slopes] = (await valuesOn('wasm relaxed', activated('hardswish'))) as [Float32Array, Float32Array];
    for (const [i, z] of inputs.entries()) {
      const between = Math.abs(z) < 3;
      const expected = between ? [(z * (z + 3)) / 6, (2 * z + 3) / 6] : z > 0 ? [z, 1] : [0, 0];
      expect(Math.abs(results[i]! - expected[0]!)).toBeLessThan(1e-5);
      expect(Math.abs(slopes[i]! - expected[1]!)).toBeLessThan(1e-6);
    }
  });

  it('slopes are written only where gradients may be needed', async () => {
    await useEngine('wasm relaxed');
    const asked = (run: () => unknown) => {
      const calls = recordCalls(() => tf.tidy(() => void run()));
      tf.dispose(calls.map(({ inputs: given }) => Object.values(given)));
      return calls.filter(({ name }) => name === 'FinishedConvolution').map(({ attributes }) => attributes.withSlopes);
    };
    const c: Case = {
      ...{ batch: 1, side: [6, 7], channels: 8, filters: 8, kernel: [3, 3], stride: 1, dilation: 1, pad: 'same' },
      ...{ activation: 'swish', scaled: true, shifted: true },
    };
    const forward = (activation: Case['activation']) => {
      const { x, run } = prepare({ ...c, activation });
      return run(x);
    };
    const gradient = (activation: Case['activation']) => {
      const { x, run } = prepare({ ...c, activation });
      return tf.grad((images) => run(images).sum())(x);
    };
    expect(asked(() => forward('swish'))).toEqual([false]);
    expect(asked(() => gradient('swish'))).toEqual([true]);
    expect(asked(() => gradient('relu6'))).toEqual([false]);
  });
});
