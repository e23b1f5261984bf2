import { describe, expect, it } from 'vitest';
import { randomStream } from '../../src/base/random.js';
import { runCell } from '../../src/cells/runCell.js';
import { baselineArchitecture } from '../../src/contract/architecture.js';
import type { Cell } from '../../src/contract/cell.js';
import type { AttackSpec } from '../../src/contract/suite.js';
import { startEngine } from '../../src/kernels/engine.js';
import type { DrawKey } from '../../src/layers/drawKey.js';
import { buildModel } from '../../src/models/buildModel.js';
import { joinLayers } from '../../src/models/joinLayers.js';
import { type LoadedModel, loadModel } from '../../src/models/loadModel.js';
import { modelFacts } from '../../src/models/modelFacts.js';
import type tf from '../../src/tfjs/tfjs.cjs';
import { attackSpec } from '../support/attackExample.js';
import { linearModel } from '../support/linearModel.js';
import { randomDataset } from '../support/randomDataset.js';

const shape = [28, 28, 1] as const;
const classes = 10;
const dataset = randomDataset(12, shape, { classes });

/** Random tiling in both layers, as the harness runs it. */
function tiledModel(): LoadedModel {
  const architecture = { ...baselineArchitecture, channels: [8, 8], tiling: 'random' as const, tiles: [16, 4] };
  const io = { inputShape: shape, classes, normalization: { mean: [0.5], std: [0.25] } };
  const model = buildModel(architecture, io, 3);
  const joined = joinLayers(model).model;
  return {
    sha256: 'tiled',
    facts: modelFacts(model),
    inputShape: shape,
    classes,
    outputs: 'logits',
    logits: (pixels: tf.Tensor4D, draw: DrawKey) => joined.apply(pixels, { draw } as never) as tf.Tensor2D,
    dispose: () => model.dispose(),
  };
}

/** A Keras network with strided, depthwise and pointwise convolutions, batch normalisation, relu6, swish and softmax. */
const converted = (format: string) =>
  loadModel(new URL(`../models/converted/${format}`, import.meta.url).pathname, { inputShape: shape, classes });

const models = {
  tiled: async () => tiledModel(),
  'of Keras': () => converted('layers'),
  'a graph': () => converted('graph'),
};

const attacks: readonly AttackSpec[] = [
  attackSpec({ kind: 'fgsm' }),
  attackSpec({ kind: 'pgd', steps: 4 }),
  attackSpec({ kind: 'square', queries: 4 }),
];

/** Recorded on the cpu backend, whose tensors share the pixels of a batch instead of copying them. */
const sharing: readonly AttackSpec[] = [
  attackSpec({ kind: 'fgsm', epsilons: [0, 0.1] }),
  attackSpec({ kind: 'noise' }),
  attackSpec({ kind: 'pgd', steps: 3, restarts: 2 }),
  attackSpec({ kind: 'apgd', steps: 4 }),
  attackSpec({ kind: 'square', queries: 4 }),
  attackSpec({ kind: 'deepfool', epsilons: [0, 1], steps: 3 }),
  attackSpec({ kind: 'cw', epsilons: [1], steps: 3, searchSteps: 2 }),
  attackSpec({ kind: 'fmn', epsilons: [0, 1], steps: 3 }),
  attackSpec({ kind: 'fab', epsilons: [1], steps: 2 }),
  attackSpec({ kind: 'ddn', epsilons: [1], steps: 3 }),
  attackSpec({ kind: 'sigma-zero', epsilons: [2], steps: 3 }),
  attackSpec({ kind: 'corruption', corruption: 'gaussian_noise', epsilons: undefined, severities: [1, 3] }),
  attackSpec({ kind: 'transfer', epsilons: [0, 0.1], source: { model: 'source' }, attack: { kind: 'fgsm' } }),
];

const cellOf = (attack: AttackSpec): Cell => ({
  key: 'key',
  model: 'm',
  attack,
  images: [2, 11],
  evaluation: { draws: 2, vote: 1, seed: 1 },
  gallery: { point: 0, images: 5 },
  ...(attack.kind === 'fgsm' ? { countsZeroGradients: true } : {}),
});

describe.each(Object.keys(models) as (keyof typeof models)[])('records of a model, %s, on wasm', (name) => {
  it.each(attacks)('are the same to the last bit for any batch: $kind', async (attack) => {
    await startEngine('wasm');
    const model = await models[name]();
    const record = (batchSize: number) => {
      const { durationMs: _, ...rest } = runCell(cellOf(attack), model, dataset, { batchSize });
      return rest;
    };
    const whole = record(50);
    expect(whole.gallery).toHaveLength(5);
    for (const batchSize of [4, 1]) expect(record(batchSize), `${batchSize} at a time`).toEqual(whole);
    model.dispose();
  });
});

describe('records on cpu', () => {
  it.each(sharing)('are the same to the last bit for any batch: $kind', async (attack) => {
    await startEngine('cpu');
    const model = linearModel(shape, weights(5), classes);
    const source = linearModel(shape, weights(6), classes);
    const record = (batchSize: number) => {
      const sources = new Map([['source', source]]);
      const { durationMs: _, ...rest } = runCell(cellOf(attack), model, dataset, { batchSize, sources });
      return rest;
    };
    const whole = record(50);
    expect(whole.gallery).toHaveLength(5);
    for (const batchSize of [4, 1]) expect(record(batchSize), `${batchSize} at a time`).toEqual(whole);
    for (const own of [model, source]) own.dispose();
  });
});

function weights(seed: number): Float32Array {
  const stream = randomStream(seed, 'test', 1);
  return Float32Array.from({ length: shape[0] * shape[1] * shape[2] * classes }, () => stream.normal() / 28);
}
