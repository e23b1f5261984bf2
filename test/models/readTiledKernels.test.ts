import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../../src/kernels/engine.js';
import { filterSimilarity } from '../../src/metrics/filterSimilarity.js';
import { readTiledKernels } from '../../src/models/readTiledKernels.js';
import tf from '../../src/tfjs/tfjs.cjs';
import { asFloat16, changedBy, quantizedTo, writeChanged } from '../support/changedModel.js';
import { repository } from '../support/runCli.js';

let folder = '';
beforeAll(async () => {
  await startEngine('cpu');
  folder = mkdtempSync(join(tmpdir(), 'rapa-kernels-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const similarities = (path: string) =>
  readTiledKernels(path).map(({ values, shape }) => filterSimilarity(values, shape));

describe('readTiledKernels', () => {
  it.each([
    ['float16', asFloat16, 1e-3],
    ['uint16', quantizedTo('uint16'), 1e-4],
    ['uint8', quantizedTo('uint8'), 2e-2],
  ] as const)('reads weights quantised to %s as the numbers that they stand for', (name, store, error) => {
    const before = writeChanged(join(folder, name), store);
    const tensors = tf.memory().numTensors;
    for (const { layer, values } of readTiledKernels(join(folder, name))) {
      const exact = before.get(`${layer}/kernels`)!;
      const most = exact.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
      expect(values).toHaveLength(exact.length);
      expect(values.every((value, at) => Math.abs(value - exact[at]!) <= error * most)).toBe(true);
    }
    expect(tf.memory().numTensors).toBe(tensors);
    const [own, plain] = [join(folder, name), join(repository, 'models/mnist/random-16')].map(similarities);
    for (const [at, value] of plain!.entries()) {
      if (value === null) expect(own![at]).toBeNull();
      else expect(own![at]).toBeCloseTo(value, 2);
    }
  });

  it('takes the file as well as its folder, and refuses NaN', () => {
    const path = join(repository, 'models/mnist/random-16');
    expect(readTiledKernels(join(path, 'model.json'))).toEqual(readTiledKernels(path));
    writeChanged(
      join(folder, 'nan'),
      changedBy((name, values) => (name === 'conv1/kernels' ? values.with(3, Number.NaN) : values)),
    );
    expect(() => readTiledKernels(join(folder, 'nan'))).toThrow(
      /nan, weight 'conv1\/kernels'\n {2}expected: finite numbers\n {2}found: {4}NaN at position 3/,
    );
  });
});
