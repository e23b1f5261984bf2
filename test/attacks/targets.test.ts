import { beforeAll, describe, expect, it } from 'vitest';
import { targetedCrossEntropy } from '../../src/attacks/losses/targetedCrossEntropy.js';
import { maltTargets } from '../../src/attacks/maltTargets.js';
import { rankedTargets } from '../../src/attacks/rankedTargets.js';
import { startEngine } from '../../src/kernels/engine.js';
import tf from '../../src/tfjs/tfjs.cjs';
import { attackOnce, attackSpec, dimensions, linearExample, logitsOf } from '../support/attackExample.js';

beforeAll(async () => {
  await startEngine('cpu');
});

const classes = 5;
const written = [
  { kind: 'fgsm' },
  { kind: 'bim', steps: 6 },
  { kind: 'bim', norm: 'l2', steps: 6 },
  { kind: 'pgd', steps: 6 },
  { kind: 'mifgsm', steps: 6 },
] as const;
const radius = 0.05;

/** Each image's other classes by descending logit of the clean image. */
function ranksOf({ model, values, labels }: ReturnType<typeof linearExample>): number[][] {
  return logitsOf(model, values).map((row, image) =>
    [...row.keys()].filter((index) => index !== labels[image]).sort((a, b) => row[b]! - row[a]!),
  );
}

