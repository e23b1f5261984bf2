import { beforeAll, describe, expect, it } from 'vitest';
import { apgdStages } from '../../src/attackKinds/apgd.js';
import { apgdSparseTrack, sparseCheckpoints } from '../../src/attacks/apgdSparseTrack.js';
import { l1Norm } from '../../src/attacks/norms/l1Norm.js';
import { startEngine } from '../../src/kernels/engine.js';
import tf from '../../src/tfjs/tfjs.cjs';
import { attackOnce, attackSpec, dimensions, linearExample, logitsOf } from '../support/attackExample.js';
import { trackRows } from '../support/trackRows.js';

beforeAll(async () => {
  await startEngine('cpu');
});

const classes = 2;

/** How far a linear function of the pixels can rise in the L1 ball and the box: the steepest values first, to the end of the box. */
function greatestRise(slopes: Float32Array, image: Float32Array, radius: number): number {
  let left = radius;
  let rise = 0;
  for (const at of [...slopes.keys()].sort((a, b) => Math.abs(slopes[b]!) - Math.abs(slopes[a]!))) {
    const move = Math.min(left, slopes[at]! > 0 ? 1 - image[at]! : image[at]!);
    rise += move * Math.abs(slopes[at]!);
    left -= move;
  }
  return rise;
}

describe('APGD in L1', () => {
  // The published code reaches 88 to 100 % at these radii on the same models: a set of values is kept that is not the very best.
  it.each([
    { radius: 1, least: 0.9 },
    { radius: 3, least: 0.97 },
    { radius: 1, least: 0.9, schedule: 'multi-eps' },
    { radius: 3, least: 0.97, schedule: 'multi-eps' },
  ])('%j: comes near the optimum of a linear model, within ball and box', ({ least, ...own }) => {
    const { radius, ...settings } = own;
    for (const seed of [1, 2, 3]) {
      const { model, values, labels, batch } = linearExample(seed, {
        classes,
        images: 6,
        low: 0,
        high: 1,
        right: true,
      });
      const before = tf.memory().numTensors;
      const spec = attackSpec({ kind: 'apgd', norm: 'l1', loss: 'cw', epsilons: [radius], ...settings });
      // For transfer, so that no image stops early.
      const part = { batch: { ...batch, forTransfer: true }, epsilons: batch.images.map(() => radius) };
      const adversarial = attackOnce(spec, model, part);
      expect(tf.memory().numTensors).toBe(before);
      const [clean, attacked] = [logitsOf(model, values), logitsOf(model, adversarial)];
      for (const [image, label] of labels.entries()) {
        const own = (all: Float32Array) => all.subarray(image * dimensions, (image + 1) * dimensions);
        const slopes = Float32Array.from(
          { length: dimensions },
          (_, at) => model.weights[2 * at + 1 - label]! - model.weights[2 * at + label]!,
        );
        const marginOf = (logits: number[][]) => logits[image]![1 - label]! - logits[image]![label]!;
        const rise = marginOf(attacked) - marginOf(clean);
        const best = greatestRise(slopes, own(values), radius);
        expect(rise).toBeLessThanOrEqual(best * (1 + 1e-5));
        expect(rise).toBeGreaterThan(least * best);
        expect(l1Norm.distance(own(adversarial), own(values))).toBeLessThanOrEqual(radius * (1 + 1e-5));
        expect(own(adversarial).every((value) => value >= 0 && value <= 1)).toBe(true);
      }
    }
  });

  it('stops on a deterministic model as soon as an image is misclassified', () => {
    const { model, labels, batch } = linearExample(4, { classes, images: 4, right: true });
    const spec = attackSpec({ kind: 'apgd', norm: 'l1', epsilons: [20] });
    const adversarial = attackOnce(spec, model, { batch, epsilons: batch.images.map(() => 20) });
    for (const [image, row] of logitsOf(model, adversarial).entries()) {
      expect(row[1 - labels[image]!]).toBeGreaterThan(row[labels[image]!]!);
    }
  });
});

