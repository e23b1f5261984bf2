import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { kindOf } from '../../src/attackKinds/attackKinds.js';
import { prepareAttack } from '../../src/attacks/attacks.js';
import { boundOf } from '../../src/cells/bounds/boundOf.js';
import type { AttackSpec } from '../../src/contract/suite.js';
import { startEngine } from '../../src/kernels/engine.js';
import { normOf as ballNormOf } from '../../src/perturbations/perturbations.js';
import tf from '../../src/tfjs/tfjs.cjs';
import { attackOnce, attackSpec, dimensions, linearExample, marginsOf } from '../support/attackExample.js';
import { noisyModel } from '../support/noisyModel.js';

/** Every attack in every norm, small enough for many runs. */
const everyAttack: readonly AttackSpec[] = [
  attackSpec({ kind: 'fgsm' }),
  attackSpec({ kind: 'noise' }),
  attackSpec({ kind: 'noise', distribution: 'gaussian' }),
  attackSpec({ kind: 'bim', steps: 5 }),
  attackSpec({ kind: 'bim', norm: 'l2', steps: 5 }),
  attackSpec({ kind: 'pgd', steps: 5, restarts: 2 }),
  attackSpec({ kind: 'pgd', norm: 'l2', steps: 5, restarts: 2 }),
  attackSpec({ kind: 'mifgsm', steps: 5 }),
  attackSpec({ kind: 'apgd', steps: 10 }),
  attackSpec({ kind: 'square', queries: 12, eot: 2 }),
  attackSpec({ kind: 'deepfool', steps: 5 }),
  attackSpec({ kind: 'cw', searchSteps: 3, steps: 6, learningRate: 0.2, initialConstant: 1 }),
  attackSpec({ kind: 'apgd', norm: 'l2', steps: 10, restarts: 2 }),
  attackSpec({ kind: 'transfer', source: { frozenDraw: 2 }, attack: { kind: 'pgd', steps: 5 } }),
  attackSpec({
    kind: 'ensemble',
    attacks: [{ kind: 'fgsm' }, { kind: 'pgd', steps: 5 }, { kind: 'square', queries: 9 }],
  }),
  attackSpec({
    kind: 'ensemble',
    attacks: [
      { kind: 'deepfool', steps: 5 },
      { kind: 'transfer', source: { frozenDraw: 0 }, attack: { kind: 'pgd', norm: 'l2', steps: 5 } },
    ],
  }),
];

/** Attacks by gradients, and the share of the closed-form optimum that each must reach on a linear model. */
const optimal: readonly (readonly [AttackSpec, number])[] = [
  [attackSpec({ kind: 'bim' }), 0.9999],
  [attackSpec({ kind: 'bim', norm: 'l2' }), 0.9999],
  [attackSpec({ kind: 'pgd' }), 0.9999],
  // What is left of a random start shrinks only by 1 / (1 + step) a step once the boundary is reached.
  [attackSpec({ kind: 'pgd', norm: 'l2' }), 0.95],
  [attackSpec({ kind: 'pgd', norm: 'l2', steps: 100, relativeStepSize: 1 }), 0.9999],
  [attackSpec({ kind: 'mifgsm' }), 0.9999],
  [attackSpec({ kind: 'apgd', steps: 40 }), 0.9999],
  [attackSpec({ kind: 'apgd', loss: 'cw', steps: 40 }), 0.9999],
  [attackSpec({ kind: 'apgd', norm: 'l2', steps: 40 }), 0.999],
];

const normOf = (spec: AttackSpec) => ballNormOf(kindOf(spec).perturbation(spec))!;

const title = (spec: AttackSpec) => `${spec.kind} ${normOf(spec)} ${'distribution' in spec ? spec.distribution : ''}`;

beforeAll(async () => {
  await startEngine('cpu');
});

