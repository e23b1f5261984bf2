import { beforeAll, describe, expect, it } from 'vitest';
import { runCell } from '../../src/cells/runCell.js';
import type { Cell } from '../../src/contract/cell.js';
import { startEngine } from '../../src/kernels/engine.js';
import { attackSpec, dimensions, shape } from '../support/attackExample.js';
import { countPasses } from '../support/countPasses.js';
import { linearModel } from '../support/linearModel.js';
import { randomDataset } from '../support/randomDataset.js';

const images = 30;
const dataset = randomDataset(images, shape, { classes: 2 });

/** Two classes told apart by whether the even or the odd values are the greater in sum. */
function sumModel() {
  return linearModel(
    shape,
    Float32Array.from({ length: 2 * dimensions }, (_, at) => (at % 4 === 0 || at % 4 === 3 ? 1 : -1)),
    2,
  );
}

function run(written: Parameters<typeof attackSpec>[0]) {
  const { model, counted } = countPasses(sumModel());
  const evaluation = { draws: 1, vote: 1, seed: 1 };
  const attack = attackSpec({ id: 'near', ...written });
  const cell: Cell = {
    key: 'key',
    model: 'm',
    attack,
    images: [0, images],
    evaluation,
    gallery: { point: 1, images: 2 },
  };
  return { record: runCell(cell, model, dataset), counted };
}

beforeAll(async () => {
  await startEngine('cpu');
});

describe('a cell of an attack that looks for the nearest examples', () => {
  const epsilons = [0.01, 0.5, 3, 8];

  it('computes each point from the distances: an image is correct below its distance and broken from it on', () => {
    const { record } = run({ kind: 'fmn', steps: 60, epsilons });
    expect(record.distances).toHaveLength(images);
    for (const [image, distance] of record.distances!.entries()) {
      const hits = record.points.map((point) => point.hits[image]);
      if (record.clean[image] === 0) expect(distance).toBe(0);
      expect(hits).toEqual(
        epsilons.map((epsilon) => (distance === null || distance > epsilon ? record.clean[image] : 0)),
      );
    }
    expect(record.points[0]!.snrDbCount).toBeLessThan(record.points[3]!.snrDbCount);
  });

  it('makes no more passes for more points', () => {
    const few = run({ kind: 'fmn', steps: 20, epsilons: [0.5, 1] }).counted();
    const many = run({ kind: 'fmn', steps: 20, epsilons: [0.1, 0.2, 0.5, 1, 2, 4, 8] }).counted();
    expect(many).toEqual(few);
  });

  it('shows the example in pictures if it is within epsilon, else the clean image', () => {
    const { record } = run({ kind: 'fmn', steps: 60, epsilons: [0.001, 60] });
    for (const { image, cleanPixels, adversarialPixels } of record.gallery) {
      const isChanged = record.distances![image] !== null && record.distances![image]! > 0;
      expect(adversarialPixels !== cleanPixels).toBe(isChanged);
    }
  });

  it('keeps to the bounds of L1 and L0', () => {
    for (const norm of ['l1', 'l0'] as const) {
      const { record } = run({ kind: 'fmn', norm, steps: 40, epsilons: [1, 100] });
      expect(record.distances!.filter((distance) => distance !== null).length).toBeGreaterThan(0);
    }
  });
});
