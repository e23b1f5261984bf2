import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { randomStream } from '../../src/base/random.js';
import { type TilingName, tilingNames } from '../../src/contract/architecture.js';
import { startEngine } from '../../src/kernels/engine.js';
import type { DrawKey } from '../../src/layers/drawKey.js';
import { joinSubImages, splitSubImages } from '../../src/layers/subImages.js';
import { TiledConv2D } from '../../src/layers/tiledConv2D.js';
import tf from '../../src/tfjs/tfjs.cjs';

beforeAll(async () => {
  await startEngine('cpu');
});

interface Setting {
  readonly side: number;
  readonly tiles: number;
  readonly kernelSize: number;
  readonly channels: number;
  readonly seed: number;
}

const settings = fc.record({
  side: fc.integer({ min: 4, max: 9 }),
  tiles: fc.constantFrom(1, 4, 9),
  kernelSize: fc.constantFrom(1, 3, 5),
  channels: fc.integer({ min: 1, max: 3 }),
  seed: fc.nat(),
});
const filters = 2;

function normals(seed: number, key: number, shape: number[]): tf.Tensor {
  const stream = randomStream(seed, 'test', key);
  const size = shape.reduce((product, length) => product * length, 1);
  return tf.tensor(
    Float32Array.from({ length: size }, () => stream.normal()),
    shape,
  );
}

/** A linear tiled layer, all of whose tiles hold the same kernels and biases if `replicated`. */
function makeLayer(tiling: TilingName, setting: Setting, replicated: boolean): TiledConv2D {
  const { side, tiles, kernelSize, channels, seed } = setting;
  const layer = new TiledConv2D({
    filters,
    kernelSize,
    strides: 1,
    padding: 'same',
    activation: 'linear',
    tiling,
    tiles,
    tilingSeed: 1,
  });
  layer.build([null, side, side, channels]);
  const [kernels, biases, ...others] = layer.getWeights();
  const fill = (key: number, shape: number[]) => {
    const [replicas, ...rest] = shape as [number, ...number[]];
    return replicated
      ? tf.tile(normals(seed, key, [1, ...rest]), [replicas, ...rest.map(() => 1)])
      : normals(seed, key, shape);
  };
  layer.setWeights([fill(1, kernels!.shape), fill(2, biases!.shape), ...others]);
  return layer;
}

function ordinary(x: tf.Tensor4D, layer: TiledConv2D): tf.Tensor {
  const [kernels, biases] = layer.getWeights();
  const kernel = kernels!.slice([0], [1]).squeeze([0]) as tf.Tensor4D;
  return tf.conv2d(x, kernel, 1, 'same').add(biases!.slice([0], [1]).squeeze([0]));
}

const draw = (images: number[], number = 0): DrawKey => ({ seed: 5, purpose: 'test', images, draw: number });
const apply = (layer: TiledConv2D, x: tf.Tensor, training = false) =>
  tf.tidy(() => layer.call(x, { training, draw: draw([3, 4]) }));
const imagesOf = ({ side, channels, seed }: Setting) => normals(seed, 3, [2, side, side, channels]) as tf.Tensor4D;

function expectClose(actual: tf.Tensor, expected: tf.Tensor, tolerance = 1e-4): void {
  expect(actual.shape).toEqual(expected.shape);
  expect(actual.sub(expected).abs().max().dataSync()[0]).toBeLessThan(tolerance);
}

/** Output pixels whose whole patch lies inside their region of an image tiling. */
function insideRegions({ side, tiles, kernelSize }: Setting): tf.Tensor {
  const q = Math.round(Math.sqrt(tiles));
  const region = (i: number) => (i < 0 ? 0 : i >= side ? q - 1 : Math.floor((q * i) / side));
  const reach = (kernelSize - 1) / 2;
  const inside = (i: number) => region(i - reach) === region(i) && region(i + reach) === region(i);
  const mask = Array.from({ length: side }, (_, i) =>
    Array.from({ length: side }, (_, j) => (inside(i) && inside(j) ? 1 : 0)),
  );
  return tf.tensor2d(mask).reshape([1, side, side, 1]);
}

