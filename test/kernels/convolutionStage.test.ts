import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { convolutionStage, type StageOptions } from '../../src/kernels/convolutionStage/convolutionStage.js';
import { tiledConv2d } from '../../src/kernels/tiledConv2d/tiledConv2d.js';
import tf from '../../src/tfjs/tfjs.cjs';
import {
  type Data,
  expectSameBits,
  expectSameOn,
  integers,
  itOnBackends,
  itOnEachEngine,
  normals,
  tensor,
  valuesOn,
} from './support/tensors.js';

/**
 * Float sums of up to a few hundred products, or of 800 where there are 32 channels, then roots and quotients, relative to
 * the largest result.
 */
function toleranceOf({ x }: Case): number {
  return x.shape[3]! < 32 ? 1e-5 : 3e-5;
}

const cases = fc
  .record({
    seed: fc.nat(),
    batch: fc.integer({ min: 1, max: 5 }),
    height: fc.integer({ min: 4, max: 11 }),
    width: fc.integer({ min: 4, max: 21 }),
    channels: fc.constantFrom(1, 2, 3, 5, 8, 17, 32),
    filters: fc.constantFrom(1, 3, 4, 5, 10, 16, 18, 24, 32, 54),
    tiles: fc.constantFrom(1, 2, 3, 7, 16),
    kernelSide: fc.constantFrom(1, 3, 5),
    stride: fc.constantFrom(1, 1, 2),
    padding: fc.constantFrom('same' as const, 'same' as const, 'valid' as const),
    activation: fc.constantFrom('linear' as const, 'relu' as const),
    perforated: fc.boolean(),
    attributes: fc.record({
      pooling: fc.constantFrom('max' as const, 'average' as const),
      depthRadius: fc.integer({ min: 0, max: 7 }),
      bias: fc.constantFrom(1, 2, 0.5),
      alpha: fc.constantFrom(1, 1e-4, 0.3),
      beta: fc.constantFrom(0.5, 0.6, 0.75, 1),
    }),
  })
  .map(make)
  .filter((c) => c.pooledHeight > 0 && c.pooledWidth > 0);

interface Case {
  readonly x: Data;
  readonly kernels: Data;
  readonly biases: Data;
  readonly assignment: Data;
  readonly dy: Data;
  readonly pooledHeight: number;
  readonly pooledWidth: number;
  readonly options: Omit<StageOptions, 'assignment'>;
}

interface CaseSpec {
  readonly seed: number;
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly filters: number;
  readonly tiles: number;
  readonly kernelSide: number;
  readonly stride: number;
  readonly padding: 'same' | 'valid';
  readonly activation: 'linear' | 'relu';
  readonly perforated: boolean;
  readonly attributes: Pick<StageOptions, 'pooling' | 'depthRadius' | 'bias' | 'alpha' | 'beta'>;
}

function make(c: CaseSpec): Case {
  const { seed, batch, height, width, channels, filters, tiles, kernelSide, stride, padding } = c;
  const side = (length: number) => Math.ceil((padding === 'same' ? length : length - kernelSide + 1) / stride);
  const [outHeight, outWidth] = [side(height), side(width)];
  const [pooledHeight, pooledWidth] = [Math.max(0, outHeight >> 1), Math.max(0, outWidth >> 1)];
  return {
    x: normals(seed, batch, height, width, channels),
    kernels: normals(seed + 1, tiles, kernelSide, kernelSide, channels, filters),
    biases: normals(seed + 2, tiles, filters),
    assignment: integers(seed + 3, [c.perforated ? -1 : 0, tiles - 1], batch, Math.max(0, outHeight * outWidth)),
    dy: normals(seed + 4, batch, pooledHeight, pooledWidth, filters),
    pooledHeight,
    pooledWidth,
    options: { ...c.attributes, strides: [stride, stride], padding, activation: c.activation },
  };
}

type Stage = typeof convolutionStage;

const separately: Stage = (x, kernels, biases, options) => {
  const { pooling, depthRadius, bias, alpha, beta } = options;
  const outputs = tiledConv2d(x, kernels, biases, options);
  const normalized = tf.localResponseNormalization(outputs, depthRadius, bias, alpha, beta);
  return pooling === 'max' ? tf.maxPool(normalized, 2, 2, 'valid') : tf.avgPool(normalized, 2, 2, 'valid');
};

/** The result without and with a tape, and the gradients to x, kernels and biases. */
function results(stage: Stage, c: Case): tf.Tensor[] {
  const options = { ...c.options, assignment: tensor<tf.Rank.R2>(c.assignment) };
  const of = (x: tf.Tensor, kernels: tf.Tensor, biases: tf.Tensor) =>
    stage(x as tf.Tensor4D, kernels as tf.Tensor5D, biases as tf.Tensor2D, options) as tf.Tensor;
  const inputs = [tensor(c.x), tensor<tf.Rank.R5>(c.kernels), tensor<tf.Rank.R2>(c.biases)] as const;
  const { value, grads } = tf.valueAndGrads(of)([...inputs], tensor(c.dy));
  return [of(...inputs), value, ...grads];
}

