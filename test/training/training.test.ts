import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomStream } from '../../src/base/random.js';
import { baselineArchitecture } from '../../src/contract/architecture.js';
import type { Dataset } from '../../src/contract/dataset.js';
import type { Recipe } from '../../src/contract/recipe.js';
import { pixelsToFloat } from '../../src/datasets/pixelsToFloat.js';
import { startEngine } from '../../src/kernels/engine.js';
import { TiledConv2D } from '../../src/layers/tiledConv2D.js';
import { replicateWeights } from '../../src/models/replicateWeights.js';
import { parseRecipe } from '../../src/recipes/parseRecipe.js';
import { readTrainingRecord } from '../../src/recipes/readTrainingRecord.js';
import tf from '../../src/tfjs/tfjs.cjs';
import { augmentImage } from '../../src/training/augmentImage.js';
import { readCheckpoint, writeCheckpoint } from '../../src/training/checkpoint.js';
import { learningRate } from '../../src/training/learningRate.js';
import { buildRecipeModel, runTraining, type TrainingRun } from '../../src/training/runTraining.js';
import { initialState } from '../../src/training/train.js';
import { createOptimizer } from '../../src/training/trainingStep.js';
import { randomDataset } from '../support/randomDataset.js';
import { repository } from '../support/runCli.js';

const recipe: Recipe = {
  name: 'tiny',
  dataset: { name: 'mnist' },
  architecture: {
    ...baselineArchitecture,
    channels: [4, 4],
    kernelSize: 3,
    tiling: 'random',
    tiles: [4, 2],
  },
  pixelScale: 0.25,
  seed: 3,
  startFrom: null,
  epochs: 3,
  batchSize: 7,
  learningRate: 0.05,
  momentum: 0.9,
  tileRateExponent: 0,
  schedule: { kind: 'cosine', final: 0 },
  warmUp: { epochs: 0, divisor: 50 },
  weightDecay: 1e-4,
  augmentation: { mirror: true, brightness: 0.1, shift: 1 },
  evaluateEveryEpochs: 2,
};
const shape = [8, 8, 1] as const;
const data = {
  train: randomDataset(30, shape, { classes: 3, seed: 1 }),
  test: randomDataset(20, shape, { classes: 3, seed: 2 }),
};

/** The same labels on images that show them: stripes of as many pixels as the class says, under the noise. */
function stripes(dataset: Dataset): Dataset {
  const pixels = dataset.pixels.map((noise, at) => {
    const width = 1 + dataset.labels[Math.floor(at / 64)]!;
    return (Math.floor((at % 8) / width) % 2) * 180 + (noise >> 3);
  });
  return { ...dataset, pixels, sha256: `striped ${dataset.sha256}` };
}

