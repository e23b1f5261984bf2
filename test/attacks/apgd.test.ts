import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { apgdCheckpoints } from '../../src/attacks/apgdCheckpoints.js';
import { apgdTrack } from '../../src/attacks/apgdTrack.js';
import { l2Ball } from '../../src/attacks/balls/l2Ball.js';
import { linfBall } from '../../src/attacks/balls/linfBall.js';
import { crossEntropy } from '../../src/attacks/losses/crossEntropy.js';
import type { LogitLoss } from '../../src/attacks/losses/logitLoss.js';
import { logitsRatio, targetedLogitsRatio } from '../../src/attacks/losses/logitsRatio.js';
import { margin } from '../../src/attacks/losses/margin.js';
import { boundOf } from '../../src/cells/bounds/boundOf.js';
import { startEngine } from '../../src/kernels/engine.js';
import { attackOnce, attackSpec, linearExample, logitsOf } from '../support/attackExample.js';
import { trackRows } from '../support/trackRows.js';

beforeAll(async () => {
  await startEngine('cpu');
});

describe('apgdCheckpoints', () => {
  it('are those of the publication for 100 steps', () => {
    expect(apgdCheckpoints(100)).toEqual([22, 41, 57, 70, 80, 87, 93, 99]);
  });

  it('exist for any number of steps, with windows that do not grow', () => {
    for (let steps = 1; steps <= 300; steps++) {
      const checkpoints = apgdCheckpoints(steps);
      const windows = checkpoints.map((at, index) => at - (checkpoints[index - 1] ?? 0));
      expect(checkpoints.at(-1)).toBeLessThanOrEqual(steps);
      expect(windows.every((window, index) => window >= 1 && (index === 0 || window <= windows[index - 1]!))).toBe(
        true,
      );
    }
  });
});

describe('a track of APGD', () => {
  const track = (start: number) => {
    const rows = trackRows(Float32Array.of(start), Float32Array.of(0.5));
    return { point: rows.point.values, apgd: apgdTrack(rows, { ball: linfBall, radius: 0.25 }) };
  };
  const up = Float32Array.of(1);

  it('starts with a step of two radii, then mixes a new step with the last movement', () => {
    const { point, apgd } = track(0.375);
    apgd.see(0, up);
    apgd.move();
    expect(point[0]).toBe(0.75); // the ball's edge
    apgd.see(1, Float32Array.of(-1));
    apgd.move(); // z = 0.25; 0.75 + 0.75 * (0.25 - 0.75) + 0.25 * (0.75 - 0.375)
    expect(point[0]).toBeCloseTo(0.46875, 6);
  });

  it('halves the step and returns to the best point if the loss rose in at most three quarters of a window', () => {
    const { point, apgd } = track(0.5);
    for (const loss of [0, 5, 1, 2, 3]) {
      apgd.see(loss, Float32Array.of(loss === 0 || loss === 5 ? 1 : -1));
      if (loss < 3) apgd.move();
    }
    apgd.check(4); // three rises of four
    expect(point[0]).toBe(0.75);
    apgd.move(); // with the best point's own gradient
    expect(point[0]).toBeGreaterThan(0.7);
  });

  it('continues if the loss rose more often and the best loss is new', () => {
    const { point, apgd } = track(0.5);
    for (const loss of [0, 1, 2, 3, 4]) {
      apgd.see(loss, Float32Array.of(-1));
      if (loss < 4) apgd.move();
    }
    const before = point[0];
    apgd.check(4);
    expect(point[0]).toBe(before);
    apgd.move();
    expect(point[0]).toBe(0.25);
  });
});

