import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mixedPool } from '../../src/kernels/mixedPool/mixedPool.js';
import { stochasticPool } from '../../src/kernels/stochasticPool/stochasticPool.js';
import tf from '../../src/tfjs/tfjs.cjs';
import {
  type Data,
  expectClose,
  expectSameBits,
  expectSameOn,
  itOnBackends,
  itOnEachEngine,
  normals,
  tensor,
  uniforms,
  useEngine,
  valuesOn,
} from './support/tensors.js';

/** Single-precision sums of at most a few dozen terms, relative to the largest result. */
const tolerance = 2e-6;

const images = {
  seed: fc.nat(),
  batch: fc.integer({ min: 1, max: 3 }),
  height: fc.integer({ min: 4, max: 9 }),
  width: fc.integer({ min: 4, max: 9 }),
  channels: fc.constantFrom(1, 2, 3, 4, 5, 8, 13, 32),
};
const anyPool = fc.record({
  ...images,
  window: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })),
  strides: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
  pad: fc.constantFrom('same' as const, 'valid' as const),
});
const squarePool = fc.record({
  ...images,
  size: fc.integer({ min: 1, max: 4 }),
  strides: fc.integer({ min: 1, max: 3 }),
});

interface ImageSpec {
  readonly seed: number;
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

function imagesOf({ seed, batch, height, width, channels }: ImageSpec): Data {
  return normals(seed, batch, height, width, channels);
}

/** As after ReLU: about half are 0. */
function activationsOf(spec: ImageSpec): Data {
  const data = imagesOf(spec);
  return { ...data, values: data.values.map((value) => Math.max(value, 0)) as Float32Array };
}

/** Outputs and the gradient to x for a random gradient of the outputs. */
function outputAndGradient(x: Data, seed: number, pool: (x: tf.Tensor4D) => tf.Tensor4D): tf.Tensor[] {
  const input = tensor(x);
  const y = pool(input);
  return [y, tf.grad((a) => pool(a as tf.Tensor4D))(input, tensor(normals(seed + 1, ...y.shape)))];
}

describe('max and average pooling', () => {
  for (const [name, pool] of Object.entries({ max: tf.maxPool, average: tf.avgPool })) {
    itOnBackends(`gives the outputs and gradients of the reference: ${name}`, async (others) => {
      await fc.assert(
        fc.asyncProperty(anyPool, async (c) => {
          const compute = () =>
            outputAndGradient(imagesOf(c), c.seed, (x) => pool(x, c.window, c.strides, c.pad) as tf.Tensor4D);
          await expectSameOn(others, compute, tolerance);
        }),
        { numRuns: 40 },
      );
    });
  }

  itOnBackends(
    'gives the same for the usual windows of 2 x 2 on whole vectors of channels, with ties',
    async (others) => {
      const usual = fc.record({
        ...images,
        channels: fc.constantFrom(4, 8, 32),
        strides: fc.integer({ min: 1, max: 3 }),
      });
      await fc.assert(
        fc.asyncProperty(usual, async (c) => {
          const x = imagesOf(c);
          const rounded = { ...x, values: x.values.map((value) => Math.max(0, Math.round(value))) as Float32Array };
          const pool = (a: tf.Tensor4D) => tf.maxPool(a, 2, c.strides, 'valid');
          await expectSameOn(others, () => outputAndGradient(rounded, c.seed, pool), tolerance);
        }),
        { numRuns: 20 },
      );
    },
  );

  itOnEachEngine('gives the whole gradient to the first of equal units on %s', async (engine) => {
    const [, dx] = await valuesOn(engine, () => {
      const x = { shape: [1, 2, 2, 1], values: new Float32Array([1, 3, 3, 3]) };
      return outputAndGradient(x, 1, (a) => tf.maxPool(a, 2, 2, 'valid'));
    });
    const [place] = [...dx!.entries()].filter(([, value]) => value !== 0).map(([i]) => i);
    expect(place).toBe(1);
  });

  itOnEachEngine(
    'has a gradient of average pooling that agrees with finite differences at borders too, on %s',
    async (engine) => {
      await fc.assert(
        fc.asyncProperty(anyPool, fc.nat(), async (c, at) => {
          const x = imagesOf(c);
          const unit = at % x.values.length;
          const pool = (a: tf.Tensor4D) => tf.avgPool(a, c.window, c.strides, c.pad) as tf.Tensor4D;
          const [y, dx] = await valuesOn(engine, () => outputAndGradient(x, c.seed, pool));
          const moved = { ...x, values: x.values.map((value, i) => (i === unit ? value + 1 : value)) as Float32Array };
          const [z, dy] = await valuesOn(engine, () => {
            const output = pool(tensor(moved));
            return [output, tensor(normals(c.seed + 1, ...output.shape))];
          });
          const difference = z!.reduce((sum, value, i) => sum + (value - y![i]!) * dy![i]!, 0);
          expect(Math.abs(difference - dx![unit]!)).toBeLessThan(1e-4);
        }),
        { numRuns: 15 },
      );
    },
  );

  it('refuses int32 on wasm instead of reading it as floats', async () => {
    await useEngine('wasm simd');
    const x = tf.zeros([1, 2, 2, 1], 'int32') as tf.Tensor4D;
    expect(() => tf.maxPool(x, 2, 2, 'valid')).toThrow('x is int32, expected float32');
    x.dispose();
  });
});

describe('stochasticPool', () => {
  const drawCase = (c: ImageSpec & { size: number; strides: number }) => {
    const pooled = (side: number) => Math.floor((side - c.size) / c.strides) + 1;
    const random = uniforms(c.seed + 2, [0, 1], c.batch, pooled(c.height), pooled(c.width), c.channels);
    return { x: activationsOf(c), random };
  };

  itOnBackends('draws the same units as on the reference, to the last bit', async (others) => {
    await fc.assert(
      fc.asyncProperty(squarePool, async (c) => {
        const { x, random } = drawCase(c);
        const pool = (a: tf.Tensor4D) => stochasticPool(a, { ...c, random: tensor(random) });
        const [y, dx] = await valuesOn('cpu', () => outputAndGradient(x, c.seed, pool));
        for (const engine of others) {
          const [found, gradient] = await valuesOn(engine, () => outputAndGradient(x, c.seed, pool));
          expectSameBits(found!, y!);
          expectClose(gradient!, dx!, tolerance);
        }
      }),
      { numRuns: 30 },
    );
  });

  itOnBackends('gives in test the activation-weighted mean, with its gradient, as on the reference', async (others) => {
    await fc.assert(
      fc.asyncProperty(squarePool, async (c) => {
        const pool = (a: tf.Tensor4D) => stochasticPool(a, { ...c, random: null });
        // Gradients grow without bound where all activations of a window are nearly 0.
        const x = imagesOf(c);
        const data = { ...x, values: x.values.map((value) => (value > 0 ? value + 0.1 : 0)) as Float32Array };
        await expectSameOn(others, () => outputAndGradient(data, c.seed, pool), 5 * tolerance);
      }),
      { numRuns: 30 },
    );
  });

  itOnEachEngine('draws units in proportion to their activations on %s', async (engine) => {
    const draws = 4000;
    const activations = [1, 0, 2, 5];
    const x = {
      shape: [draws, 2, 2, 1],
      values: Float32Array.from({ length: 4 * draws }, (_, i) => activations[i % 4]!),
    };
    const [y] = await valuesOn(engine, () => [
      stochasticPool(tensor(x), { size: 2, strides: 2, random: tensor(uniforms(3, [0, 1], draws, 1, 1, 1)) }),
    ]);
    for (const activation of activations) {
      const share = y!.filter((value) => value === activation).length / draws;
      // Five standard deviations of a share of 4000 draws are below 0.04.
      expect(Math.abs(share - activation / 8)).toBeLessThan(0.04);
    }
  });

  itOnEachEngine(
    'gives on %s 0 without gradient where nothing is active, and takes 1 as the last unit',
    async (engine) => {
      const random = { shape: [2, 1, 1, 1], values: new Float32Array([0.5, 1]) };
      const x = { shape: [2, 2, 2, 1], values: new Float32Array([0, 0, 0, 0, 3, 4, 0, 0]) };
      for (const draw of [random, null]) {
        const [y, dx] = await valuesOn(engine, () =>
          outputAndGradient(x, 1, (a) =>
            stochasticPool(a, { size: 2, strides: 2, random: draw === null ? null : tensor(draw) }),
          ),
        );
        expect([...dx!.subarray(0, 4)]).toEqual([0, 0, 0, 0]);
        expect(y![0]).toBe(0);
        if (draw === null) expect(y![1]).toBeCloseTo(25 / 7, 5);
        else expect(y![1]).toBe(4);
      }
    },
  );

  itOnEachEngine('has in test a gradient that agrees with finite differences on %s', async (engine) => {
    const x = { shape: [1, 2, 2, 1], values: new Float32Array([0.5, 1, 2, 0.25]) };
    const value = async (values: Float32Array) =>
      (
        await valuesOn(engine, () => [stochasticPool(tensor({ ...x, values }), { size: 2, strides: 2, random: null })])
      )[0]![0]!;
    const [dx] = await valuesOn(engine, () => [
      tf.grad((a) => stochasticPool(a as tf.Tensor4D, { size: 2, strides: 2, random: null }))(tensor(x)),
    ]);
    for (let i = 0; i < 4; i++) {
      const step = 1 / 64;
      const moved = (by: number) => value(x.values.map((a, k) => (k === i ? a + by : a)));
      const difference = ((await moved(step)) - (await moved(-step))) / (2 * step);
      expect(Math.abs(difference - dx![i]!)).toBeLessThan(1e-3);
    }
  });

  itOnEachEngine('does not hide NaN on %s', async (engine) => {
    const x = { shape: [1, 2, 2, 1], values: new Float32Array([1, Number.NaN, 2, 3]) };
    const random = { shape: [1, 1, 1, 1], values: new Float32Array([0.1]) };
    const [drawn, mean] = await valuesOn(engine, () => [
      stochasticPool(tensor(x), { size: 2, strides: 2, random: tensor(random) }),
      stochasticPool(tensor(x), { size: 2, strides: 2, random: null }),
    ]);
    expect([...drawn!, ...mean!]).toEqual([Number.NaN, Number.NaN]);
  });

  it('refuses random numbers of another shape, and windows that do not fit', async () => {
    await useEngine('wasm simd');
    const x = tensor(normals(1, 1, 4, 4, 2));
    const random = tensor(normals(1, 1, 2, 2, 1));
    expect(() => stochasticPool(x, { size: 2, strides: 2, random })).toThrow(
      'random is [1, 2, 2, 1], expected [1, 2, 2, 2]',
    );
    expect(() => stochasticPool(x, { size: 5, strides: 1, random: null })).toThrow('does not fit into images of 4 x 4');
    tf.dispose([x, random]);
  });
});

describe('mixedPool', () => {
  itOnBackends('gives the outputs and both gradients of the reference', async (others) => {
    await fc.assert(
      fc.asyncProperty(squarePool, async (c) => {
        const [x, mixture] = [imagesOf(c), uniforms(c.seed + 2, [0, 1], c.channels)];
        const pool = (a: tf.Tensor, b: tf.Tensor) => mixedPool(a as tf.Tensor4D, b as tf.Tensor1D, c);
        const compute = () => {
          const inputs = [tensor(x), tensor(mixture)];
          const y = pool(inputs[0]!, inputs[1]!);
          return [y, ...tf.grads(pool)(inputs, tensor(normals(c.seed + 1, ...y.shape)))];
        };
        await expectSameOn(others, compute, 5 * tolerance);
      }),
      { numRuns: 30 },
    );
  });

  it('is on the reference the mixture of tfjs max and average pooling, gradients included', async () => {
    await fc.assert(
      fc.asyncProperty(squarePool, async (c) => {
        const mine = (a: tf.Tensor, b: tf.Tensor) => mixedPool(a as tf.Tensor4D, b as tf.Tensor1D, c);
        const composed = (a: tf.Tensor, b: tf.Tensor) => {
          const x = a as tf.Tensor4D;
          const largest = tf.maxPool(x, c.size, c.strides, 'valid');
          const mean = tf.avgPool(x, c.size, c.strides, 'valid');
          return largest.mul(b).add(mean.mul(tf.sub(1, b)));
        };
        const values = await valuesOn('cpu', () => {
          const inputs = [tensor(imagesOf(c)), tensor(uniforms(c.seed + 2, [0, 1], c.channels))];
          const y = mine(inputs[0]!, inputs[1]!);
          const dy = tensor(normals(c.seed + 1, ...y.shape));
          return [
            y,
            ...tf.grads(mine)(inputs, dy),
            composed(inputs[0]!, inputs[1]!),
            ...tf.grads(composed)(inputs, dy),
          ];
        });
        for (let i = 0; i < 3; i++) expectClose(values[i]!, values[i + 3]!, 5 * tolerance);
      }),
      { numRuns: 15 },
    );
  });

  it('refuses a mixture that has not one number a channel', async () => {
    await useEngine('wasm simd');
    const x = tensor(normals(1, 1, 4, 4, 2));
    const mixture = tf.zeros([3]) as tf.Tensor1D;
    expect(() => mixedPool(x, mixture, { size: 2, strides: 2 })).toThrow('mixture is [3], expected [2]');
    tf.dispose([x, mixture]);
  });
});
