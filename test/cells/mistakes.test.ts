import { beforeAll, describe, expect, it } from 'vitest';
import { runCell } from '../../src/cells/runCell.js';
import { wrongClasses } from '../../src/cells/wrongClasses.js';
import { startEngine } from '../../src/kernels/engine.js';
import { attackSpec, dimensions, shape } from '../support/attackExample.js';
import { linearModel } from '../support/linearModel.js';
import { noisyModel } from '../support/noisyModel.js';
import { randomDataset } from '../support/randomDataset.js';

beforeAll(async () => {
  await startEngine('cpu');
});

describe('wrongClasses', () => {
  it('gives the most frequent wrong class over all parts, the lower of equals, and 0 if no draw is wrong', () => {
    expect(wrongClasses([{ wrong: [[], [4, 2], [7, 7, 1]] }])).toEqual([0, 3, 8]);
    expect(wrongClasses([{ wrong: [[5], [4]] }, { wrong: [[5], []] }, { wrong: [[0], [1]] }])).toEqual([6, 2]);
  });
});

describe('the mistakes of a cell', () => {
  const dataset = randomDataset(60, shape, { classes: 5 });
  const cell = (attack: object, draws: number) =>
    ({
      key: 'k',
      model: 'm',
      attack: attackSpec({ kind: 'fgsm', epsilons: [0, 0.1], ...attack }),
      images: [0, 60],
      evaluation: { draws, vote: 1, seed: 1 },
    }) as const;

  it('are the predictions of the model, and agree with the hits', () => {
    // The weights of class 3 are 1 and all others 0: bright images are of class 3, whatever they show.
    const weights = Float32Array.from({ length: dimensions * 5 }, (_, at) => (at % 5 === 3 ? 1 : 0));
    const model = linearModel(shape, weights, 5);
    const { mistakes, points } = runCell(cell({ kind: 'noise' }, 1), model, dataset);
    expect(mistakes!.labels).toEqual([...dataset.labels]);
    for (const [point, wrong] of mistakes!.points.entries()) {
      expect(wrong.map((own) => (own === 0 ? 1 : 0))).toEqual(points[point]!.hits);
      expect(new Set(wrong.filter((own) => own !== 0)).size).toBeLessThanOrEqual(2);
    }
    model.dispose();
  });

  it('of a stochastic model are 0 exactly if every draw is correct, also with known draws', () => {
    for (const knownDraws of [undefined, true]) {
      const two = randomDataset(60, shape, { classes: 2 });
      const { mistakes, points } = runCell(cell({ knownDraws }, 5), noisyModel(3, 1), two);
      for (const [point, wrong] of mistakes!.points.entries()) {
        const expected = points[point]!.hits.map((hits, image) => (hits === 5 ? 0 : 2 - two.labels[image]!));
        expect(wrong).toEqual(expected);
      }
    }
  });

  it('of a search for the nearest examples are those of the example within the epsilon of the point', () => {
    const two = randomDataset(30, shape, { classes: 2 });
    const weights = Float32Array.from({ length: dimensions * 2 }, (_, at) => Math.sin(at));
    const model = linearModel(shape, weights, 2);
    const own = {
      ...cell({ kind: 'fmn', norm: 'linf', steps: 20, epsilons: [0.001, 1] }, 1),
      images: [0, 30],
    } as const;
    const { mistakes, points } = runCell(own, model, two);
    expect(points[1]!.hits.every((hits) => hits === 0)).toBe(true);
    expect(mistakes!.points[1]).toEqual([...two.labels].map((label) => 2 - label));
    expect(mistakes!.points[0]!.map((wrong) => (wrong === 0 ? 1 : 0))).toEqual(points[0]!.hits);
    model.dispose();
  });
});
