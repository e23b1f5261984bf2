import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Architecture, baselineArchitecture, poolings, tilingNames } from '../../src/contract/architecture.js';
import { startEngine } from '../../src/kernels/engine.js';
import type { DrawKey } from '../../src/layers/drawKey.js';
import { buildModel } from '../../src/models/buildModel.js';
import { loadModel } from '../../src/models/loadModel.js';
import { modelFacts } from '../../src/models/modelFacts.js';
import { saveModel } from '../../src/models/saveModel.js';
import tf from '../../src/tfjs/tfjs.cjs';

const colour = {
  inputShape: [32, 32, 3],
  classes: 10,
  normalization: { mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] },
} as const;
const grey = { inputShape: [16, 16, 1], classes: 4, normalization: { mean: [0.1], std: [0.3] } } as const;
const small: Architecture = {
  ...baselineArchitecture,
  channels: [5, 6],
  tiles: [4, 1],
  kernelSize: 3,
  tiling: 'random',
};
const draw = (images: number[], number = 0): DrawKey => ({ seed: 1, purpose: 'test', images, draw: number });
const demands = { inputShape: grey.inputShape, classes: 4 };

let folder = '';
beforeAll(async () => {
  await startEngine('cpu');
  folder = mkdtempSync(join(tmpdir(), 'rapa-models-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('architectures', () => {
  it("have exactly the paper's numbers of convolution weights at 3 input channels", () => {
    const weights = (architecture: Partial<Architecture>) => {
      const model = buildModel({ ...baselineArchitecture, ...architecture }, colour, 1);
      const { parameters, tiles, stochastic } = modelFacts(model);
      model.dispose();
      return { convolution: parameters.convolution, tiles, stochastic };
    };
    expect(weights({})).toEqual({ convolution: 79_328, tiles: [], stochastic: false });
    expect(weights({ channels: [54, 64, 64] }).convolution).toBe(193_032);
    const tiled = { convolution: 192_704, tiles: [16, 4, 1], stochastic: true };
    expect(weights({ tiling: 'random', tiles: [16, 4, 1] })).toEqual(tiled);
    expect(weights({ tiling: 'random', tiles: [128, 32, 8] }).convolution).toBe(1_541_632);
    expect(weights({ tiling: 'alternate', tiles: [16, 4, 1] }).stochastic).toBe(false);
  });

  for (const tiling of tilingNames) {
    for (const pooling of poolings) {
      it(`${tiling} with ${pooling} pooling gives logits in training and in test and leaves no tensor behind`, () => {
        const model = buildModel({ ...small, tiling, pooling }, grey, 1);
        const x = tf.randomUniform([2, 16, 16, 1], 0, 1, 'float32', 3);
        const before = tf.memory().numTensors;
        for (const training of [false, true]) {
          const logits = model.apply(x, { training, draw: draw([0, 1]) } as never) as tf.Tensor;
          expect(logits.shape).toEqual([2, 4]);
          expect(logits.dataSync().every(Number.isFinite)).toBe(true);
          logits.dispose();
        }
        expect(tf.memory().numTensors).toBe(before);
        x.dispose();
        model.dispose();
      });
    }
  }

  it('name the layer and the fault where tiles do not fit', () => {
    expect(() => buildModel({ ...small, tiling: 'alternate', tiles: [8, 1] }, grey, 1)).toThrow(/conv1.*square number/);
    expect(() => buildModel({ ...small, tiles: [4] }, grey, 1)).toThrow(/2 convolutions but 1 tile counts/);
  });
});

describe('random draws', () => {
  it('depend on image, draw and seed but not on the batch or the position in it', () => {
    const model = buildModel(small, grey, 1);
    const x = tf.randomUniform([3, 16, 16, 1], 0, 1, 'float32', 3) as tf.Tensor4D;
    const run = (pixels: tf.Tensor4D, key: DrawKey) => [
      ...(model.apply(pixels, { draw: key } as never) as tf.Tensor).dataSync(),
    ];
    const together = run(x, draw([7, 8, 9]));
    const alone = run(x.slice([1, 0, 0, 0], [1, -1, -1, -1]), draw([8]));
    expect(together.slice(4, 8)).toEqual(alone);
    const turned = run(x.reverse(0), draw([9, 8, 7]));
    expect(turned).toEqual([...together.slice(8), ...together.slice(4, 8), ...together.slice(0, 4)]);
    expect(run(x, draw([7, 8, 9], 1))).not.toEqual(together);
    model.dispose();
  });

  it('are asked for by name where they are missing or do not fit', () => {
    const model = buildModel(small, grey, 1);
    const x = tf.zeros([2, 16, 16, 1]);
    expect(() => model.predict(x)).toThrow(/conv1.*model.apply/);
    expect(() => model.apply(x, { draw: draw([1]) } as never)).toThrow(/1 image ids for a batch of 2/);
    model.dispose();
  });
});

describe('saveModel and loadModel', () => {
  const saved = async (name: string, architecture = small) => {
    const model = buildModel(architecture, grey, 5);
    await saveModel(model, join(folder, name));
    return { model, path: join(folder, name) };
  };

  it('bring back the same function, also with a stored random assignment', async () => {
    for (const tiling of ['random', 'randomFixed'] as const) {
      const { model, path } = await saved(`same-${tiling}`, { ...small, tiling });
      const loaded = await loadModel(path, demands);
      const x = tf.randomUniform([2, 16, 16, 1], 0, 1, 'float32', 3) as tf.Tensor4D;
      const expected = (model.apply(x, { draw: draw([0, 1]) } as never) as tf.Tensor).dataSync();
      expect(loaded.logits(x, draw([0, 1])).dataSync()).toEqual(expected);
      expect(loaded.facts).toEqual(modelFacts(model));
      loaded.dispose();
      model.dispose();
    }
  });

  it('take off a closing softmax, so that attacks see logits', async () => {
    const model = tf.sequential({
      layers: [tf.layers.flatten({ inputShape: [16, 16, 1] }), tf.layers.dense({ units: 4, activation: 'softmax' })],
    });
    await saveModel(model, join(folder, 'softmax'));
    const loaded = await loadModel(join(folder, 'softmax'), demands);
    const x = tf.randomUniform([1, 16, 16, 1], 0, 1, 'float32', 3) as tf.Tensor4D;
    const probabilities = (model.predict(x) as tf.Tensor).dataSync();
    const recovered = tf.softmax(loaded.logits(x, draw([0]))).dataSync();
    for (const [index, value] of recovered.entries()) expect(value).toBeCloseTo(probabilities[index]!, 5);
    expect(loaded.outputs).toBe('probabilities');
  });

  it('name the training of a network of the paper that is not there yet', async () => {
    const recipe = join(folder, 'recipes/paper/decay/none-low.json');
    mkdirSync(dirname(recipe), { recursive: true });
    writeFileSync(recipe, '{}');
    const missing = (name: string) => loadModel(join(folder, 'models/paper/decay', name), demands);
    await expect(missing('none-low')).rejects.toThrow(`npm run train ${recipe}`);
    await expect(missing('other')).rejects.toThrow(/remedy: +correct the path of the model$/m);
  });

  it('say what is wrong with a model that is missing, cut off, mixed up or holds NaN', async () => {
    await expect(loadModel(join(folder, 'absent'), demands)).rejects.toThrow(/no such file/);
    const { path } = await saved('cut');
    truncateSync(join(path, 'weights.bin'), 100);
    await expect(loadModel(path, demands)).rejects.toThrow(/expected: \d+ bytes.*\n.*found: +100 bytes/);
    const mixed = (await saved('mixed')).path;
    const weights = readFileSync(join(mixed, 'weights.bin'));
    weights.writeFloatLE(0.25, 0);
    writeFileSync(join(mixed, 'weights.bin'), weights);
    const changed = await loadModel(mixed, demands).catch(String);
    expect(changed).toContain(`${join(mixed, 'weights.bin')}\n  expected: weights with SHA-256`);
    const json = readFileSync(join(mixed, 'model.json'), 'utf8').replace(/"weightsSha256": "[0-9a-f]+"/, '"x": 1');
    writeFileSync(join(mixed, 'model.json'), json);
    weights.writeFloatLE(Number.NaN, 8);
    writeFileSync(join(mixed, 'weights.bin'), weights);
    await expect(loadModel(mixed, demands)).rejects.toThrow(/weight 'conv1\/kernels'[\s\S]*NaN at position 2/);
    writeFileSync(join(mixed, 'model.json'), json.slice(0, 200));
    await expect(loadModel(mixed, demands)).rejects.toThrow(/JSON/);
  });

  it('refuse a model that does not fit the data set', async () => {
    const { path } = await saved('fit');
    await expect(loadModel(path, { ...demands, classes: 10 })).rejects.toThrow(/10 classes[\s\S]*output of 4/);
    await expect(loadModel(path, { ...demands, inputShape: [32, 32, 3] })).rejects.toThrow(
      /32 x 32 x 3[\s\S]*16 x 16 x 1/,
    );
  });
});
