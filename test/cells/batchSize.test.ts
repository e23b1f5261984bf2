import { describe, expect, it } from 'vitest';
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

const cellOf = (attack: AttackSpec): Cell => ({
  key: 'key',
  model: 'm',
  attack,
  images: [2, 11],
  evaluation: { draws: 2, vote: 1, seed: 1 },
  gallery: { point: 0, images: 5 },
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