describe('losses', () => {
  const logits = fc.uniqueArray(fc.integer({ min: -300, max: 300 }), { minLength: 5, maxLength: 8 });
  const kinds: readonly (readonly [string, (label: number, target: number) => LogitLoss])[] = [
    ['cross-entropy', (label) => crossEntropy(Int32Array.of(label))],
    ['margin', (label) => margin(Int32Array.of(label))],
    ['difference of logits ratio', (label) => logitsRatio(Int32Array.of(label))],
    ['targeted ratio', (label, target) => targetedLogitsRatio(Int32Array.of(label), Int32Array.of(target))],
  ];

  it.each(kinds)('%s: its gradient matches finite differences', (_, make) => {
    fc.assert(
      fc.property(logits, fc.nat(), (whole, choice) => {
        const values = whole.map((value) => value / 32);
        const label = choice % values.length;
        const loss = make(label, (label + 1) % values.length);
        const at = (z: readonly number[]) => loss(Float32Array.from(z), 0, new Float64Array(z.length));
        const slope = new Float64Array(values.length);
        loss(Float32Array.from(values), 0, slope);
        const step = 1 / 256;
        for (const index of values.keys()) {
          const moved = (by: number) => values.map((value, j) => value + (j === index ? by : 0));
          const difference = (at(moved(step)) - at(moved(-step))) / (2 * step);
          expect(Math.abs(difference - slope[index]!)).toBeLessThan(0.02 * Math.max(1, Math.abs(difference)));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('the ratios have the published values', () => {
    const z = Float32Array.of(1, 4, 2, 3);
    const value = (loss: LogitLoss) => loss(z, 0, new Float64Array(4));
    expect(value(logitsRatio(Int32Array.of(1)))).toBeCloseTo(-(4 - 3) / (4 - 2), 6);
    expect(value(logitsRatio(Int32Array.of(0)))).toBeCloseTo((4 - 1) / (4 - 2), 6);
    expect(value(targetedLogitsRatio(Int32Array.of(1), Int32Array.of(2)))).toBeCloseTo(-(4 - 2) / (4 - 1.5), 6);
  });
});

describe('apgd on a linear model of five classes', () => {
  it.each(['linf', 'l2'] as const)(
    'finds the closed-form threshold of misclassification with every loss: %s',
    (norm) => {
      const { model, values, labels, batch } = linearExample(5, { classes: 5, images: 6, right: true });
      const w = (label: number, other: number) =>
        Array.from(
          { length: values.length / 6 },
          (_, i) => model.weights[5 * i + label]! - model.weights[5 * i + other]!,
        );
      const dual = (own: readonly number[]) =>
        norm === 'l2' ? Math.hypot(...own) : own.reduce((sum, value) => sum + Math.abs(value), 0);
      const thresholds = logitsOf(model, values).map((row, image) => {
        const label = labels[image]!;
        const others = row.map((logit, other) => (row[label]! - logit) / dual(w(label, other)));
        return Math.min(...others.filter((_, other) => other !== label));
      });
      const fooled = (loss: string, factor: number) => {
        const epsilons = thresholds.map((threshold) => factor * threshold);
        const changed = attackOnce(attackSpec({ kind: 'apgd', norm, loss, steps: 40 }), model, { batch, epsilons });
        boundOf({ kind: 'ball', norm }).verify(values, changed, {
          epsilons: Float32Array.from(epsilons),
          images: batch.images,
        });
        return logitsOf(model, changed).map((row, image) => row.indexOf(Math.max(...row)) !== labels[image]);
      };
      for (const loss of ['ce', 'dlr', 'targeted-dlr']) expect(fooled(loss, 0.99)).not.toContain(true);
      // With several other classes only the targeted loss is sure to try the nearest one.
      expect(fooled('targeted-dlr', 1.02)).not.toContain(false);
      expect(fooled('ce', 1.3)).not.toContain(false);
      expect(fooled('dlr', 1.3)).not.toContain(false);
    },
  );

  it('needs as many classes as its loss ranks, and says so', () => {
    const { model, batch } = linearExample(5, { classes: 2 });
    const run = (loss: string) => () =>
      attackOnce(attackSpec({ kind: 'apgd', loss, steps: 5 }), model, { batch, epsilons: [0.1, 0.1] });
    expect(run('dlr')).toThrow('needs 3 classes, and the model has 2');
    expect(run('targeted-dlr')).toThrow('needs 4 classes');
  });
});

describe('balls', () => {
  it.each([
    ['linf', linfBall],
    ['l2', l2Ball],
  ] as const)('%s: a projection moves nothing that lies inside, and its steepest step has norm 1', (norm, ball) => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const { values, batch } = linearExample(seed, { classes: 2, images: 1 });
        const inside = values.map((value, at) => value + 0.01 * Math.sin(at + seed));
        const before = inside.slice();
        ball.project(inside, values, 0.1);
        expect(Math.max(...inside.map((value, at) => Math.abs(value - before[at]!)))).toBeLessThan(1e-6);
        const step = before.map((value, at) => 1e-20 * (value - values[at]!));
        ball.steepest(step);
        const size = norm === 'l2' ? Math.hypot(...step) : Math.max(...step.map(Math.abs));
        expect(size).toBeCloseTo(1, 5);
        expect(batch.images).toHaveLength(1);
      }),
      { numRuns: 20 },
    );
  });
});
