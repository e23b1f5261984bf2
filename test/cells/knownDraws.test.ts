import { beforeAll, describe, expect, it } from 'vitest';
import { randomStream } from '../../src/base/random.js';
import { runCell } from '../../src/cells/runCell.js';
import type { Cell, CellRecord } from '../../src/contract/cell.js';
import type { AttackSpec } from '../../src/contract/suite.js';
import { startEngine } from '../../src/kernels/engine.js';
import { planAttack } from '../../src/planning/planAttack.js';
import tf from '../../src/tfjs/tfjs.cjs';
import { attackSpec, dimensions, shape } from '../support/attackExample.js';
import { noisyModel } from '../support/noisyModel.js';
import { randomDataset } from '../support/randomDataset.js';

const images = 55;
const draws = 6;
const epsilon = 0.03;
const spread = 1.5;
const dataset = randomDataset(images, shape, { classes: 2 });

function run(
  attack: AttackSpec,
  { vote = 1, range = [0, images] }: { readonly vote?: number; readonly range?: readonly [number, number] } = {},
) {
  const model = noisyModel(3, spread);
  const planned = planAttack(attack, 'model', { stochastic: () => true, sha256: (name) => name });
  const evaluation = { draws, vote, seed: 4 };
  const cell: Cell = { key: 'key', model: 'model', attack: planned, images: range, evaluation };
  const before = tf.memory().numTensors;
  const record = runCell(cell, model, dataset);
  expect(tf.memory().numTensors).toBe(before);
  return { record, asked: model.asked };
}

const fgsm = (more: object = {}) => attackSpec({ kind: 'fgsm', epsilons: [epsilon], ...more });
const hitsOf = ({ points }: CellRecord) => points[0]!.hits;
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** What is left of each image in closed form: every draw is linear, and its best attack follows the signs of its weights. */
function expectedHits(): number[] {
  const { mean } = noisyModel(3, spread);
  return Array.from({ length: images }, (_, image) => {
    const sign = dataset.labels[image] === 0 ? 1 : -1;
    let hits = 0;
    for (let draw = 0; draw < draws; draw++) {
      const stream = randomStream(4, 'adversarial', 77, image, draw);
      let score = 0;
      for (let at = 0; at < dimensions; at++) {
        const weight = mean[at]! + spread * stream.normal();
        const pixel = dataset.pixels[image * dimensions + at]! / 255;
        score += weight * (Math.min(1, Math.max(0, pixel - epsilon * sign * Math.sign(weight))) - 0.5);
      }
      if (sign * score > 0) hits++;
    }
    return hits;
  });
}

beforeAll(async () => {
  await startEngine('cpu');
});

describe('known draws', () => {
  it('match the closed form of the best attack on the draw that judges', () => {
    expect(hitsOf(run(fgsm({ knownDraws: true })).record)).toEqual(expectedHits());
  });

  it('are stronger than fresh ones, and iterating adds nothing on a linear model', () => {
    const known = sum(hitsOf(run(fgsm({ knownDraws: true })).record));
    const fresh = sum(hitsOf(run(fgsm({ eot: 20 })).record));
    const pgd = attackSpec({ kind: 'pgd', epsilons: [epsilon], steps: 10, knownDraws: true });
    expect(known).toBeLessThan(fresh - 20);
    expect(sum(hitsOf(run(pgd).record))).toBe(known);
  });

  it('are the only draws that attack and evaluation use', () => {
    const { asked } = run(fgsm({ knownDraws: true }));
    const purposes = new Set(asked.map((draw) => draw.split('/')[0]));
    expect([...purposes].sort()).toEqual(['adversarial', 'clean']);
    const fresh = run(fgsm()).asked;
    expect(fresh.some((draw) => draw.startsWith('attack/'))).toBe(true);
  });

  it('are not averaged, for any eot of the suite', () => {
    expect(run(fgsm({ knownDraws: true, eot: 20 })).record.points).toEqual(
      run(fgsm({ knownDraws: true })).record.points,
    );
  });

  it('give the same results for any range of images', () => {
    const whole = hitsOf(run(fgsm({ knownDraws: true })).record);
    expect(hitsOf(run(fgsm({ knownDraws: true }), { range: [20, 40] }).record)).toEqual(whole.slice(20, 40));
  });

  it('are left out on a deterministic model', () => {
    const planned = planAttack(fgsm({ knownDraws: true }), 'model', {
      stochastic: () => false,
      sha256: (name) => name,
    });
    expect(planned).toEqual(planAttack(fgsm(), 'model', { stochastic: () => false, sha256: (name) => name }));
  });
});

describe('a vote', () => {
  it('is attacked by the gradient of its mean output, over separate draws', () => {
    const { asked } = run(fgsm({ eot: 2 }), { vote: 3 });
    const attacked = new Set(asked.filter((draw) => draw.startsWith('attack/0/')));
    expect([...attacked].sort()).toEqual([0, 1, 2, 3, 4, 5].map((draw) => `attack/0/${draw}`));
  });

  it('of five draws, attacked as a vote, resists less often than a single draw attacked through another', () => {
    // A gradient of five draws points more nearly along the mean weights than that of one.
    const attacked = sum(hitsOf(run(fgsm(), { vote: 5 }).record));
    const single = sum(hitsOf(run(fgsm(), { vote: 1 }).record));
    expect(attacked).toBeLessThan(single);
  });

  it('with known draws shares all its draws with the verdict', () => {
    const { asked } = run(fgsm({ knownDraws: true }), { vote: 3 });
    expect(asked.some((draw) => draw.startsWith('attack/'))).toBe(false);
    expect(new Set(asked.filter((draw) => draw.startsWith('adversarial/7/'))).size).toBe(3 * draws);
  });
});
