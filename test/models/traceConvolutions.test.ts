import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../../src/kernels/engine.js';
import { traceConvolutions } from '../../src/models/traceConvolutions.js';
import tf from '../../src/tfjs/tfjs.cjs';
import { repository } from '../support/runCli.js';

const shared = join(repository, '..', 'shared');
const rowsOf = async (path: string, image?: readonly [number, number, number]) =>
  (await traceConvolutions(path, image)).map(({ patches, rows, columns }) => [patches, rows, columns]);

beforeAll(() => startEngine('wasm'));

describe('convolutions of a model as matrix products', () => {
  it('of tiled networks: patches before pooling, one kernel matrix a tile', async () => {
    const before = tf.memory().numTensors;
    expect(await traceConvolutions(join(repository, 'models/cifar10/random-16'))).toEqual([
      { name: 'conv1', patches: 1024, rows: 75, columns: 32 },
      { name: 'conv2', patches: 256, rows: 800, columns: 32 },
      { name: 'conv3', patches: 64, rows: 800, columns: 64 },
    ]);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses another image size than that of the model', async () => {
    await expect(rowsOf(join(repository, 'models/cifar10/baseline'), [28, 28, 1])).rejects.toThrow(
      /expected: images of 32 x 32 x 3\n {2}found: {4}28 x 28 x 1\n {2}remedy: {3}leave --image out/,
    );
  });
});

// The sizes are those of the networks' definitions in Keras and PyTorch.
describe.skipIf(!existsSync(shared))('the same of real files (beside the checkout)', () => {
  it.each(['layers', 'graph'])('of Keras 3, %s', async (form) => {
    expect(await rowsOf(join(shared, 'converted/keras3/residual', form))).toEqual([
      [1024, 27, 8],
      [1024, 72, 8],
    ]);
  });

  it('of ONNX: groups are one layer, and zeros between dilated weights are no rows', async () => {
    expect(await rowsOf(join(shared, 'onnx/grouped_dilated/dynamo'))).toEqual([
      [1024, 27, 12],
      [1024, 36, 24],
      [476, 90, 16],
      [96, 9, 32],
    ]);
  });

  it('of ONNX: a depthwise convolution has a row for each weight of a channel', async () => {
    const rows = await rowsOf(join(shared, 'onnx/mobilenet_v2/legacy13'));
    expect(rows.slice(0, 4)).toEqual([
      [256, 27, 8],
      [256, 8, 24],
      [256, 9, 24],
      [256, 24, 8],
    ]);
    expect(rows).toHaveLength(11);
  });
});
