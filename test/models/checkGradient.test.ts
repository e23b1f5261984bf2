import { beforeAll, describe, expect, it } from 'vitest';
import { randomStream } from '../../src/base/random.js';
import { describeGradientCheck } from '../../src/contract/gradientCheck.js';
import { startEngine } from '../../src/kernels/engine.js';
import { checkGradient } from '../../src/models/checkGradient.js';
import { mixesImages } from '../../src/models/mixesImages.js';
import tf from '../../src/tfjs/tfjs.cjs';

const shape = [8, 8, 3] as const;
const stream = randomStream(1, 'test', 3);
const images = { pixels: Float32Array.from({ length: 4 * 192 }, () => stream.float()), shape };

function normal(...sides: number[]): tf.Tensor {
  const values = Float32Array.from({ length: tf.util.sizeFromShape(sides) }, () => stream.normal());
  return tf.tensor(values, sides);
}

/** A small network with `op` between two convolutions; ReLU and max pooling have kinks. */
function network(op: (x: tf.Tensor4D) => tf.Tensor4D) {
  const first = tf.keep(normal(3, 3, 3, 8).mul(0.3)) as tf.Tensor4D;
  const second = tf.keep(normal(3, 3, 8, 8).mul(0.2)) as tf.Tensor4D;
  const dense = tf.keep(normal(8, 5));
  return (pixels: tf.Tensor4D) =>
    tf.tidy(() => {
      const x = op(tf.relu(tf.conv2d(pixels, first, 1, 'same')));
      const y = tf.maxPool(tf.relu(tf.conv2d(x, second, 1, 'same')), 2, 2, 'valid') as tf.Tensor4D;
      return tf.matMul(y.mean([1, 2]), dense as tf.Tensor2D) as tf.Tensor2D;
    });
}

const mirror = (x: tf.Tensor4D) =>
  tf.mirrorPad(
    x,
    [
      [0, 0],
      [3, 3],
      [3, 3],
      [0, 0],
    ],
    'reflect',
  ) as tf.Tensor4D;
const resize = (x: tf.Tensor4D) => tf.image.resizeBilinear(x, [13, 11], false, true);

describe.each(['wasm', 'cpu'] as const)('checkGradient on %s', (backend) => {
  beforeAll(async () => {
    await startEngine(backend);
  });

  it.each([
    ['plain', (x: tf.Tensor4D) => x],
    ['a resize', resize],
    ['reflection', mirror],
  ])('passes a network with kinks and right gradients: %s', (_, op) => {
    const logits = network(op);
    const before = tf.memory().numTensors;
    const check = checkGradient('model', logits, images);
    expect(tf.memory().numTensors).toBe(before);
    expect(check.trials + check.undecided).toBe(24);
    expect(check.trials).toBeGreaterThanOrEqual(18);
    expect(check.agreeing).toBeGreaterThanOrEqual(check.trials - 2);
    expect(check.medianDifference).toBeLessThan(0.02);
    expect(check.alone).toBeLessThan(1e-3);
  });

  it.each([
    ['MirrorPad', mirror],
    ['ResizeBilinear', resize],
  ])('fails a network whose gradient is wrong, and names the op: %s', (name, op) => {
    const right = tf.getGradient(name);
    tf.unregisterGradient(name);
    // As a slip in the geometry would have it: the gradient of a neighbouring pixel.
    tf.registerGradient({
      ...right,
      gradFunc: (dy, saved, attributes) => {
        const shifted = tf.concat(
          [(dy as tf.Tensor4D).slice([0, 0, 1, 0]), (dy as tf.Tensor4D).slice([0, 0, 0, 0], [-1, -1, 1, -1])],
          2,
        );
        return right.gradFunc(shifted, saved, attributes);
      },
    });
    try {
      expect(() => checkGradient('model', network(op), images)).toThrow(new RegExp(`suspect: ${name} \\[`));
    } finally {
      tf.unregisterGradient(name);
      tf.registerGradient(right);
    }
  });

  it.each<[string, (dy: tf.Tensor) => tf.Tensor, RegExp]>([
    ['zero', tf.zerosLike, /0 of \d+ trials agree, \d+ are needed; .*suspect: ResizeBilinear \[/],
    ['half as large', (dy) => dy.mul(0.5), /of \d+ trials agree, \d+ are needed; .*suspect: ResizeBilinear \[/],
    [
      'right for the first image of a batch alone',
      (dy) => dy.mul(tf.tensor([1, ...Array.from({ length: dy.shape[0]! - 1 }, () => 0.6)], [dy.shape[0]!, 1, 1, 1])),
      /a gradient that changes by \d+ % when the other images of the batch are left out; suspect: ResizeBilinear/,
    ],
  ])('fails a gradient that is %s', (_, change, message) => {
    const right = tf.getGradient('ResizeBilinear');
    tf.unregisterGradient('ResizeBilinear');
    tf.registerGradient({
      ...right,
      gradFunc: (dy, saved, attributes) => {
        const gradients = right.gradFunc(dy, saved, attributes);
        return { ...gradients, images: () => tf.tidy(() => change(gradients.images!())) };
      },
    });
    try {
      expect(() => checkGradient('model', network(resize), images)).toThrow(message);
    } finally {
      tf.unregisterGradient('ResizeBilinear');
      tf.registerGradient(right);
    }
  });

  it('tells nothing where rounding hides every slope', () => {
    const logits = (pixels: tf.Tensor4D) => tf.tidy(() => pixels.mean([1, 2]).mul(1e-6).add(1e4) as tf.Tensor2D);
    const check = checkGradient('model', logits, images);
    expect(check).toMatchObject({ needed: 0, vanishes: false });
    expect(describeGradientCheck(check)).toMatch(
      /^gradient not verified: rounding or kinks hide the slope in \d+ of 24 trials$/,
    );
  });

  it('accepts a gradient that is zero everywhere where the outputs do not change, which has a separate note', () => {
    const logits = (pixels: tf.Tensor4D) => tf.tidy(() => tf.round(pixels.mean([1, 2])) as tf.Tensor2D);
    expect(checkGradient('model', logits, images)).toMatchObject({ vanishes: true });
  });
});

describe('a gradient that is not finite at the pixels themselves', () => {
  it('is refused, as attacks start there', async () => {
    await startEngine('wasm');
    const pixels = Float32Array.from({ length: 2 * 48 }, (_, at) => (at % 5) / 5);
    const weights = tf.randomNormal([48, 3], 0, 1, 'float32', 1) as tf.Tensor2D;
    const logits = (x: tf.Tensor4D) => x.sqrt().reshape([-1, 48]).matMul(weights) as tf.Tensor2D;
    expect(() => checkGradient('a model', logits, { pixels, shape: [4, 4, 3] })).toThrow(
      /finite gradients at the data set's images\n.*(NaN|Infinity) at a pixel of 0/,
    );
  });
});

describe('mixesImages', () => {
  it('tells statistics of a batch from those of an image', async () => {
    await startEngine('wasm');
    const centred = (axes: number[]) => (pixels: tf.Tensor4D) =>
      tf.tidy(() => pixels.square().sub(pixels.mean(axes, true)).mean([1, 2]));
    expect(mixesImages(centred([0, 1, 2]), shape)).toBe(true);
    expect(mixesImages(centred([1, 2]), shape)).toBe(false);
    expect(mixesImages((pixels) => tf.tidy(() => pixels.reverse(0).mean([1, 2])), shape)).toBe(true);
  });
});
