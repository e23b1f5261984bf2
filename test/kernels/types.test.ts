import { describe, expect } from 'vitest';
import tf from '../../src/tfjs/tfjs.cjs';
import { itOnEachEngine, useEngine } from './support/tensors.js';

/** Type and values of each result. */
async function resultsOn(engine: Parameters<typeof useEngine>[0], compute: () => tf.Tensor[]) {
  await useEngine(engine);
  const before = tf.memory().numTensors;
  const results = tf.tidy(() => compute().map((result) => [result.dtype, ...result.dataSync()]));
  expect(tf.memory().numTensors).toBe(before);
  return results;
}

const integers = (...values: number[]) => tf.tensor1d(values, 'int32');
const booleans = (...values: number[]) => tf.tensor1d(values, 'bool');

describe('integers and booleans', () => {
  itOnEachEngine('are cast as in TensorFlow: all but zero is true, on %s', async (engine) => {
    const compute = () => [
      tf.cast(tf.tensor1d([-1, 0.5, 256, 2, 0, -0.25]), 'bool'),
      tf.cast(integers(-1, 256, 0, 512), 'bool'),
      tf.cast(tf.cast(tf.tensor1d([0.5, 0, 3]), 'bool'), 'float32'),
      tf.logicalNot(tf.cast(tf.tensor1d([0.5, 0, 1]), 'bool')),
      tf.where(tf.cast(tf.tensor1d([0.5, 0, -0.25, 2]), 'bool'), tf.tensor1d([1, 2, 3, 4]), tf.tensor1d([9, 9, 9, 9])),
    ];
    expect(await resultsOn(engine, compute)).toEqual([
      ['bool', 1, 1, 1, 1, 0, 1],
      ['bool', 1, 1, 0, 1],
      ['float32', 1, 0, 1],
      ['bool', 0, 1, 0],
      ['float32', 1, 9, 3, 4],
    ]);
  });

  itOnEachEngine('are clipped as numbers, on %s', async (engine) => {
    const compute = () => [
      tf.clipByValue(integers(1, -2, 7, 100), 0, 5),
      tf.clipByValue(integers(1, -3, 7), -2, 5),
      tf.clipByValue(integers(1, -3, 2_000_000_000), -(2 ** 31), 2 ** 31 - 1),
    ];
    expect(await resultsOn(engine, compute)).toEqual([
      ['int32', 1, 0, 5, 5],
      ['int32', 1, -2, 5],
      ['int32', 1, -3, 2_000_000_000],
    ]);
  });

  itOnEachEngine('keep type and values in strided slices, selections and reversals, on %s', async (engine) => {
    const compute = () => [
      tf.stridedSlice(integers(1, -2, 2 ** 30 + 1, 4), [0], [4], [2]),
      tf.stridedSlice(integers(1, 2, 3, 4), [3], [-5], [-1], 0, 1),
      tf.stridedSlice(tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3], 'int32'), [0, 0], [2, 3], [1, 2]),
      tf.stridedSlice(booleans(1, 0, 0, 1, 1), [0], [5], [3]),
      tf.gather(tf.tensor1d([10, 20, 30, 40]), tf.stridedSlice(integers(1, 0, 3, 0), [0], [4], [2])),
      tf.where(booleans(1, 0), booleans(1, 1), booleans(0, 0)),
      tf.where(booleans(1, 0), integers(1, 2), integers(3, 4)),
      tf.reverse(booleans(1, 0, 0), 0),
      tf.cumsum(integers(16_777_216, 1, 1)),
      tf.gather(tf.tensor1d([10, 20, 30, 40]), tf.cumsum(integers(1, 0, 1))),
    ];
    expect(await resultsOn(engine, compute)).toEqual([
      ['int32', 1, 2 ** 30 + 1],
      ['int32', 4, 3, 2, 1],
      ['int32', 1, 3, 4, 6],
      ['bool', 1, 1],
      ['float32', 20, 40],
      ['bool', 1, 0],
      ['int32', 1, 4],
      ['bool', 0, 0, 1],
      ['int32', 16_777_216, 16_777_217, 16_777_218],
      ['float32', 20, 20, 30],
    ]);
  });
});