describe('tiled convolution', () => {
  for (const tiling of tilingNames) {
    it(`${tiling} with identical kernels is the ordinary convolution${tiling === 'imagePad' ? ' inside regions' : ''}`, () => {
      fc.assert(
        fc.property(settings, (setting) => {
          tf.tidy(() => {
            const layer = makeLayer(tiling, setting, true);
            const x = imagesOf(setting);
            const mask = tiling === 'imagePad' ? insideRegions(setting) : tf.scalar(1);
            expectClose(apply(layer, x).mul(mask), ordinary(x, layer).mul(mask));
          });
        }),
        { numRuns: 25 },
      );
    });

    it(`${tiling} is affine in its input: f(x + y) + f(0) = f(x) + f(y)`, () => {
      fc.assert(
        fc.property(settings, (setting) => {
          tf.tidy(() => {
            const layer = makeLayer(tiling, setting, false);
            const x = imagesOf(setting);
            const y = normals(setting.seed, 4, x.shape);
            const left = apply(layer, x.add(y)).add(apply(layer, tf.zerosLike(x)));
            expectClose(left, apply(layer, x).add(apply(layer, y)), 1e-3);
          });
        }),
        { numRuns: 10 },
      );
    });
  }

  it('image w/pad sees nothing of a neighbouring region', () => {
    tf.tidy(() => {
      const setting = { side: 8, tiles: 4, kernelSize: 5, channels: 1, seed: 7 };
      const layer = makeLayer('imagePad', setting, false);
      const x = imagesOf(setting);
      const corner = tf.pad(tf.ones([2, 4, 4, 1]), [[0, 0], [0, 4], [0, 4], [0, 0]]); // biome-ignore format: one pair an axis
      const change = apply(layer, x.mul(corner)).sub(apply(layer, x));
      expect(change.mul(corner).abs().max().dataSync()[0]).toBeLessThan(1e-6);
      expect(change.abs().max().dataSync()[0]).toBeGreaterThan(0.1);
    });
  });

  it('perforated leaves exactly the patches at 0 that were not drawn, in training only', () => {
    fc.assert(
      fc.property(settings, (setting) => {
        tf.tidy(() => {
          const layer = makeLayer('perforated', setting, false);
          const x = imagesOf(setting);
          const full = apply(layer, x);
          const trained = apply(layer, x, true);
          const computed = trained.abs().sum(-1).greater(0).toFloat();
          const patches = setting.side ** 2;
          for (const count of computed.sum([1, 2]).dataSync()) {
            expect(count).toBe(setting.tiles === 1 ? patches : Math.max(1, Math.round(patches / setting.tiles)));
          }
          expectClose(trained, full.mul(computed.expandDims(-1)), 1e-5);
        });
      }),
      { numRuns: 20 },
    );
  });

  it('random fixed keeps its assignment between calls, random draws a new one', () => {
    const setting = { side: 8, tiles: 4, kernelSize: 3, channels: 1, seed: 1 };
    for (const tiling of ['randomFixed', 'random'] as const) {
      tf.tidy(() => {
        const layer = makeLayer(tiling, setting, false);
        const outputs = (number: number) =>
          (layer.call(imagesOf(setting), { draw: draw([1, 2], number) }) as tf.Tensor).dataSync();
        if (tiling === 'randomFixed') expect(outputs(1)).toEqual(outputs(0));
        else expect(outputs(1)).not.toEqual(outputs(0));
      });
    }
  });
});

describe('splitSubImages', () => {
  it('is undone by joinSubImages for every side and number of regions, with gradients', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 11 }), fc.integer({ min: 1, max: 5 }), (side, q) => {
        fc.pre(q <= side);
        tf.tidy(() => {
          const x = normals(side, q, [2, side, side + 1, 3]) as tf.Tensor4D;
          const there = (t: tf.Tensor4D) => joinSubImages(splitSubImages(t, q), q, [side, side + 1]);
          expectClose(there(x), x, 1e-9);
          const weights = normals(side, q + 100, x.shape);
          expectClose(
            tf.grad((t) =>
              there(t as tf.Tensor4D)
                .mul(weights)
                .sum(),
            )(x),
            weights,
            1e-9,
          );
        });
      }),
      { numRuns: 40 },
    );
  });
});
