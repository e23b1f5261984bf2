import { beforeAll, describe, expect, it } from 'vitest';
import { prepareAttack } from '../../src/attacks/attacks.js';
import { clopperPearsonLower } from '../../src/base/clopperPearson.js';
import { normalDistribution, normalQuantile } from '../../src/base/normalQuantile.js';
import { runCell } from '../../src/cells/runCell.js';
import type { AttackSpec } from '../../src/contract/suite.js';
import { startEngine } from '../../src/kernels/engine.js';
import { parseSuite } from '../../src/suites/parseSuite.js';
import tf from '../../src/tfjs/tfjs.cjs';
import { attackSpec, dimensions, linearExample, logitsOf, shape } from '../support/attackExample.js';
import { linearModel } from '../support/linearModel.js';
import { writeFile, writtenSuite } from '../support/madeRun.js';
import { noisyModel } from '../support/noisyModel.js';
import { randomDataset } from '../support/randomDataset.js';

beforeAll(async () => {
  await startEngine('cpu');
});

describe('clopperPearsonLower', () => {
  it('matches published tables', () => {
    // All of n: alpha^(1/n). 8 of 10 at 95 %: 0.4931; 90 of 100 at 97.5 %: 0.8238 (the two-sided 95 % interval's lower end).
    expect(clopperPearsonLower(1000, 1000, 0.001)).toBeCloseTo(0.001 ** 0.001, 12);
    expect(clopperPearsonLower(8, 10, 0.05)).toBeCloseTo(0.4931, 4);
    expect(clopperPearsonLower(90, 100, 0.025)).toBeCloseTo(0.8238, 4);
    expect(clopperPearsonLower(0, 10, 0.05)).toBe(0);
    expect(() => clopperPearsonLower(3, 2, 0.05)).toThrow('no proportion');
  });

  it('holds for a share of 99 %: hits above the bound come with probability alpha', () => {
    const bound = clopperPearsonLower(99_100, 100_000, 0.001);
    expect(bound).toBeGreaterThan(0.99);
    expect(bound).toBeLessThan(0.991);
  });
});

describe('normalQuantile', () => {
  it('matches published tables, and inverts the distribution function', () => {
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 10);
    expect(normalQuantile(0.5)).toBeCloseTo(0, 12);
    expect(normalQuantile(0.001)).toBeCloseTo(-3.090232306167813, 9);
    expect(normalDistribution(1)).toBeCloseTo(0.8413447460685429, 12);
    for (const z of [-2.5, -0.3, 0.7, 3.4]) expect(normalQuantile(normalDistribution(z))).toBeCloseTo(z, 8);
    expect(() => normalQuantile(1)).toThrow('no probability');
  });
});

const spec = (more: object = {}): AttackSpec =>
  attackSpec({ kind: 'smoothing', sigma: 0.1, n0: 40, n: 600, epsilons: [0, 0.05, 0.1, 0.2], ...more });

describe('a certificate', () => {
  it('is the distance to the boundary of a linear model up to the confidence bound, never more, and leaves no tensor', () => {
    const { model, batch, values, labels } = linearExample(4, { classes: 2, images: 20 });
    const weights = Float64Array.from({ length: dimensions }, (_, at) => {
      const unit = new Float32Array(dimensions);
      unit[at] = 1;
      const zero = logitsOf(model, new Float32Array(dimensions))[0]!;
      const own = logitsOf(model, unit)[0]!;
      return own[1]! - own[0]! - (zero[1]! - zero[0]!);
    });
    const length = Math.hypot(...weights);
    const before = tf.memory().numTensors;
    const radii = prepareAttack(spec(), model, batch).certify!();
    expect(tf.memory().numTensors).toBe(before);
    const largest = 0.1 * normalQuantile(0.001 ** (1 / 600));
    for (const [image, [zero, one]] of logitsOf(model, values).entries()) {
      const gain = (labels[image] === 1 ? one! - zero! : zero! - one!) / length;
      if (gain < 0) expect(radii[image]).toBe(-1);
      else {
        expect(radii[image]!).toBeLessThanOrEqual(gain);
        // Far from the boundary every draw is right.
        if (gain > 0.4) expect(radii[image]!).toBeCloseTo(largest, 10);
        if (gain > 0.1) expect(radii[image]!).toBeGreaterThan(0.4 * Math.min(gain, largest));
      }
    }
  });

  it('is below the distance found by any attack on the same model', () => {
    const dataset = randomDataset(30, shape, { classes: 2 });
    const model = linearModel(
      shape,
      Float32Array.from({ length: dimensions * 2 }, (_, at) => Math.sin(at)),
      2,
    );
    const evaluation = { draws: 1, vote: 1, seed: 1 };
    const run = (attack: AttackSpec) =>
      runCell({ key: 'k', model: 'm', attack, images: [0, 30], evaluation }, model, dataset);
    const radii = [0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.25];
    const certified = run(spec({ epsilons: radii }));
    expect(certified.points[1]!.hits.reduce((sum, hits) => sum + hits, 0)).toBeGreaterThan(5);
    for (const kind of ['ddn', 'fmn', 'fab']) {
      const { distances } = run(attackSpec({ kind, epsilons: radii } as never));
      for (const [point, radius] of radii.entries()) {
        for (const [image, hits] of certified.points[point]!.hits.entries()) {
          if (hits === 1) expect(distances![image] ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(radius);
        }
      }
    }
    model.dispose();
  });

  it('holds for a stochastic model with its draws as part of the noise, and is determined by its seed', () => {
    const dataset = randomDataset(12, shape, { classes: 2 });
    const run = (seed: number) => {
      const evaluation = { draws: 3, vote: 1, seed };
      const cell = { key: 'k', model: 'm', attack: spec({ n: 100 }), images: [0, 12], evaluation } as const;
      return runCell(cell, noisyModel(3, 0.5), dataset).points.map(({ hits }) => hits);
    };
    const points = run(1);
    expect(run(1)).toEqual(points);
    for (const hits of points) expect(hits.every((own) => own === 0 || own === 3)).toBe(true);
    for (const [point, hits] of points.slice(1).entries()) {
      for (const [image, own] of hits.entries()) expect(own).toBeLessThanOrEqual(points[point]![image]!);
    }
  });

  it('with too few draws for alpha is refused when the suite is read', () => {
    const parse = (more: object) =>
      parseSuite(
        writeFile({
          ...writtenSuite,
          attacks: [{ id: 's', kind: 'smoothing', epsilons: [0.5], ...more }],
          assertions: [],
        }),
      );
    expect(() => parse({ n: 9 })).toThrow('at least 10 draws for an alpha of 0.001');
    expect(() => parse({ n: 10 })).not.toThrow();
    expect(() => parse({ alpha: 0.5 })).toThrow('below 0.5');
  });
});
