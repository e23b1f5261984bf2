import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { baselineArchitecture } from '../../src/contract/architecture.js';
import { startEngine } from '../../src/kernels/engine.js';
import { buildModel } from '../../src/models/buildModel.js';
import { saveModel } from '../../src/models/saveModel.js';
import { traceConvolutions } from '../../src/models/traceConvolutions.js';
import tf from '../../src/tfjs/tfjs.cjs';
import { repository } from '../support/runCli.js';

const shared = join(repository, '..', 'shared');
const rowsOf = async (path: string, image?: readonly [number, number, number]) =>
  (await traceConvolutions(path, image)).convolutions.map(({ patches, rows, columns }) => [patches, rows, columns]);

beforeAll(() => startEngine('wasm'));

describe('convolutions of a model as matrix products', () => {
  it('of tiled networks: patches before pooling, one kernel matrix a tile', async () => {
    const before = tf.memory().numTensors;
    expect(await traceConvolutions(join(repository, 'models/cifar10/random-16'))).toEqual({
      convolutions: [
        { name: 'conv1', patches: 1024, rows: 75, columns: 32 },
        { name: 'conv2', patches: 256, rows: 800, columns: 32 },
        { name: 'conv3', patches: 64, rows: 800, columns: 64 },
      ],
      leftOut: ['dense layers or other matrix products'],
    });
    expect(tf.memory().numTensors).toBe(before);
  });

  it('of images that are computed in parts: the patches of all parts', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rapa-trace-'));
    const architecture = { ...baselineArchitecture, tiling: 'imagePad' as const, tiles: [16, 4, 1] };
    const io = { inputShape: [32, 32, 3] as const, classes: 10, normalization: { mean: [0, 0, 0], std: [1, 1, 1] } };
    const model = buildModel(architecture, io, 1);
    await saveModel(model, folder);
    model.dispose();
    expect((await rowsOf(folder)).map(([patches]) => patches)).toEqual([1024, 256, 64]);
    rmSync(folder, { recursive: true });
  });

  it('of weights that are zero: they have their rows', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rapa-trace-'));
    const layers = [3, 8].map((channels, at) =>
      tf.layers.conv2d({
        filters: 8,
        kernelSize: 3,
        padding: 'same',
        ...(at === 0 ? { inputShape: [8, 8, channels] } : {}),
      }),
    );
    const model = tf.sequential({ layers: [...layers, tf.layers.globalAveragePooling2d({})] });
    tf.tidy(() => {
      const [kernel, bias] = layers[0]!.getWeights() as [tf.Tensor4D, tf.Tensor];
      layers[0]!.setWeights([kernel.mul(tf.tensor4d([1, 0, 1], [3, 1, 1, 1])), bias]);
      layers[1]!.setWeights(layers[1]!.getWeights().map((weight) => weight.zerosLike()));
    });
    await saveModel(model, folder);
    model.dispose();
    expect(await rowsOf(folder)).toEqual([
      [64, 27, 8],
      [64, 72, 8],
    ]);
    rmSync(folder, { recursive: true });
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

  it.each(['layers', 'graph'])(
    'of Keras 2 with dilation, %s, which TensorFlow makes a batch of four images',
    async (form) => {
      const sizes = await rowsOf(join(shared, 'converted/keras2/dilated', form));
      expect(sizes).toEqual([[1024, 27, 8]]);
    },
  );

  it('of ONNX with transposed convolutions, which are left out', async () => {
    const { leftOut } = await traceConvolutions(join(shared, 'onnx/convtranspose/dynamo'));
    expect(leftOut).toEqual(['transposed convolutions', 'dense layers or other matrix products']);
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
