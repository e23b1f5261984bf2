import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type FinishedConvolution,
  finishedConvolution,
} from '../../src/kernels/finishedConvolution/finishedConvolution.js';
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
  activation: fc.constantFrom('linear' as const, 'relu' as const, 'relu6' as const),
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
  const filter = tensor(normals(2, ...c.kernel, c.channels, c.filters ?? 1));
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

describe('finished convolutions', () => {
  it.each([
    ['gathered', gathered],
    ['depthwise', depthwise],
    ['dilated depthwise', dilated],
    ['ordinary and pointwise', ordinary],
    ['by transforms', transformed],
  ] as const)('%s: outputs and input gradients on wasm are those of single ops on cpu', async (_, cases) => {
    await fc.assert(
      fc.asyncProperty(cases as fc.Arbitrary<Case>, async (c) => {
        await expectSameOn(['wasm simd', 'wasm relaxed', 'wasm wide'], () => outputAndGradient(c), tolerance);
      }),
      { numRuns: 40 },
    );
  });

  it('input gradients are those of finite differences', async () => {
    await useEngine('wasm relaxed');
    const rest: Case = {
      ...{ batch: 1, side: [6, 7], channels: 8, filters: null, kernel: [3, 3], stride: 1, dilation: 1, pad: 'same' },
      ...{ activation: 'relu6', scaled: true, shifted: true },
    };
    for (const c of [rest, { ...rest, filters: 8 }, { ...rest, filters: 8, kernel: [1, 1] as const }]) {
      tf.tidy(() => {
        const { x, run } = prepare(c);
        const loss = (images: tf.Tensor) => run(images).square().sum();
        const direction = tensor(normals(6, ...x.shape));
        const slope = tf.grad(loss)(x).mul(direction).sum().dataSync()[0]!;
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
  ] as const)('give an image the same bits in any batch: $filters $kernel', async (shape) => {
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
  ] as const)('have the same bits with wide vectors: $filters $kernel', async (shape) => {
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
    for (const activation of ['linear', 'relu'] as const) {
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
});