let folder = '';
beforeAll(async () => {
  await startEngine('cpu');
  folder = mkdtempSync(join(tmpdir(), 'rapa-training-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function runOf(name: string, start: TrainingRun['start'], stopAfter = Number.POSITIVE_INFINITY): TrainingRun {
  let steps = 0;
  return {
    output: join(folder, name),
    checkpointFile: join(folder, `${name}.checkpoint`),
    start,
    checkpointEveryMs: 0,
    engine: { backend: 'cpu', simd: 'none' },
    onStart: () => {},
    hooks: {
      onProgress: () => {
        steps++;
      },
      onEpoch: () => {},
      shouldStop: () => steps >= stopAfter,
    },
  };
}
const weightsOf = (name: string) => readFileSync(join(folder, name, 'weights.bin'));

describe('runTraining', () => {
  it('gives the same weights and curve when stopped anywhere and resumed as without interruption', async () => {
    const whole = await runTraining(recipe, data, runOf('whole', 'ask'));
    for (const stop of [1, 4, 5, 9]) {
      const name = `stopped-${stop}`;
      expect(await runTraining(recipe, data, runOf(name, 'ask', stop))).toBeNull();
      expect(existsSync(join(folder, name))).toBe(false);
      const resumed = await runTraining(recipe, data, runOf(name, 'resume'));
      expect(weightsOf(name)).toEqual(weightsOf('whole'));
      expect(resumed!.epochs).toEqual(whole!.epochs);
      expect(existsSync(join(folder, `${name}.checkpoint`))).toBe(false);
    }
    expect(whole!.epochs.map(({ testError }) => testError === null)).toEqual([true, false, false]);
  });

  it('learns classes that differ, on random tiles as well', async () => {
    const striped = { train: stripes(data.train), test: stripes(data.test) };
    const plain = { ...recipe, augmentation: { mirror: false, brightness: 0, shift: 0 }, epochs: 20 };
    const record = await runTraining(plain, striped, runOf('learns', 'ask'));
    expect(record!.epochs.at(-1)!.trainLoss).toBeLessThan(0.3 * record!.epochs[0]!.trainLoss);
    expect(record!.final.testError).toBe(0);
    expect(record!.final.testConfidence).toBeGreaterThan(0.8);
  });

  it('requires a decision about a checkpoint, and refuses one that is damaged or of another recipe', async () => {
    await runTraining(recipe, data, runOf('kept', 'ask', 2));
    await expect(runTraining(recipe, data, runOf('kept', 'ask'))).rejects.toThrow(/--resume.*--fresh/);
    const other = { ...recipe, learningRate: 0.01 };
    await expect(runTraining(other, data, runOf('kept', 'resume'))).rejects.toThrow(/another recipe/);
    const file = join(folder, 'kept.checkpoint');
    const bytes = readFileSync(file);
    bytes[bytes.length >> 1]! ^= 1;
    writeFileSync(file, bytes);
    await expect(runTraining(recipe, data, runOf('kept', 'resume'))).rejects.toThrow(/checksum/);
    expect(await runTraining(recipe, data, runOf('kept', 'fresh', 2))).toBeNull();
  });

  it('says so when the loss is no longer finite', async () => {
    const wild = { ...recipe, learningRate: 1e9, schedule: { kind: 'constant' as const } };
    await expect(runTraining(wild, data, runOf('wild', 'ask'))).rejects.toThrow(
      /diverged, loss not finite at epoch \d+, step \d+\n.*lower the learning rate/,
    );
  });

  it('says so, and writes no model, when only the last step diverges', async () => {
    const whole = { ...recipe, epochs: 1, batchSize: 30, learningRate: 1e39, schedule: { kind: 'constant' as const } };
    await expect(runTraining(whole, data, runOf('last', 'ask'))).rejects.toThrow(
      /diverged, outputs not finite at the end of epoch 1\n.*lower the learning rate/,
    );
    expect(existsSync(join(folder, 'last'))).toBe(false);
  });

  it('writes a record that is read again, also with a fault of the engine', async () => {
    const engine = { backend: 'wasm', simd: 'relaxed SIMD', fault: 'vectors of 256 bits are off' };
    const hashed = {
      train: { ...data.train, sha256: 'a'.repeat(64) },
      test: { ...data.test, sha256: 'b'.repeat(64) },
    };
    const record = await runTraining(recipe, hashed, { ...runOf('faulty', 'ask'), engine });
    expect(record!.environment).toMatchObject(engine);
    expect(readTrainingRecord(join(folder, 'faulty'))).toEqual(record);
  });
});

describe('startFrom', () => {
  it('makes a network of replicated tiles with the same outputs as the initial model for any draw', () => {
    const ordinary = { ...recipe.architecture, tiling: 'none' as const, tiles: [1, 1] };
    const source = buildRecipeModel({ ...recipe, seed: 11, architecture: ordinary }, data.train);
    const target = buildRecipeModel(recipe, data.train);
    replicateWeights(source, target);
    const pixels = tf.tensor4d(pixelsToFloat(data.train, [0, 4]), [4, ...shape]);
    const logits = (model: tf.LayersModel, draw: number) => {
      const options = { training: false, draw: { seed: 1, purpose: 'clean' as const, images: [0, 1, 2, 3], draw } };
      return (model.apply(pixels, options as unknown as tf.serialization.ConfigDict) as tf.Tensor).dataSync();
    };
    const expected = logits(source, 0);
    expect(Math.max(...expected)).toBeGreaterThan(0.01);
    for (const draw of [0, 1, 2]) {
      for (const [i, value] of logits(target, draw).entries()) expect(value).toBeCloseTo(expected[i]!, 5);
    }
    tf.dispose(pixels);
    source.dispose();
    target.dispose();
  });

  it('refuses a model of another architecture, and one that is not there', async () => {
    const start = (startFrom: string) => runTraining({ ...recipe, startFrom }, data, runOf('started', 'ask'));
    await expect(start('mnist/nowhere')).rejects.toThrow(/no such file\n {2}remedy: +correct the path of the model$/);
    await expect(start('mnist/baseline')).rejects.toThrow(/startFrom 'mnist\/baseline'.*4 layers with weights, not 3/s);
    await expect(start('mnist/nowhere')).rejects.toThrow(/nowhere.*no such file/s);
  });
});

describe('createOptimizer', () => {
  const images = Array.from({ length: data.train.count }, (_, image) => image);
  const batch = {
    pixels: pixelsToFloat(data.train, [0, data.train.count]),
    shape: [data.train.count, ...shape] as const,
    labels: Int32Array.from(data.train.labels),
    options: { training: true, draw: { seed: 1, purpose: 'training' as const, images, draw: 0 } },
  };

  /** How far the mean over its tiles moves in one plain step, layer by layer, from replicated tiles. */
  function meanMoves(architecture: Partial<Recipe['architecture']>, tileRateExponent: number): number[][] {
    const plain = { ...recipe, momentum: 0, weightDecay: 0, tileRateExponent };
    const replicated = { ...recipe.architecture, initialisation: 'replicated' as const, ...architecture };
    const model = buildRecipeModel({ ...plain, architecture: replicated }, data.train);
    const before = tileMeans(model);
    const optimizer = createOptimizer(model, plain);
    optimizer.step(batch, 0.1);
    const moves = tileMeans(model).map((values, layer) => values.map((value, i) => value - before[layer]![i]!));
    optimizer.dispose();
    model.dispose();
    return moves;
  }

  function tileMeans(model: tf.LayersModel): number[][] {
    return model.layers.flatMap((layer) =>
      layer.trainableWeights.map((weight) => {
        const values = weight.read();
        const mean = layer instanceof TiledConv2D ? values.mean(0) : values;
        return [...mean.dataSync()];
      }),
    );
  }

  it('moves the mean over n tiles as an ordinary convolution, times n to the power of the exponent less 1', () => {
    const ordinary = meanMoves({ tiling: 'none', tiles: [1, 1] }, 0);
    const tilesOfWeights = [4, 4, 2, 2, 1, 1];
    for (const exponent of [0, 0.5, 1]) {
      const tiled = meanMoves({}, exponent);
      for (const [layer, moves] of ordinary.entries()) {
        const share = tilesOfWeights[layer]! ** (exponent - 1);
        expect(Math.max(...moves.map(Math.abs))).toBeGreaterThan(1e-4);
        expect(tiled[layer]).toHaveLength(moves.length);
        for (const [i, move] of moves.entries()) expect(tiled[layer]![i]).toBeCloseTo(share * move, 5);
      }
    }
  });
});

describe('checkpoints', () => {
  it('give back any state and tensors bit by bit', () => {
    const file = join(folder, 'any.checkpoint');
    fc.assert(
      fc.property(fc.array(fc.float32Array()), fc.nat(), (tensors, epoch) => {
        const state = { ...initialState('hash'), epoch };
        writeCheckpoint(file, state, tensors);
        const back = readCheckpoint(file)!;
        expect(back.state).toEqual(state);
        expect(back.tensors.map((tensor) => [...new Uint32Array(tensor.buffer)])).toEqual(
          tensors.map((tensor) => [...new Uint32Array(tensor.slice().buffer)]),
        );
      }),
      { numRuns: 30 },
    );
    expect(readCheckpoint(join(folder, 'none.checkpoint'))).toBeNull();
  });
});

describe('learningRate', () => {
  const at = (changes: Partial<Recipe>, progress: number) =>
    learningRate({ ...recipe, epochs: 100, learningRate: 1, ...changes }, progress);

  it('steps down every 25 epochs after a warm-up at a fiftieth, as the paper has it', () => {
    const schedule = { kind: 'step', everyEpochs: 25, factor: 0.5 } as const;
    const warmUp = { epochs: 5, divisor: 50 };
    expect([0, 4.9, 5, 24.9, 25, 60].map((epoch) => at({ schedule, warmUp }, epoch))).toEqual([
      0.02, 0.02, 1, 1, 0.5, 0.25,
    ]);
  });

  it('follows the cosine and the one-cycle policy through their corners', () => {
    expect(at({ schedule: { kind: 'cosine', final: 0 } }, 50)).toBeCloseTo(0.5, 12);
    const schedule = { kind: 'oneCycle', peakAt: 0.3, startDivisor: 25, endDivisor: 10_000 } as const;
    expect(at({ schedule }, 0)).toBeCloseTo(1 / 25, 12);
    expect(at({ schedule }, 30)).toBeCloseTo(1, 12);
    expect(at({ schedule }, 100)).toBeCloseTo(1e-4, 12);
  });
});

describe('augmentImage', () => {
  const image = Uint8Array.from({ length: 12 }, (_, index) => 20 * index); // 2 x 3 pixels, 2 channels
  const augment = (augmentation: Recipe['augmentation'], seed: number) => {
    const target = new Float32Array(12);
    const stream = randomStream(seed, 'augmentation', 0, 0);
    augmentImage(image, [2, 3, 2], { augmentation, stream, target, offset: 0 });
    return [...target].map((value) => Math.round(value * 255));
  };

  it('changes nothing unless asked to', () => {
    expect(augment({ mirror: false, brightness: 0, shift: 0 }, 1)).toEqual([...image]);
  });

  it('mirrors about half of the images, pixel by pixel', () => {
    const mirrored = [4, 5, 2, 3, 0, 1, 10, 11, 8, 9, 6, 7].map((index) => image[index]!);
    const seen = Array.from({ length: 200 }, (_, seed) => augment({ mirror: true, brightness: 0, shift: 0 }, seed));
    const turned = seen.filter((pixels) => pixels.join() === mirrored.join()).length;
    expect(seen.filter((pixels) => pixels.join() === [...image].join()).length + turned).toBe(200);
    expect(turned).toBeGreaterThan(70);
    expect(turned).toBeLessThan(130);
  });

  it('adds one brightness to all pixels, within its bounds and those of a pixel', () => {
    const changes = Array.from(
      { length: 100 },
      (_, seed) => augment({ mirror: false, brightness: 0.1, shift: 0 }, seed)[6]! - image[6]!,
    );
    expect(Math.max(...changes.map(Math.abs))).toBeLessThanOrEqual(26);
    expect(Math.max(...changes)).toBeGreaterThan(15);
    expect(Math.min(...changes)).toBeLessThan(-15);
  });

  it('moves the image and fills with black', () => {
    const moved = Array.from({ length: 60 }, (_, seed) =>
      augment({ mirror: false, brightness: 0, shift: 1 }, seed).join(),
    );
    expect(new Set(moved).size).toBe(9);
    expect(moved).toContain([0, 0, 0, 0, 0, 0, 0, 0, 0, 20, 40, 60].join()); // one down, one right
  });
});

describe('parseRecipe', () => {
  const parse = (text: string) => {
    writeFileSync(join(folder, 'recipe.json'), text);
    return parseRecipe(join(folder, 'recipe.json'));
  };
  const minimal = {
    name: 'a',
    dataset: { name: 'mnist' },
    architecture: {},
    epochs: 1,
    batchSize: 10,
    learningRate: 0.1,
  };

  it('accepts every shipped recipe', () => {
    const recipes = (readdirSync(join(repository, 'recipes'), { recursive: true }) as string[])
      .filter((file) => file.endsWith('.json'))
      // Files without a name are there to be extended.
      .filter((file) => 'name' in JSON.parse(readFileSync(join(repository, 'recipes', file), 'utf8')));
    expect(recipes.length).toBeGreaterThanOrEqual(8);
    for (const file of recipes) {
      expect(`${parseRecipe(join(repository, 'recipes', file)).name}.json`).toBe(file.split('\\').join('/'));
    }
  });

  it("fills in the paper's defaults", () => {
    const { architecture, weightDecay, momentum } = parse(JSON.stringify(minimal));
    expect(architecture).toEqual(baselineArchitecture);
    expect([weightDecay, momentum]).toEqual([1e-4, 0]);
  });

  it('takes names of folders below models/ and refuses those that lead out of it', () => {
    for (const name of ['paper/table1/none', '.a', 'a..b', 'v1.2/c.']) {
      expect(parse(JSON.stringify({ ...minimal, name, startFrom: name }))).toMatchObject({ name, startFrom: name });
    }
    for (const name of ['.', '..', 'a/../../../escape', '../a', 'a/.', 'a/./b', 'a//b', '/a', 'a/', '...']) {
      expect(() => parse(JSON.stringify({ ...minimal, name }))).toThrow(/\/name[\s\S]*none of dots alone/);
      expect(() => parse(JSON.stringify({ ...minimal, startFrom: name }))).toThrow(/\/startFrom[\s\S]*dots alone/);
    }
  });

  it('refuses a warm-up that is longer than the training', () => {
    const warmUp = (epochs: number) => JSON.stringify({ ...minimal, epochs: 3, warmUp: { epochs } });
    expect(parse(warmUp(3)).warmUp.epochs).toBe(3);
    expect(() => parse(warmUp(3.5))).toThrow(/\/warmUp\/epochs[\s\S]*at most 3[\s\S]*3\.5/);
  });

  it('shows every fault at once with its place', () => {
    expect(() => parse(JSON.stringify({ ...minimal, epoch: 3, batchSize: 0 }))).toThrow(/batchSize[\s\S]*epoch/);
    const architecture = { tiling: 'random', tiles: [16, 4] };
    expect(() => parse(JSON.stringify({ ...minimal, architecture }))).toThrow(/3 numbers, one per convolution/);
    expect(() => parse(JSON.stringify({ ...minimal, architecture: { tiling: 'random' } }))).toThrow(/add "tiles"/);
  });
});
