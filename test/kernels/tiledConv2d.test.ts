import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../src/base/random.js';
import { type TiledConv2dOptions, tiledConv2d } from '../../src/kernels/tiledConv2d/tiledConv2d.js';
import tf from '../../src/tfjs/tfjs.cjs';
import {
  type Data,
  expectClose,
  expectSameBits,
  expectSameOn,
  integers,
  itOnBackends,
  itOnEachEngine,
  normals,
  tensor,
  useEngine,
  valuesOn,
} from './support/tensors.js';

/** Float sums of a few hundred to a few thousand products of standard normals, relative to the largest result. */
const tolerance = 1e-5;

const cases = fc
  .record({
    seed: fc.nat(),
    batch: fc.integer({ min: 1, max: 5 }),
    height: fc.integer({ min: 3, max: 11 }),
    width: fc.integer({ min: 3, max: 11 }),
    channels: fc.constantFrom(1, 2, 3, 4, 5, 8, 16, 17, 30, 32, 48, 60),
    filters: fc.constantFrom(1, 3, 4, 5, 10, 16, 18, 20, 24, 32, 37, 54),
    tiles: fc.constantFrom(1, 2, 3, 7, 16, 40),
    kernelHeight: fc.integer({ min: 1, max: 5 }),
    kernelWidth: fc.integer({ min: 1, max: 5 }),
    strideHeight: fc.integer({ min: 1, max: 3 }),
    strideWidth: fc.integer({ min: 1, max: 3 }),
    padding: fc.constantFrom('same' as const, 'valid' as const),
    activation: fc.constantFrom('linear' as const, 'relu' as const),
    shared: fc.boolean(),
    perforated: fc.boolean(),
  })
  .filter((c) => c.padding === 'same' || (c.kernelHeight <= c.height && c.kernelWidth <= c.width))
  .map(make);

interface Case {
  readonly x: Data;
  readonly kernels: Data;
  readonly biases: Data;
  readonly assignment: Data;
  readonly dy: Data;
  readonly options: Omit<TiledConv2dOptions, 'assignment'>;
}

interface CaseSpec {
  seed: number;
  batch: number;
  height: number;
  width: number;
  channels: number;
  filters: number;
  tiles: number;
  kernelHeight: number;
  kernelWidth: number;
  strideHeight: number;
  strideWidth: number;
  padding: 'same' | 'valid';
  activation: 'linear' | 'relu';
  shared: boolean;
  perforated: boolean;
}

function make(spec: CaseSpec): Case {
  const { seed, batch, channels, filters, tiles, padding, activation } = spec;
  const strides = [spec.strideHeight, spec.strideWidth] as const;
  const info = tf.backend_util.computeConv2DInfo(
    [batch, spec.height, spec.width, channels],
    [spec.kernelHeight, spec.kernelWidth, channels, filters],
    [...strides],
    1,
    padding,
  );
  const images = spec.shared ? 1 : batch;
  return {
    x: normals(seed, batch, spec.height, spec.width, channels),
    kernels: normals(seed + 1, tiles, spec.kernelHeight, spec.kernelWidth, channels, filters),
    biases: normals(seed + 2, tiles, filters),
    assignment: integers(seed + 3, [spec.perforated ? -1 : 0, tiles - 1], images, info.outHeight * info.outWidth),
    dy: withZeros(normals(seed + 4, batch, info.outHeight, info.outWidth, filters), seed),
    options: { strides, padding, activation },
  };
}

/** Images of gradients that are in turn mostly zero, half zero and dense: kernels may leave zeros out. */
function withZeros({ shape, values }: Data, seed: number): Data {
  const perImage = values.length / shape[0]!;
  const shares = [0.9, 0.5, 0];
  const uniform = randomStream(seed, 'test');
  return {
    shape,
    values: Float32Array.from(values, (value, at) => {
      const share = shares[(seed + Math.floor(at / perImage)) % shares.length]!;
      return uniform.float() < share ? 0 : value;
    }),
  };
}

function forward({ x, kernels, biases, assignment, options }: Case): tf.Tensor4D {
  return tiledConv2d(tensor(x), tensor(kernels), tensor(biases), { ...options, assignment: tensor(assignment) });
}