describe('the schedule of multi-eps-APGD', () => {
  it('takes 30, 30 and 40 % of the steps at three, two and one times the radius', () => {
    const stages = (steps: number) => apgdStages({ schedule: 'multi-eps', steps });
    expect(stages(100)).toEqual([
      { radii: 3, steps: 30 },
      { radii: 2, steps: 30 },
      { radii: 1, steps: 40 },
    ]);
    expect(stages(7).map(({ steps }) => steps)).toEqual([3, 3, 1]);
    expect(apgdStages({ steps: 7 })).toEqual([{ radii: 1, steps: 7 }]);
  });

  it('starts each stage at the best point of the one before, and returns none of a larger ball', () => {
    const { model, values, batch } = linearExample(12, { classes, images: 4, right: true });
    const spec = attackSpec({ kind: 'apgd', norm: 'l1', schedule: 'multi-eps', steps: 12 });
    const whole = { ...batch, forTransfer: true };
    const adversarial = attackOnce(spec, model, { batch: whole, epsilons: [0.5, 1, 2, 4] });
    for (const [image, radius] of [0.5, 1, 2, 4].entries()) {
      const own = (all: Float32Array) => all.subarray(image * dimensions, (image + 1) * dimensions);
      expect(l1Norm.distance(own(adversarial), own(values))).toBeLessThanOrEqual(radius * (1 + 1e-5));
      expect(l1Norm.distance(own(adversarial), own(values))).toBeGreaterThan(0.9 * radius);
    }
  });
});

describe('a track of APGD in L1', () => {
  const clean = new Float32Array(10).fill(0.5);
  const slopes = Float32Array.from({ length: 10 }, (_, at) => (at % 2 === 0 ? 1 : -1) * (at + 1));

  it('moves the steepest fifth of the values first, each by the same amount, together by the radius', () => {
    const point = clean.slice();
    const track = apgdSparseTrack(trackRows(point, clean), { radius: 0.3, isStage: false });
    track.see(0, slopes);
    track.move();
    const changes = [...point].map((value) => value - 0.5);
    // A rank of 8 of 10: the two greatest.
    expect(changes.slice(0, 8)).toEqual(Array(8).fill(0));
    expect(changes[8]).toBeCloseTo(0.15, 6);
    expect(changes[9]).toBeCloseTo(-0.15, 6);
  });

  it('leaves out values without slope', () => {
    const point = clean.slice();
    const track = apgdSparseTrack(trackRows(point, clean), { radius: 0.3, isStage: false });
    track.see(
      0,
      Float32Array.from(clean, (_, at) => (at === 3 ? 1 : 0)),
    );
    track.move();
    expect(point[3]).toBeCloseTo(0.8, 6);
    expect(point.filter((value) => value !== 0.5)).toHaveLength(1);
  });

  it('takes the longest step again from the best point once that is sparser, else a shorter one', () => {
    const point = clean.slice();
    const track = apgdSparseTrack(trackRows(point, clean), { radius: 0.3, isStage: false });
    track.see(0, slopes);
    track.move();
    track.see(1, slopes);
    const best = point.slice();
    track.move();
    track.see(0.5, slopes);
    track.check(2); // two changed values in place of ten
    expect([...point]).toEqual([...best]);
    track.move(); // floor((1 - 2 / 10 / 1.5) * 10) = 8: again two values, by 0.15 each
    expect(point[8]).toBeCloseTo(0.65, 6); // projected back
    track.see(0.4, slopes);
    track.check(1); // as many as before: a step of 0.2
    const before = point.slice();
    track.see(
      2,
      Float32Array.from(slopes, (slope) => -slope),
    );
    track.move();
    expect(before[8]! - point[8]!).toBeCloseTo(0.1, 6);
  });

  it('of a stage moves two thirds of as many values as its first point changes, and is sparser if fewer change', () => {
    const point = clean.slice();
    for (const at of [0, 1, 2]) point[at] = 0.6; // 3 of 10 values
    const start = point.slice();
    const rows = trackRows(point, clean);
    const track = apgdSparseTrack(rows, { radius: 0.3, isStage: true });
    track.see(0, slopes);
    track.move(); // floor((1 - 3 / 10 / 1.5) * 10) = 8: two values
    expect([...point].slice(3, 8)).toEqual([...start].slice(3, 8));
    expect(point[8]).toBeLessThan(0.5 + 0.15);
    track.see(-1, slopes);
    expect([...rows.best.values]).toEqual([...start]);
    const before = point.slice();
    track.check(1); // three values changed as before: no return
    expect([...point]).toEqual([...before]);
  });

  it('is checked every 4 % of the steps', () => {
    expect(sparseCheckpoints(100)).toEqual(Array.from({ length: 25 }, (_, index) => 4 * (index + 1)));
    expect(sparseCheckpoints(10)).toHaveLength(10);
  });
});