describe('a stage of convolution, normalisation and pooling', () => {
  itOnBackends('gives the outputs and gradients of the reference', async (others) => {
    // Without ReLU, whose mask may fall either way where an output is nearly 0, and means: so may the largest of a window.
    const smooth = cases.map((c) => ({
      ...c,
      options: { ...c.options, activation: 'linear' as const, pooling: 'average' as const },
    }));
    await fc.assert(
      fc.asyncProperty(smooth, (c) => expectSameOn(others, () => results(convolutionStage, c), toleranceOf(c))),
      { numRuns: 60 },
    );
  });

  itOnEachEngine('is its three operations to the last bit, on %s', async (engine) => {
    const check = async (c: Case) => {
      const stage = await valuesOn(engine, () => results(convolutionStage, c));
      const three = await valuesOn(engine, () => results(separately, c));
      expect(stage.length).toBe(5);
      for (const [i, values] of stage.entries()) expectSameBits(values, three[i]!);
    };
    await fc.assert(fc.asyncProperty(cases, check), { numRuns: 60 });
  });

  itOnEachEngine('computes roots beside outputs that are no number, on %s', async (engine) => {
    for (const pooling of ['max', 'average'] as const) {
      const attributes = { pooling, depthRadius: 2, bias: 1, alpha: 0.3, beta: 0.75 };
      const sizes = { batch: 1, height: 8, width: 8, channels: 3, filters: 16, tiles: 1, kernelSide: 1, stride: 1 };
      const rest = { padding: 'same', activation: 'relu', perforated: false } as const;
      const c = make({ seed: 1, ...sizes, ...rest, attributes });
      // The wide build decides by windows computed together: the only large outputs are beside the only ones that are no number.
      c.biases.values.fill(0);
      for (const at of c.x.values.keys()) c.x.values[at]! *= at >= 3 && at < 6 ? 3 : 0.01;
      c.x.values[0] = Number.NaN;
      const stage = await valuesOn(engine, () => results(convolutionStage, c));
      const three = await valuesOn(engine, () => results(separately, c));
      if (pooling === 'max') expect(Math.max(...stage[0]!.filter(Number.isFinite))).toBeGreaterThan(0.3);
      expect(stage.map((values) => [...values])).toEqual(three.map((values) => [...values]));
    }
  });

  itOnEachEngine("gives the biases' gradient the same bits alone as beside the kernels', on %s", async (engine) => {
    const check = async (c: Case) => {
      const alone = await valuesOn(engine, () => {
        const options = { ...c.options, assignment: tensor<tf.Rank.R2>(c.assignment) };
        const [x, kernels] = [tensor(c.x), tensor<tf.Rank.R5>(c.kernels)];
        const of = (biases: tf.Tensor) => convolutionStage(x, kernels, biases as tf.Tensor2D, options) as tf.Tensor;
        return [tf.grad(of)(tensor(c.biases), tensor(c.dy))];
      });
      const beside = await valuesOn(engine, () => results(convolutionStage, c));
      expectSameBits(beside[4]!, alone[0]!);
    };
    await fc.assert(fc.asyncProperty(cases, check), { numRuns: 30 });
  });

  it.each(['wasm simd', 'wasm relaxed'] as const)(
    'gives an image the same bits in a batch of several chunks as alone, on %s',
    async (engine) => {
      const c = make({
        seed: 5,
        batch: 23,
        height: 32,
        width: 32,
        channels: 2,
        filters: 30,
        tiles: 4,
        kernelSide: 3,
        stride: 1,
        padding: 'same',
        activation: 'relu',
        perforated: false,
        attributes: { pooling: 'max', depthRadius: 2, bias: 1, alpha: 0.1, beta: 0.75 },
      });
      const imageOf = ({ shape, values }: Data, image: number): Data => {
        const size = values.length / shape[0]!;
        return { shape: [1, ...shape.slice(1)], values: values.slice(image * size, (image + 1) * size) };
      };
      const whole = await valuesOn(engine, () => results(convolutionStage, c).slice(0, 3));
      for (const image of [0, 7, 22]) {
        const part = {
          ...c,
          x: imageOf(c.x, image),
          assignment: imageOf(c.assignment, image),
          dy: imageOf(c.dy, image),
        };
        for (const [i, values] of (
          await valuesOn(engine, () => results(convolutionStage, part).slice(0, 3))
        ).entries()) {
          expectSameBits(whole[i]!.slice(image * values.length, (image + 1) * values.length), values);
        }
      }
    },
  );
});
