import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Converters, converterSteps } from '../../src/contract/analog.js';
import { peripheries } from '../../src/contract/analogPeripheries.js';
import { analogConvolution } from '../../src/kernels/analogConvolution/analogConvolution.js';
import type { ArrayReading } from '../../src/kernels/analogConvolution/names.js';
import { passNoise } from '../../src/kernels/analogConvolution/passNoise.js';
import { tiledConv2d } from '../../src/kernels/tiledConv2d/tiledConv2d.js';
import tf from '../../src/tfjs/tfjs.cjs';
import {
  type Data,
  type Engine,
  expectClose,
  integers,
  itOnBackends,
  itOnEachEngine,
  normals,
  tensor,
  uniforms,
  useEngine,
  valuesOn,
} from './support/tensors.js';

function readingOf(converters: Converters, starts: readonly number[]): ArrayReading {
  const { input, output, bound, mostDivisor } = converterSteps(converters);
  const { outputNoise, weightNoise, inputRange = 0 } = converters;
  const steps = { inputStep: input, outputStep: output, bound, mostDivisor };
  return { starts, ...steps, outputNoise, weightNoise, range: inputRange as number };
}

const quiet = peripheries.none;
interface Case {
  readonly x: Data;
  readonly weights: Data;
  readonly factors: Data;
  readonly biases: Data;
  readonly assignment: Data;
  readonly keys: Data;
  readonly reading: ArrayReading;
  readonly strides: readonly [number, number];
  readonly padding: 'same' | 'valid';
  readonly activation: 'linear' | 'relu';
}

interface Sizes {
  readonly seed: number;
  readonly batch: number;
  readonly side: number;
  readonly channels: number;
  readonly filters: number;
  readonly tiles: number;
  readonly kernelSide: number;
  readonly stride: number;
  readonly padding: 'same' | 'valid';
  readonly activation: 'linear' | 'relu';
  readonly arrays: number;
  readonly converters: Converters;
}

function make(sizes: Sizes): Case {
  const { seed, batch, side, channels, filters, tiles, kernelSide, stride, padding, activation } = sizes;
  const inputs = kernelSide * kernelSide * channels;
  const count = Math.min(sizes.arrays, inputs);
  const starts = Array.from({ length: count + 1 }, (_, array) => Math.floor((array * inputs) / count));
  const out = Math.ceil((padding === 'same' ? side : side - kernelSide + 1) / stride);
  return {
    x: normals(seed, batch, side, side, channels),
    weights: uniforms(seed, [-1, 1], tiles, kernelSide, kernelSide, channels, filters),
    factors: uniforms(seed, [0.5, 2], tiles, count, filters),
    biases: normals(seed + 1, tiles, filters),
    assignment: integers(seed, [-1, tiles - 1], batch, out * out),
    keys: integers(seed, [-(2 ** 31), 2 ** 31 - 1], batch, 2),
    reading: readingOf(sizes.converters, starts),
    strides: [stride, stride],
    padding,
    activation,
  };
}

const small: Sizes = {
  ...{ seed: 1, batch: 1, side: 1, channels: 1, filters: 1, tiles: 1, kernelSide: 1, stride: 1 },
  ...{ padding: 'same', activation: 'linear', arrays: 1, converters: quiet },
};

const cases = fc
  .record({
    seed: fc.nat(1e6),
    batch: fc.integer({ min: 1, max: 3 }),
    side: fc.integer({ min: 3, max: 8 }),
    channels: fc.constantFrom(1, 3, 7, 32),
    filters: fc.constantFrom(1, 3, 8, 10, 16, 21),
    tiles: fc.constantFrom(1, 2, 5),
    kernelSide: fc.constantFrom(1, 3, 5),
    stride: fc.constantFrom(1, 2),
    padding: fc.constantFrom('same' as const, 'valid' as const),
    activation: fc.constantFrom('linear' as const, 'relu' as const),
    arrays: fc.constantFrom(1, 2, 3),
    converters: fc.constantFrom<Converters>(
      quiet,
      peripheries.plain,
      { ...peripheries.standard, outputBound: 2 },
      { ...peripheries.hwa, inputRange: 1.5 },
      { ...quiet, outputNoise: 0.1, outputBound: 3, boundManagement: 'iterative' },
    ),
  })
  .filter(({ side, kernelSide, padding }) => padding === 'same' || side >= kernelSide)
  .map(make);

