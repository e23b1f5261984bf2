import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import tf from '../../src/tfjs/tfjs.cjs';
import {
  type Engine,
  expectClose,
  expectSameOn,
  itOnBackends,
  normals,
  tensor,
  useEngine,
  valuesOn,
} from './support/tensors.js';

/** Float sums of up to a few thousand products of standard normals, relative to the largest result. */
const tolerance = 1e-5;

const fields = {
  seed: fc.nat(),
  batch: fc.integer({ min: 1, max: 4 }),
  height: fc.integer({ min: 3, max: 10 }),
  width: fc.integer({ min: 3, max: 10 }),
  channels: fc.constantFrom(1, 3, 4, 6, 16),
  filters: fc.constantFrom(1, 3, 4, 10, 16, 21, 32),
  kernel: fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 })),
  strides: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
  pad: fc.constantFrom('same' as const, 'valid' as const, 0, 1, 2),
  activation: fc.constantFrom('linear' as const, 'relu' as const, 'relu6' as const, 'sigmoid' as const, 'elu' as const),
  bias: fc.boolean(),
};

const cases = fc.record(fields).filter(({ pad, kernel, height, width }) => {
  const padding = typeof pad === 'number' ? 2 * pad : pad === 'same' ? 8 : 0;
  // Where padding is a number, tfjs takes the kernel's height for its width as well when it computes the output's shape.
  const across = typeof pad === 'number' ? Math.max(...kernel) : kernel[1];
  return kernel[0] <= height + padding && across <= width + padding;
});

/** Products of pixels with a matrix, with and without strides. */
const pointwise = fc.record({
  ...fields,
  channels: fc.constantFrom(4, 16),
  filters: fc.constantFrom(4, 16, 32),
  kernel: fc.constant<[number, number]>([1, 1]),
});

const dilated = fc
  .record({
    ...fields,
    channels: fc.constantFrom(1, 3, 4, 6),
    multiplier: fc.constantFrom(1, 2, 3),
    kernel: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    dilations: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    pad: fc.constantFrom('same' as const, 'valid' as const),
  })
  .filter(
    ({ pad, kernel, dilations, height, width }) =>
      pad === 'same' || [height, width].every((side, axis) => (kernel[axis]! - 1) * dilations[axis]! < side),
  );

/** Losses of a small model, trained on an engine from fixed weights. */
async function losses(engine: Engine): Promise<number[]> {
  await useEngine(engine);
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({ inputShape: [8, 8, 2], filters: 6, kernelSize: 3, activation: 'relu', padding: 'same' }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.conv2d({ filters: 5, kernelSize: 3, activation: 'relu' }),
      tf.layers.averagePooling2d({ poolSize: 2 }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 2, activation: 'softmax' }),
    ],
  });
  model.setWeights(model.getWeights().map((weight, i) => tensor(normals(i, ...weight.shape)).mul(0.3)));
  model.compile({ optimizer: tf.train.sgd(0.1), loss: 'categoricalCrossentropy' });
  const x = tensor(normals(1, 16, 8, 8, 2));
  const classes = tf.tensor1d(Int32Array.from({ length: 16 }, (_, i) => i % 2));
  const fitting = { epochs: 20, batchSize: 16, verbose: 0, shuffle: false } as const;
  const { history } = await model.fit(x, tf.oneHot(classes, 2), fitting);
  return history.loss as number[];
}

/** tfjs-node takes no padding by numbers, and says so. */
function paddingOn([engine]: readonly Engine[], pad: number | 'same' | 'valid'): number | 'same' | 'valid' {
  return engine === 'tensorflow' && typeof pad === 'number' ? 'same' : pad;
}