function probabilities(row: readonly number[]): number[] {
  const powers = row.map(Math.exp);
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

describe('targetedCrossEntropy', () => {
  it('is the logarithm of the probability of the target, with its gradient', () => {
    const logits = Float32Array.of(1, -0.5, 2, 0.25);
    const loss = targetedCrossEntropy(Int32Array.of(3));
    const slope = new Float64Array(4);
    const shares = probabilities([...logits]);
    expect(loss(logits, 0, slope)).toBeCloseTo(Math.log(shares[3]!), 6);
    for (const [index, share] of shares.entries()) {
      expect(slope[index]).toBeCloseTo((index === 3 ? 1 : 0) - share, 6);
    }
  });
});

describe('targets', () => {
  it.each(written)('$kind raises the probability of the class that is aimed at, within ball and box', (own) => {
    const epsilon = 'norm' in own ? 8 * radius : radius;
    for (const [choice, place] of [
      ['next', 0],
      ['least-likely', classes - 2],
    ] as const) {
      const example = linearExample(11, { classes, images: 4, low: 0, high: 1, right: true });
      const { model, values, batch } = example;
      const before = tf.memory().numTensors;
      const spec = attackSpec({ ...own, targets: choice });
      const adversarial = attackOnce(spec, model, { batch, epsilons: [epsilon, epsilon, epsilon, epsilon] });
      expect(tf.memory().numTensors).toBe(before);
      const [clean, attacked] = [values, adversarial].map((own) => logitsOf(model, own).map(probabilities));
      for (const [image, ranks] of ranksOf(example).entries()) {
        const target = ranks[place]!;
        const changes = Array.from({ length: dimensions }, (_, at) => image * dimensions + at).map((at) => ({
          change: adversarial[at]! - values[at]!,
          value: adversarial[at]!,
        }));
        expect(attacked![image]![target]).toBeGreaterThan(clean![image]![target]!);
        expect(changes.every(({ value }) => value >= 0 && value <= 1)).toBe(true);
        const size =
          'norm' in own
            ? Math.sqrt(changes.reduce((sum, { change }) => sum + change ** 2, 0))
            : Math.max(...changes.map(({ change }) => Math.abs(change)));
        expect(size).toBeLessThanOrEqual(epsilon * (1 + 1e-5));
      }
    }
  });

  it('fgsm steps along the signs of the gradient of the log probability of its target', () => {
    const example = linearExample(3, { classes, images: 3 });
    const { model, values, batch } = example;
    const adversarial = attackOnce(attackSpec({ kind: 'fgsm', targets: 'least-likely' }), model, {
      batch,
      epsilons: [radius, radius, radius],
    });
    const shares = logitsOf(model, values).map(probabilities);
    for (const [image, ranks] of ranksOf(example).entries()) {
      const target = ranks.at(-1)!;
      for (let at = 0; at < dimensions; at++) {
        const row = Array.from({ length: classes }, (_, index) => model.weights[at * classes + index]!);
        const slope = row[target]! - row.reduce((sum, weight, index) => sum + weight * shares[image]![index]!, 0);
        const place = image * dimensions + at;
        expect(adversarial[place]).toBeCloseTo(values[place]! + radius * Math.sign(slope), 6);
      }
    }
  });

  it.each(written)('$kind with "all" keeps the target of the greatest margin, image by image', (own) => {
    const example = linearExample(5, { classes, images: 6, right: true });
    const { model, labels, batch } = example;
    // So small that no image is broken, and none is done early.
    const epsilons = batch.images.map(() => 1e-3);
    const marginsWith = (targets: string) => {
      const adversarial = attackOnce(attackSpec({ ...own, targets }), model, { batch, epsilons });
      return logitsOf(model, adversarial).map((row, image) => {
        const others = row.filter((_, index) => index !== labels[image]);
        return Math.max(...others) - row[labels[image]!]!;
      });
    };
    const [all, next, last] = [marginsWith('all'), marginsWith('next'), marginsWith('least-likely')];
    for (const [image, margin] of all.entries()) {
      expect(margin).toBeGreaterThanOrEqual(Math.max(next[image]!, last[image]!) - 1e-4);
    }
    expect(all).not.toEqual(last);
  });

  it('random ones depend on seed and image alone', () => {
    const example = linearExample(5, { classes, images: 6 });
    const { model, batch } = example;
    const spec = attackSpec({ kind: 'fgsm', targets: 'random' });
    const run = (seed: number) =>
      attackOnce(spec, model, { batch: { ...batch, seed }, epsilons: batch.images.map(() => radius) });
    expect(run(1)).toEqual(run(1));
    expect(run(1)).not.toEqual(run(2));
  });
});

describe("MALT's order", () => {
  const norms = {
    linf: (values: readonly number[]) => values.reduce((sum, value) => sum + Math.abs(value), 0),
    l2: (values: readonly number[]) => Math.hypot(...values),
  } as const;

  it.each(['linf', 'l2'] as const)('is by distance to the boundary of a linear model in %s', (norm) => {
    const example = linearExample(21, { classes, images: 20, right: true });
    const { model, values, labels, batch } = example;
    const ranked = rankedTargets(model, batch, { firstDraw: 0, draws: 1 });
    const before = tf.memory().numTensors;
    const ordered = maltTargets(ranked, { norm, eot: 1 }, { model, batch, firstDraw: 1 });
    expect(tf.memory().numTensors).toBe(before);
    const logits = logitsOf(model, values);
    const column = (index: number) =>
      Array.from({ length: dimensions }, (_, at) => model.weights[at * classes + index]!);
    for (const [image, order] of ordered.entries()) {
      const label = labels[image]!;
      const distance = (index: number) =>
        (logits[image]![label]! - logits[image]![index]!) /
        norms[norm](column(index).map((weight, at) => weight - column(label)[at]!));
      expect(order).toHaveLength(classes - 1);
      for (let rank = 1; rank < order.length; rank++) {
        expect(distance(order[rank]!)).toBeGreaterThanOrEqual(distance(order[rank - 1]!) - 1e-6);
      }
    }
    expect(ordered).not.toEqual(ranked);
  });

  it('makes "next" of APGD lead to the nearest class of the linearised network', () => {
    const example = linearExample(21, { classes, images: 20, right: true });
    const { model, values, batch } = example;
    const epsilons = batch.images.map(() => 1e-3);
    const [nearest] = [
      maltTargets(
        rankedTargets(model, batch, { firstDraw: 0, draws: 1 }),
        { norm: 'linf', eot: 1 },
        { model, batch, firstDraw: 1 },
      ),
    ];
    const spec = attackSpec({ kind: 'apgd', loss: 'targeted-dlr', targets: 'next', targetOrder: 'malt', steps: 10 });
    const adversarial = attackOnce(spec, model, { batch, epsilons });
    const [clean, attacked] = [logitsOf(model, values), logitsOf(model, adversarial)];
    for (const [image, [target]] of nearest!.entries()) {
      const label = batch.labels[image]!;
      const gain =
        attacked[image]![target!]! - attacked[image]![label]! - (clean[image]![target!]! - clean[image]![label]!);
      expect(gain).toBeGreaterThan(0);
    }
  });
});