describe.each(everyAttack.map((spec) => [title(spec), spec] as const))('%s', (_, spec) => {
  const norm = normOf(spec);
  const runs = { numRuns: 12 };

  it('stays in its ball and in the box, at epsilon 0 on the image itself', () => {
    fc.assert(
      fc.property(fc.nat(), fc.double({ min: 0, max: norm === 'l2' ? 5 : 0.8, noNaN: true }), (seed, epsilon) => {
        const { model, values, batch } = linearExample(seed, { classes: 5, low: 0, high: 1 });
        const epsilons = [epsilon, epsilon / 2];
        const changed = attackOnce(spec, model, { batch, epsilons });
        boundOf({ kind: 'ball', norm }).verify(values, changed, {
          epsilons: Float32Array.from(epsilons),
          images: batch.images,
        });
        expect(attackOnce(spec, model, { batch, epsilons: [0, 0] })).toEqual(values);
        model.dispose();
      }),
      runs,
    );
  });

  it('gives an image the same perturbation in any batch, and leaks no tensor', () => {
    const { model, values, labels, batch } = linearExample(7, { classes: 5, images: 4 });
    const before = tf.memory().numTensors;
    const all = attackOnce(spec, model, { batch, epsilons: [0.1, 0.2, 0.15, 0.05] });
    expect(tf.memory().numTensors).toBe(before);
    const order = [2, 0];
    const pixels = tf.tensor4d(
      Float32Array.from(order.flatMap((at) => [...values.slice(at * dimensions, (at + 1) * dimensions)])),
      [2, 4, 5, 3],
    );
    const part = { pixels, labels: Int32Array.from(order, (at) => labels[at]!), images: [102, 100], seed: batch.seed };
    const some = attackOnce(spec, model, { batch: part, epsilons: [0.15, 0.1] });
    for (const [index, at] of order.entries()) {
      expect(some.slice(index * dimensions, (index + 1) * dimensions)).toEqual(
        all.slice(at * dimensions, (at + 1) * dimensions),
      );
    }
  });

  it('is determined by its seed, also on a stochastic model, and uses separate draws for the attack', () => {
    const { batch } = linearExample(3, { classes: 2, images: 3 });
    const model = noisyModel(3, 1);
    const run = (seed: number) => attackOnce(spec, model, { batch: { ...batch, seed }, epsilons: [0.1, 0.1, 0.1] });
    expect(run(5)).toEqual(run(5));
    expect(run(5)).not.toEqual(run(6));
    expect(model.asked.every((key) => key.startsWith('attack/'))).toBe(true);
  });

  it('gives a point of a sweep the same images for any earlier points', () => {
    const { model, batch } = linearExample(9, { classes: 5, right: true });
    const attack = prepareAttack(spec, model, batch);
    const values = (epsilon: number) => attack.perturb(Float32Array.of(epsilon, epsilon)).dataSync();
    const larger = values(0.02);
    const alone = attackOnce(spec, model, { batch, epsilons: [0.01, 0.01] });
    expect(values(0.01)).toEqual(alone);
    expect(larger).not.toEqual(alone);
  });
});

describe.each(optimal.map(([spec, share]) => [title(spec), spec, share] as const))('%s', (_, spec, share) => {
  it('finds the closed-form optimum on a linear model: the margin falls by eps times the dual norm of w', () => {
    fc.assert(
      fc.property(fc.nat(), fc.double({ min: 0.01, max: 0.2, noNaN: true }), (seed, epsilon) => {
        const { model, values, labels, batch: own } = linearExample(seed, { classes: 2 });
        const batch = { ...own, forTransfer: true }; // the whole way, also where the model is fooled before
        const w = Array.from({ length: dimensions }, (_, i) => model.weights[2 * i]! - model.weights[2 * i + 1]!);
        const dual = normOf(spec) === 'l2' ? Math.hypot(...w) : w.reduce((sum, value) => sum + Math.abs(value), 0);
        const changed = attackOnce(spec, model, { batch, epsilons: [epsilon, epsilon] });
        const before = marginsOf(model, values, labels);
        for (const [image, after] of marginsOf(model, changed, labels).entries()) {
          const fall = (before[image]! - after) / (epsilon * dual);
          expect(fall).toBeGreaterThan(share - 1e-4);
          expect(fall).toBeLessThan(1 + 1e-3);
        }
        model.dispose();
      }),
      { numRuns: 15 },
    );
  });
});

/** Attacks that go on step by step, with epsilons that fool a part of the images. */
const endingAttacks: readonly (readonly [AttackSpec, number])[] = [
  [attackSpec({ kind: 'bim', steps: 12 }), 0.3],
  [attackSpec({ kind: 'pgd', steps: 12, norm: 'l2' }), 1.2],
  [attackSpec({ kind: 'pgd', steps: 12, restarts: 2 }), 0.3],
  [attackSpec({ kind: 'mifgsm' }), 0.3],
  [attackSpec({ kind: 'apgd', steps: 12, restarts: 2 }), 0.3],
  [attackSpec({ kind: 'square', queries: 60 }), 0.6],
];

describe.each(endingAttacks.map(([spec, most]) => [title(spec), spec, most] as const))('%s', (_, spec, most) => {
  it('stops an image for good once it is misclassified, without effect on the others', () => {
    const images = 24;
    const { model, labels, batch } = linearExample(5, { classes: 2, images, right: true });
    const epsilons = Array.from({ length: images }, (_, image) => (most * (image + 1)) / images);
    let asked = 0;
    const counting = {
      ...model,
      logits: (...query: Parameters<typeof model.logits>) => {
        asked += query[0].shape[0];
        return model.logits(...query);
      },
    };
    const run = (forTransfer: boolean) => {
      asked = 0;
      const values = attackOnce(spec, counting, { batch: { ...batch, forTransfer }, epsilons });
      return { values, asked, margins: marginsOf(model, values, labels) };
    };
    const ended = run(false);
    const whole = run(true);
    const fooled = ended.margins.filter((margin) => margin < 0).length;
    expect(fooled).toBeGreaterThan(3);
    expect(fooled).toBeLessThan(images - 3);
    for (let image = 0; image < images; image++) {
      const own = (values: Float32Array) => values.slice(image * dimensions, (image + 1) * dimensions);
      if (ended.margins[image]! > 0) expect(own(ended.values)).toEqual(own(whole.values));
      if (whole.margins[image]! < 0) expect(ended.margins[image]!).toBeLessThan(0);
    }
    expect(ended.asked).toBeLessThan(0.95 * whole.asked);
  });
});
