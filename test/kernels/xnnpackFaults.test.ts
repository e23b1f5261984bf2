import { beforeAll, expect, it } from 'vitest';
import { startEngine } from '../../src/kernels/engine.js';
import tf from '../../src/tfjs/tfjs.cjs';

beforeAll(() => startEngine('wasm'));

it('an operation that XNNPACK rejects throws instead of returning uninitialised memory', () => {
  const before = tf.memory().numTensors;
  const run = () =>
    tf.tidy(() => {
      const [x, filter] = [tf.ones([1, 8, 8, 1]), tf.ones([3, 3, 1, 2])];
      // Ops check their arguments; graphs call kernels with what their files say.
      const attributes = { strides: [1, 1], pad: 'valid', dataFormat: 'NHWC', dilations: [Number.NaN, 1] };
      return tf.engine().runKernel('Conv2D', { x, filter }, attributes);
    });
  expect(run).toThrow(/XNNPACK/);
  expect(tf.memory().numTensors).toBe(before);
});