function run(c: Case): tf.Tensor4D {
  return outputsFor(c, tensor(c.x));
}

function outputsFor(c: Case, x: tf.Tensor4D, pooling?: Parameters<typeof analogConvolution>[2]['pooling']) {
  const weights = tensor<tf.Rank.R5>(c.weights);
  return analogConvolution(
    x,
    { weights, factors: tensor(c.factors), gradientKernels: weights, biases: tensor(c.biases) },
    { ...c, assignment: tensor(c.assignment), keys: tensor(c.keys), pooling },
  );
}

/**
 * At most one in 200 floats, and those of one vector, differ: sums in another order are rounded to another step now and then, and a
 * step beyond the bound makes the whole vector be read again.
 */
function expectAlmostAll(found: Float32Array, expected: Float32Array, filters: number): void {
  const far = found.filter(
    (value, at) => Math.abs(value - expected[at]!) > 2e-4 * Math.max(1, Math.abs(expected[at]!)),
  );
  expect(far.length).toBeLessThanOrEqual(filters + found.length / 200);
}

describe('the analog convolution', () => {
  itOnBackends('gives the results of the reference', (others: readonly Engine[]) =>
    fc.assert(
      fc.asyncProperty(cases, async (c) => {
        const [expected] = await valuesOn('cpu', () => [run(c)]);
        for (const engine of others) {
          const [found] = await valuesOn(engine, () => [run(c)]);
          expectAlmostAll(found!, expected!, c.biases.shape[1]!);
        }
      }),
      { numRuns: 60 },
    ),
  );

  itOnEachEngine(
    'is the digital convolution of its weights and factors without converters and noise: %s',
    async (engine) => {
      const c = make({ ...small, batch: 2, side: 6, channels: 5, filters: 10, tiles: 3, kernelSide: 3, arrays: 2 });
      const [analog, digital] = await valuesOn(engine, () => {
        const { starts } = c.reading;
        const arrayOf = (input: number) => starts.findLastIndex((start) => start <= input);
        const folded = c.weights.values.map((weight, at) => {
          const [tile, input] = [Math.floor(at / 450), Math.floor(at / 10) % 45];
          return weight * c.factors.values[(tile * 2 + arrayOf(input)) * 10 + (at % 10)]!;
        });
        const kernels = tensor<tf.Rank.R5>({ ...c.weights, values: folded });
        const options = { ...c, assignment: tensor<tf.Rank.R2>(c.assignment) };
        return [run(c), tiledConv2d(tensor(c.x), kernels, tensor<tf.Rank.R2>(c.biases), options)];
      });
      expectClose(analog!, digital!, 2e-5);
    },
  );

  itOnEachEngine('gives an image the same in any batch: %s', async (engine) => {
    const c = make({
      ...small,
      batch: 3,
      side: 5,
      channels: 3,
      filters: 9,
      tiles: 2,
      kernelSide: 3,
      converters: peripheries.plain,
    });
    const row = ({ shape, values }: Data): Data => {
      const size = values.length / shape[0]!;
      return { shape: [1, ...shape.slice(1)], values: values.slice(size).subarray(0, size) };
    };
    const alone = { ...c, x: row(c.x), assignment: row(c.assignment), keys: row(c.keys) };
    const [all, one] = await valuesOn(engine, () => [run(c), run(alone)]);
    expect([...all!.subarray(one!.length, 2 * one!.length)]).toEqual([...one!]);
  });

  itOnEachEngine('rounds inputs and outputs to the steps of the converters: %s', async (engine) => {
    const converters = { ...peripheries.plain, outputNoise: 0 } as const;
    const inputs = [1, 0.5, -0.25, 0.013];
    const weights = [0.1, -0.7, 0.3, 0.9];
    const c = {
      ...make({ ...small, side: 1, channels: 4, converters }),
      x: { shape: [1, 1, 1, 4], values: Float32Array.from(inputs, (value) => 3 * value) },
      weights: { shape: [1, 1, 1, 4, 1], values: Float32Array.from(weights) },
      factors: { shape: [1, 1, 1], values: Float32Array.of(2) },
      biases: { shape: [1, 1], values: Float32Array.of(0.25) },
      assignment: { shape: [1, 1], values: Int32Array.of(0) },
    };
    const [found] = await valuesOn(engine, () => [run(c)]);
    const even = [1, 32 / 63, -16 / 63, 1 / 63]; // 0.5 x 63 is 31.5, which goes to the even 32
    const sum = even.reduce((total, input, at) => total + input * weights[at]!, 0);
    const read = (Math.round(sum / (24 / 510)) * 24) / 510;
    expect(found![0]).toBeCloseTo(read * 3 * 2 + 0.25, 5);
  });

  itOnEachEngine('clips at the bound, or reads again with half the input: %s', async (engine) => {
    const inputs = 40;
    const at = (boundManagement: 'none' | 'iterative', factor = 1) => ({
      ...make({
        ...{ ...small, side: 1, channels: inputs },
        converters: { ...peripheries.standard, outputNoise: 0, boundManagement },
      }),
      x: { shape: [1, 1, 1, inputs], values: new Float32Array(inputs).fill(factor) },
      weights: { shape: [1, 1, 1, inputs, 1], values: new Float32Array(inputs).fill(0.5) },
      factors: { shape: [1, 1, 1], values: Float32Array.of(1) },
      biases: { shape: [1, 1], values: Float32Array.of(0) },
      assignment: { shape: [1, 1], values: Int32Array.of(0) },
    });
    const [clipped, again] = await valuesOn(engine, () => [run(at('none', 3)), run(at('iterative', 3))]);
    expect(clipped![0]).toBeCloseTo(30, 4); // 20 full products, bound 10
    // Half the input is 63.5 steps, which go to 64: 40 x 64 / 127 x 0.5 is 10.08, beyond the bound by one step of 10 / 127.
    const quarter = Math.round((40 * 32 * 0.5) / 127 / (10 / 127)) * (10 / 127);
    expect(again![0]).toBeCloseTo(3 * 4 * quarter, 4);
  });

  it('gives up halving beyond the divisors of the toolkit: 16 for plain, 32 for standard', () => {
    const last = (converters: Converters) => {
      let divisor = 1;
      while (divisor <= converterSteps(converters).mostDivisor) divisor *= 2;
      return divisor;
    };
    expect(last(peripheries.plain)).toBe(16);
    expect(last(peripheries.standard)).toBe(32);
    expect(converterSteps(peripheries.hwa).mostDivisor).toBe(0);
  });

  itOnEachEngine(
    'has normal noise of the stated deviation, independent in images, patches, columns and arrays: %s',
    async (engine) => {
      const [batch, side, filters] = [50, 10, 2];
      const converters = {
        ...quiet,
        outputNoise: 0.3,
        weightNoise: 0.2,
        noiseManagement: 'constant',
        inputRange: 2,
      } as const;
      const c = { ...make({ ...small, batch, side, channels: 2, filters, converters }) };
      const assignment = { shape: [1, side * side], values: new Int32Array(side * side) };
      const x = { ...c.x, values: c.x.values.map((_, at) => (at % 2 === 0 ? 1 : -2)) };
      const [found] = await valuesOn(engine, () => [run({ ...c, x, assignment })]);
      for (let f = 0; f < filters; f++) {
        const [a, b] = [c.weights.values[f]!, c.weights.values[filters + f]!];
        const factor = 2 * c.factors.values[f]!;
        const mean = (0.5 * a - b) * factor + c.biases.values[f]!;
        const deviation = Math.hypot(0.3, 0.2 * Math.sqrt(0.25 * Math.abs(a) + Math.abs(b))) * factor;
        const own = [...found!].filter((_, at) => at % filters === f).map((value) => (value - mean) / deviation);
        expectNormal(own);
        const pairs = own.slice(1).map((value, at) => value * own[at]!);
        expect(Math.abs(pairs.reduce((sum, value) => sum + value, 0) / pairs.length)).toBeLessThan(
          5 / Math.sqrt(pairs.length),
        );
      }
      const columns = [0, 1].map((f) => {
        const own = [...found!].filter((_, at) => at % filters === f);
        const mean = own.reduce((sum, value) => sum + value, 0) / own.length;
        const deviation = Math.sqrt(own.reduce((sum, value) => sum + (value - mean) ** 2, 0) / own.length);
        return own.map((value) => (value - mean) / deviation);
      });
      const correlation =
        columns[0]!.reduce((sum, value, at) => sum + value * columns[1]![at]!, 0) / columns[0]!.length;
      expect(Math.abs(correlation)).toBeLessThan(5 / Math.sqrt(columns[0]!.length));
    },
  );

  it('has the noise of a normal distribution in every lane', () => {
    for (const lane of [0, 3, 4, 7, 8, 15]) {
      const values = new Float64Array(16);
      expectNormal(
        Array.from({ length: 20_000 }, (_, vector) => {
          passNoise([12, 34], vector).fill(values, 0);
          return values[lane]!;
        }),
      );
    }
  });

  itOnEachEngine('passes gradients straight through converters and noise, where ReLU is active: %s', async (engine) => {
    const converters = { ...peripheries.plain, outputNoise: 0.01 } as const;
    const c = make({
      ...small,
      batch: 2,
      side: 5,
      channels: 3,
      filters: 4,
      tiles: 2,
      kernelSide: 3,
      activation: 'relu',
      converters,
    });
    const [gradient, expected] = await valuesOn(engine, () => {
      const dy = tensor(normals(9, 2, 5, 5, 4));
      const through = tf.grad((x: tf.Tensor) => outputsFor(c, x as tf.Tensor4D))(tensor(c.x), dy);
      const active = run(c).greater(0).mul(dy);
      const linear = { ...c, activation: 'linear' as const, assignment: tensor<tf.Rank.R2>(c.assignment) };
      const digital = (x: tf.Tensor) =>
        tiledConv2d(x as tf.Tensor4D, tensor<tf.Rank.R5>(c.weights), tensor<tf.Rank.R2>(c.biases), linear);
      return [through, tf.grad(digital)(tensor(c.x), active)];
    });
    expectClose(gradient!, expected!, 1e-5);
  });

  itOnEachEngine('is followed by normalisation and pooling, with their gradients: %s', async (engine) => {
    const c = make({
      ...small,
      batch: 3,
      side: 8,
      channels: 3,
      filters: 12,
      tiles: 2,
      kernelSide: 3,
      activation: 'relu',
      converters: peripheries.plain,
    });
    const pooling = { pooling: 'max', depthRadius: 2, bias: 1, alpha: 0.01, beta: 0.75 } as const;
    const separate = (x: tf.Tensor4D) =>
      tf.maxPool(tf.localResponseNormalization(outputsFor(c, x), 2, 1, 0.01, 0.75), 2, 2, 'valid');
    await useEngine(engine);
    const [pooled, two, gradient, expected] = await valuesOn(engine, () => {
      const x = tensor(c.x);
      const dy = tensor(normals(9, 3, 4, 4, 12));
      return [
        outputsFor(c, x, pooling),
        separate(x),
        tf.grad((own: tf.Tensor) => outputsFor(c, own as tf.Tensor4D, pooling))(x, dy),
        tf.grad((own: tf.Tensor) => separate(own as tf.Tensor4D))(x, dy),
      ];
    });
    expectClose(pooled!, two!, 1e-6);
    expectClose(gradient!, expected!, 1e-5);
  });
});

/** Kolmogorov-Smirnov at about 1 in 10^4, and mean and variance at 5 standard errors. */
function expectNormal(values: readonly number[]): void {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const variance = values.reduce((sum, value) => sum + value ** 2, 0) / n;
  expect(Math.abs(mean)).toBeLessThan(5 / Math.sqrt(n));
  expect(Math.abs(variance - 1)).toBeLessThan((5 * Math.SQRT2) / Math.sqrt(n));
  const sorted = [...values].sort((a, b) => a - b);
  const distance = sorted.reduce((most, value, at) => Math.max(most, Math.abs(normalCdf(value) - (at + 0.5) / n)), 0);
  expect(distance).toBeLessThan(2.3 / Math.sqrt(n));
}

/** By the trapezoidal rule of the density from 0. */
function normalCdf(value: number): number {
  const steps = 200;
  const width = value / steps;
  const density = (x: number) => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
  let sum = (density(0) + density(value)) / 2;
  for (let step = 1; step < steps; step++) sum += density(step * width);
  return 0.5 + sum * width;
}
