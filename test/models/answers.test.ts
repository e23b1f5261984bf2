import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ModelReading } from '../../src/contract/modelReading.js';
import { startEngine } from '../../src/kernels/engine.js';
import { checkModel } from '../../src/models/answers/checkModel.js';
import { compareAnswers } from '../../src/models/answers/compareAnswers.js';
import { type ExpectedAnswers, readExpectedAnswers } from '../../src/models/answers/expectedAnswers.js';
import { numbersOf } from '../../src/models/answers/numbersOf.js';
import tf from '../../src/tfjs/tfjs.cjs';

/** Written by Keras and PyTorch: see make.py there. */
const folder = join(import.meta.dirname, 'answers');
const shared = process.env.RAPA_SHARED_DIR ?? resolve('../shared');

const check = (model: string, expected: ExpectedAnswers, reading: ModelReading = {}) =>
  checkModel(join(folder, model), expected, { reading, tolerance: 1e-4 });
const answersOf = (name: string) => readExpectedAnswers(join(folder, `${name}.json`));

describe.each(['wasm', 'cpu'] as const)('checkModel on %s', (backend) => {
  beforeAll(async () => void (await startEngine(backend)));

  it.each([
    ['keras-layers', 'keras'],
    ['keras-graph', 'keras'],
    ['torch-onnx', 'torch'],
  ])('%s gives what it gave in Python, softmax or log-softmax at its end, and its gradients', async (model, name) => {
    const before = tf.memory().numTensors;
    const { outputs, gradients, shape } = await check(model, answersOf(name));
    expect(tf.memory().numTensors).toBe(before);
    expect(shape).toEqual([6, 7, 2]);
    expect(outputs.agrees).toBe(true);
    expect(gradients!.agrees).toBe(true);
    expect(outputs.groups).toHaveLength(3);
    expect(gradients!.largest).toBeGreaterThan(0.01);
  });

  it('finds one wrong output and one wrong gradient, with their positions', async () => {
    const answers = answersOf('keras');
    answers.outputs.values[4]! += 0.01;
    answers.gradients!.values[84 + 5]! += 0.01;
    const { outputs, gradients } = await check('keras-layers', answers);
    expect([outputs.agrees, gradients!.agrees]).toEqual([false, false]);
    const worst = outputs.groups.find(({ group }) => group === 1)!;
    expect(worst).toMatchObject({ image: 1, at: 4 });
    expect(worst.difference).toBeCloseTo(0.01, 5);
    expect(outputs.groups.filter(({ difference }) => difference > 1e-4)).toHaveLength(1);
    expect(gradients!.groups.map(({ difference }) => difference > 1e-3)).toEqual([false, true]);
    expect(gradients!.groups[1]!.at).toBe(89);
  });

  it('treats inputs as pixels if preprocessing is stated: halved inputs times 2 give the same outputs', async () => {
    const answers = answersOf('keras');
    const halved = { shape: answers.inputs.shape, values: answers.inputs.values.map((value) => value / 2) };
    const doubled = { shape: halved.shape, values: answers.gradients!.values.map((value) => value * 2) };
    const pixels = { ...answers, inputs: halved, gradients: doubled };
    const { outputs, gradients } = await check('keras-layers', pixels, { preprocessing: { scale: 2 } });
    expect([outputs.agrees, gradients!.agrees]).toEqual([true, true]);
    expect((await check('keras-layers', pixels)).outputs.agrees).toBe(false);
  });

  it('reports if the softmax of the outputs was expected', async () => {
    const answers = answersOf('torch');
    // The softmax of log-probabilities are the probabilities.
    const values = answers.outputs.values.map(Math.exp);
    const { lacksSoftmax, outputs } = await check('torch-onnx', {
      ...answers,
      outputs: { ...answers.outputs, values },
    });
    expect([outputs.agrees, lacksSoftmax]).toEqual([false, true]);
  });
});

describe('checkModel', () => {
  beforeAll(async () => void (await startEngine('wasm')));

  it('refuses another shape, other outputs and a model that draws', async () => {
    const answers = answersOf('keras');
    const narrow = { ...answers, outputs: numbersOf('o', [[1], [1]]) };
    await expect(check('keras-layers', narrow)).rejects.toThrow(/outputs of 2 x 1, as [\s\S]*found: +2 x 3/);
    const small = { ...answers, inputs: numbersOf('i', [[[[1, 1]]], [[[1, 1]]]]), gradients: undefined };
    await expect(check('keras-layers', small as never)).rejects.toThrow(/input of 1 x 1 x 2[\s\S]*6 x 7 x 2/);
    const tiled = resolve('models/mnist/random-16');
    await expect(checkModel(tiled, answers, { reading: {}, tolerance: 1e-4 })).rejects.toThrow(/a deterministic model/);
  });

  if (!existsSync(shared)) it.skip('tries networks of a shared folder: it is missing', () => {});

  const keras = join(shared, 'converted');
  const networks = ['keras2', 'keras3'].flatMap((version) =>
    existsSync(join(keras, version)) ? readdirSync(join(keras, version)).map((name) => join(keras, version, name)) : [],
  );
  it.each(
    networks
      .flatMap((network) =>
        ['layers', 'graph'].map((format) => join(network, format)).filter((path) => existsSync(path)),
      )
      .filter((path) => !path.endsWith('keras2/residual/graph')),
  )('agrees with TensorFlow: %s', async (path) => {
    const { shape, scale, out } = JSON.parse(readFileSync(join(path, '../ref.json'), 'utf8'));
    const size = shape.reduce((product: number, side: number) => product * side, 2);
    const values = Float32Array.from({ length: size }, (_, i) => (((37 * i) % 256) / 255) * scale);
    const expected = { file: 'ref.json', inputs: { shape: [2, ...shape], values }, outputs: numbersOf('out', out) };
    const reading = path.includes('two_outputs') ? { output: 0 } : {};
    const { outputs } = await checkModel(path, expected, { reading, tolerance: 3e-4 });
    expect(outputs.agrees, JSON.stringify(outputs)).toBe(true);
  });

  const onnx = join(shared, 'onnx');
  const written = existsSync(onnx) ? readdirSync(onnx).filter((name) => existsSync(join(onnx, name, 'ref.json'))) : [];
  it.each(
    written.flatMap((name) =>
      readdirSync(join(onnx, name), { withFileTypes: true }).flatMap((entry) =>
        entry.isDirectory() ? [join(onnx, name, entry.name)] : [],
      ),
    ),
  )('agrees with PyTorch: %s', async (path) => {
    const { out } = JSON.parse(readFileSync(join(path, '../ref.json'), 'utf8'));
    const values = Float32Array.from({ length: 6144 }, (_, i) => ((37 * i) % 256) / 255);
    const expected = {
      file: 'ref.json',
      inputs: { shape: [2, 3, 32, 32], values },
      outputs: { ...numbersOf('out', out), shape: [2, 10] },
    };
    const { outputs } = await checkModel(path, expected, { reading: {}, tolerance: 3e-4 });
    expect(outputs.agrees, JSON.stringify(outputs)).toBe(true);
  });
});

describe('compareAnswers', () => {
  it('treats NaN as an infinite distance', () => {
    const { agrees, groups } = compareAnswers([1, Number.NaN], [1, 2], {
      images: 1,
      tolerance: 0.5,
      groupOf: (at) => at,
    });
    expect(agrees).toBe(false);
    expect(groups.map(({ difference }) => difference)).toEqual([0, Number.POSITIVE_INFINITY]);
  });
});