function gradients({ x, kernels, biases, assignment, dy, options }: Case): tf.Tensor[] {
  const of = (a: tf.Tensor, b: tf.Tensor, c: tf.Tensor) =>
    tiledConv2d(a as tf.Tensor4D, b as tf.Tensor5D, c as tf.Tensor2D, { ...options, assignment: tensor(assignment) });
  return tf.grads(of)([tensor(x), tensor(kernels), tensor(biases)], tensor(dy));
}

describe('tiledConv2d', () => {
  itOnBackends('gives the outputs of the reference', async (others) => {
    await fc.assert(
      fc.asyncProperty(cases, (c) => expectSameOn(others, () => [forward(c)], tolerance)),
      { numRuns: 60 },
    );
  });

  itOnBackends('gives the gradients of the reference', async (others) => {
    // Without ReLU: where an output is nearly 0 its mask may fall either way.
    const linear = cases.map((c) => ({ ...c, options: { ...c.options, activation: 'linear' as const } }));
    await fc.assert(
      fc.asyncProperty(linear, (c) => expectSameOn(others, () => gradients(c), tolerance)),
      { numRuns: 60 },
    );
  });

  itOnEachEngine('passes gradients back only where the output was positive, on %s', async (engine) => {
    const relu = cases.map((c) => ({ ...c, options: { ...c.options, activation: 'relu' as const } }));
    const check = async (c: Case) => {
      const [y] = await valuesOn(engine, () => [forward(c)]);
      const dy = { ...c.dy, values: (c.dy.values as Float32Array).map((g, i) => (y![i]! > 0 ? g : 0)) };
      const linear = { ...c, dy, options: { ...c.options, activation: 'linear' as const } };
      const masked = await valuesOn(engine, () => gradients(linear));
      for (const [i, values] of (await valuesOn(engine, () => gradients(c))).entries()) {
        expectSameBits(values, masked[i]!);
      }
    };
    await fc.assert(fc.asyncProperty(relu, check), { numRuns: 15 });
  });

  itOnEachEngine("gives the biases' gradient the same bits alone as beside the kernels', on %s", async (engine) => {
    const check = async (c: Case) => {
      const alone = await valuesOn(engine, () => {
        const [x, kernels, assignment] = [tensor(c.x), tensor<tf.Rank.R5>(c.kernels), tensor<tf.Rank.R2>(c.assignment)];
        const of = (biases: tf.Tensor) => tiledConv2d(x, kernels, biases as tf.Tensor2D, { ...c.options, assignment });
        return [tf.grad(of)(tensor(c.biases), tensor(c.dy))];
      });
      const beside = await valuesOn(engine, () => gradients(c));
      expectSameBits(beside[2]!, alone[0]!);
    };
    await fc.assert(fc.asyncProperty(cases, check), { numRuns: 30 });
  });

  it('gives an image the same bits in any batch and at any place in it', async () => {
    const check = async (c: Case) => {
      const part = (data: Data, at: number): Data => {
        const size = data.values.length / data.shape[0]!;
        return { shape: [1, ...data.shape.slice(1)], values: data.values.slice(at * size, (at + 1) * size) };
      };
      for (const engine of ['wasm simd', 'wasm relaxed', 'wasm wide'] as const) {
        const whole = await valuesOn(engine, () => [forward(c), gradients(c)[0]!]);
        const batch = c.x.shape[0]!;
        for (let i = 0; i < batch; i++) {
          const assignment = c.assignment.shape[0] === 1 ? c.assignment : part(c.assignment, i);
          const alone = { ...c, x: part(c.x, i), dy: part(c.dy, i), assignment };
          const found = await valuesOn(engine, () => [forward(alone), gradients(alone)[0]!]);
          for (const [k, values] of found.entries()) {
            expectSameBits(values, whole[k]!.subarray(i * values.length, (i + 1) * values.length));
          }
        }
      }
    };
    await fc.assert(fc.asyncProperty(cases, check), { numRuns: 25 });
  });

  it.each([
    [16, 32, 'linear'],
    [32, 18, 'linear'],
    [5, 54, 'relu'],
  ] as const)(
    'keeps its bits in batches of several chunks: %i channels, %i filters, %s',
    async (channels, filters, activation) => {
      const batch = 11;
      const repeat = (data: Data): Data => ({
        shape: [batch, ...data.shape.slice(1)],
        values: Float32Array.from(
          { length: batch * data.values.length },
          (_, i) => data.values[i % data.values.length]!,
        ),
      });
      const one = {
        x: normals(1, 1, 32, 32, channels),
        kernels: normals(2, 3, 5, 5, channels, filters),
        biases: normals(5, 3, filters),
        assignment: integers(3, [-1, 2], 1, 1024),
        dy: normals(4, 1, 32, 32, filters),
        options: { strides: [1, 1], padding: 'same', activation } as const,
      };
      const many = { ...one, x: repeat(one.x), dy: repeat(one.dy) };
      for (const engine of ['wasm simd', 'wasm relaxed', 'wasm wide'] as const) {
        const [y, dx, dk, db] = await valuesOn(engine, () => [forward(one), ...gradients(one)]);
        const [ys, dxs, dks, dbs] = await valuesOn(engine, () => [forward(many), ...gradients(many)]);
        for (let i = 0; i < batch; i++) {
          expectSameBits(ys!.subarray(i * y!.length, (i + 1) * y!.length), y!);
          expectSameBits(dxs!.subarray(i * dx!.length, (i + 1) * dx!.length), dx!);
        }
        expectClose(
          dks!,
          dk!.map((value) => value * batch),
          tolerance,
        );
        expectClose(
          dbs!,
          db!.map((value) => value * batch),
          tolerance,
        );
        const [, , again] = await valuesOn(engine, () => [forward(many), ...gradients(many)]);
        expectSameBits(again!, dks!);
      }
    },
  );

  itOnBackends('computes large batches of many tiles like the reference', async (others) => {
    const c = {
      x: normals(1, 24, 16, 16, 8),
      kernels: normals(2, 64, 3, 3, 8, 16),
      biases: normals(3, 64, 16),
      assignment: integers(4, [-1, 63], 24, 256),
      dy: normals(5, 24, 16, 16, 16),
      options: { strides: [1, 1], padding: 'same', activation: 'linear' } as const,
    };
    await expectSameOn(others, () => [forward(c), ...gradients(c)], tolerance);
  });

  itOnBackends('computes deep patches like the reference, whatever the number of patches on a tile', async (others) => {
    // More weights for 8 filters than are gone through at once; tiles of 1 to 15 patches, and 12 filters are 8 and 4.
    const tiles = Int32Array.from({ length: 120 }, (_, p) => Math.floor((Math.sqrt(8 * p + 1) - 1) / 2));
    const c = {
      x: normals(1, 1, 10, 12, 54),
      kernels: normals(2, 15, 5, 5, 54, 12),
      biases: normals(3, 15, 12),
      assignment: { shape: [1, 120], values: tiles },
      dy: normals(5, 1, 10, 12, 12),
      options: { strides: [1, 1], padding: 'same', activation: 'relu' } as const,
    };
    await expectSameOn(others, () => [forward(c)], tolerance);
  });

  itOnBackends(
    'computes patches of so many elements that padding is not left out like the reference',
    async (others) => {
      const c = {
        x: normals(1, 2, 4, 3, 2100),
        kernels: normals(2, 2, 3, 3, 2100, 4),
        biases: normals(3, 2, 4),
        assignment: integers(4, [0, 1], 2, 12),
        dy: normals(5, 2, 4, 3, 4),
        options: { strides: [1, 1], padding: 'same', activation: 'linear' } as const,
      };
      await expectSameOn(others, () => [forward(c), ...gradients(c)], 3e-5);
    },
  );

  it('is tf.conv2d of the stock cpu backend when all kernels are equal', async () => {
    const check = async (c: Case) => {
      const repeated = (data: Data): Data => {
        const size = data.values.length / data.shape[0]!;
        return { shape: data.shape, values: Float32Array.from(data.values, (_, i) => data.values[i % size]!) };
      };
      const equal = {
        ...c,
        kernels: repeated(c.kernels),
        biases: repeated(c.biases),
        assignment: { ...c.assignment, values: c.assignment.values.map((tile) => Math.max(0, tile)) as Int32Array },
        options: { ...c.options, activation: 'linear' as const },
      };
      const [found, expected] = await valuesOn('cpu', () => {
        const [, height, width, channels, filters] = equal.kernels.shape as [number, number, number, number, number];
        const kernel = tensor<tf.Rank.R5>(equal.kernels).slice([0], [1]).as4D(height, width, channels, filters);
        const bias = tensor<tf.Rank.R2>(equal.biases).slice([0], [1]).as1D();
        const { strides, padding } = equal.options;
        return [forward(equal), tf.conv2d(tensor(c.x), kernel, [...strides], padding).add(bias)];
      });
      expectClose(found!, expected!, tolerance);
    };
    await fc.assert(fc.asyncProperty(cases, check), { numRuns: 30 });
  });

  it('has gradients that agree with finite differences on the reference', async () => {
    // The function is linear in each operand, so a difference of any length is exact but for rounding of the outputs.
    const check = async (c: Case) => {
      const linear = { ...c, options: { ...c.options, activation: 'linear' as const } };
      const found = await valuesOn('cpu', () => gradients(linear));
      for (const [k, name] of (['x', 'kernels', 'biases'] as const).entries()) {
        const at = Math.floor(linear[name].values.length / 2);
        const moved = async (by: number) => {
          const values = linear[name].values.slice();
          values[at]! += by;
          const [y] = await valuesOn('cpu', () => [forward({ ...linear, [name]: { ...linear[name], values } })]);
          return y!.reduce((sum, value, i) => sum + value * linear.dy.values[i]!, 0);
        };
        const difference = ((await moved(1)) - (await moved(-1))) / 2;
        expect(Math.abs(difference - found[k]![at]!)).toBeLessThan(2e-3);
      }
    };
    await fc.assert(fc.asyncProperty(cases, check), { numRuns: 20 });
  });

  it('computes only the gradients that are asked for', async () => {
    await useEngine('wasm simd');
    const ran: string[] = [];
    const profile = await tf.profile(() => {
      const x = tensor(normals(1, 2, 6, 6, 3));
      const kernels = tensor<tf.Rank.R5>(normals(2, 2, 3, 3, 3, 4));
      const biases = tensor<tf.Rank.R2>(normals(3, 2, 4));
      const assignment = tensor<tf.Rank.R2>(integers(4, [0, 1], 1, 36));
      const options = { assignment, strides: [1, 1], padding: 'same', activation: 'relu' } as const;
      return tf.tidy(() => tf.grad((a) => tiledConv2d(a as tf.Tensor4D, kernels, biases, options))(x));
    });
    ran.push(...profile.kernelNames);
    expect(ran).toContain('TiledConv2DBackpropInput');
    expect(ran).not.toContain('TiledConv2DBackpropFilter');
    expect(ran).not.toContain('TiledConv2DBackpropBiases');
  });

  itOnEachEngine('refuses on %s what does not fit', async (engine) => {
    await useEngine(engine);
    const run = (change: Partial<Case>) => () =>
      tf.tidy(() => {
        forward({
          x: normals(1, 2, 6, 6, 3),
          kernels: normals(2, 2, 3, 3, 3, 4),
          biases: normals(3, 2, 4),
          assignment: integers(4, [0, 1], 2, 36),
          dy: normals(5, 1),
          options: { strides: [1, 1], padding: 'same', activation: 'linear' },
          ...change,
        });
      });
    run({})();
    expect(run({ kernels: normals(2, 2, 3, 3, 4, 4) })).toThrow('kernels is float32 [2, 3, 3, 4, 4]');
    expect(run({ biases: normals(3, 1, 4) })).toThrow('biases is float32 [1, 4], expected float32 [2, 4]');
    expect(run({ assignment: integers(4, [0, 1], 2, 35) })).toThrow('assignment is int32 [2, 35]');
    expect(run({ assignment: integers(4, [0, 1], 3, 36) })).toThrow('assignment has 3 rows, expected 1 or 2');
    expect(run({ assignment: integers(4, [2, 2], 2, 36) })).toThrow('assignment entry 0 is 2, expected -1 to 1');
    expect(run({ assignment: integers(4, [-2, -2], 1, 36) })).toThrow('assignment entry 0 is -2, expected -1 to 1');
    expect(run({ options: { strides: [0, 1], padding: 'same', activation: 'linear' } })).toThrow('a stride of 0');
    expect(
      run({
        kernels: normals(2, 2, 7, 7, 3, 4),
        options: { strides: [1, 1], padding: 'valid', activation: 'linear' },
      }),
    ).toThrow('kernels of 7 x 7 do not fit into images of 6 x 6');
  });
});