describe('ordinary convolutions', () => {
  itOnBackends('give the outputs and gradients of the stock cpu backend', async (others) => {
    await fc.assert(
      fc.asyncProperty(fc.oneof({ weight: 3, arbitrary: cases }, { weight: 1, arbitrary: pointwise }), async (c) => {
        const convolve = (x: tf.Tensor, filter: tf.Tensor) =>
          tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, c.strides, paddingOn(others, c.pad));
        const compute = () => {
          const x = tensor(normals(c.seed, c.batch, c.height, c.width, c.channels));
          const filter = tensor(normals(c.seed + 1, ...c.kernel, c.channels, c.filters));
          const y = convolve(x, filter);
          return [y, ...tf.grads(convolve)([x, filter], tensor(normals(c.seed + 2, ...y.shape)))];
        };
        await expectSameOn(others, compute, tolerance);
      }),
      { numRuns: 60 },
    );
  });

  itOnBackends('give the same with fused bias and activation, also if tfjs applies them', async (others) => {
    await fc.assert(
      fc.asyncProperty(cases, async (c) => {
        const compute = () => {
          const x = tensor(normals(c.seed, c.batch, c.height, c.width, c.channels));
          const filter = tensor(normals(c.seed + 1, ...c.kernel, c.channels, c.filters));
          const { strides, activation } = c;
          const pad = paddingOn(others, c.pad);
          const bias = c.bias ? { bias: tensor(normals(c.seed + 3, c.filters)) } : {};
          return [tf.fused.conv2d({ x, filter, strides, pad, activation, ...bias })];
        };
        await expectSameOn(others, compute, tolerance);
      }),
      { numRuns: 30 },
    );
  });

  itOnBackends('leave dilated convolutions to tfjs', async (others) => {
    const compute = () => [
      tf.conv2d(tensor(normals(1, 2, 9, 9, 3)), tensor(normals(2, 3, 3, 3, 5)), 1, 'same', 'NHWC', 2),
    ];
    await expectSameOn(others, compute, tolerance);
  });

  itOnBackends('give the same if dilated and by channel, with bias and activation', async (others) => {
    await fc.assert(
      fc.asyncProperty(dilated, async (c) => {
        const convolve = (x: tf.Tensor, filter: tf.Tensor) =>
          tf.depthwiseConv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, c.pad, 'NHWC', c.dilations);
        const compute = () => {
          const x = tensor(normals(c.seed, c.batch, c.height, c.width, c.channels)) as tf.Tensor4D;
          const filter = tensor(normals(c.seed + 1, ...c.kernel, c.channels, c.multiplier)) as tf.Tensor4D;
          const { pad, dilations, activation } = c;
          const bias = c.bias ? { bias: tensor(normals(c.seed + 3, c.channels * c.multiplier)) } : {};
          const y = tf.fused.depthwiseConv2d({ x, filter, strides: 1, pad, dilations, activation, ...bias });
          return [y, ...tf.grads(convolve)([x, filter], tensor(normals(c.seed + 2, ...y.shape)))];
        };
        await expectSameOn(others, compute, tolerance);
      }),
      { numRuns: 30 },
    );
  });

  it("train a user's own model as the cpu backend does, which the stock wasm backend cannot", async () => {
    const expected = await losses('cpu');
    expect(expected.at(-1)!).toBeLessThan(0.8 * expected[0]!);
    for (const engine of ['wasm simd', 'wasm relaxed'] as const) expectClose(await losses(engine), expected, 1e-4);
  });

  it('do not depend on the batch', async () => {
    const filter = normals(2, 3, 3, 3, 8);
    const images = normals(1, 5, 6, 6, 3);
    const size = images.values.length / 5;
    const [whole] = await valuesOn('wasm relaxed', () => [
      tf.conv2d<tf.Tensor4D>(tensor(images), tensor(filter), 1, 'same'),
    ]);
    for (let i = 0; i < 5; i++) {
      const one = { shape: [1, 6, 6, 3], values: images.values.slice(i * size, (i + 1) * size) };
      const [alone] = await valuesOn('wasm relaxed', () => [
        tf.conv2d<tf.Tensor4D>(tensor(one), tensor(filter), 1, 'same'),
      ]);
      expect(whole!.slice(i * alone!.length, (i + 1) * alone!.length)).toEqual(alone);
    }
  });
});
