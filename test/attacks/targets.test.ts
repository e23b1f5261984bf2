import { beforeAll, describe, expect, it } from 'vitest';
import { targetedCrossEntropy } from '../../src/attacks/losses/targetedCrossEntropy.js';
import { maltTargets } from '../../src/attacks/maltTargets.js';
import { sigmaZero } from '../../src/attacks/nearest/sigmaZero.js';
import { rankedTargets } from '../../src/attacks/rankedTargets.js';
import { startEngine } from '../../src/kernels/engine.js';
import { checkClasses } from '../../src/planning/checkClasses.js';
import tf from '../../src/tfjs/tfjs.cjs';
import { attackOnce, attackSpec, dimensions, linearExample, logitsOf } from '../support/attackExample.js';
import { makeSuite } from '../support/madeRun.js';

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

describe('targets of searches for the nearest example', () => {
  /** With the most by which each may exceed the distance to the boundary with its target. */
  const searches = [
    [{ kind: 'deepfool' }, 1.021],
    [{ kind: 'cw', searchSteps: 7, steps: 120, learningRate: 0.01, initialConstant: 0.1 }, 1.1],
    [{ kind: 'fmn', steps: 100 }, 1.03],
    [{ kind: 'fab', steps: 15 }, 1.01],
    [{ kind: 'ddn', steps: 100 }, 1.25],
  ] as const;

  /** L2 distances of the examples of a search with these targets; no epsilon limits them. */
  function distancesOf(written: (typeof searches)[number][0], targets: string | undefined) {
    const example = linearExample(17, { classes, images: 4, right: true });
    const { model, values, labels, batch } = example;
    const before = tf.memory().numTensors;
    const found = attackOnce(attackSpec({ ...written, ...(targets === undefined ? {} : { targets }) }), model, {
      batch,
      epsilons: batch.images.map(() => 100),
    });
    expect(tf.memory().numTensors).toBe(before);
    const rows = logitsOf(model, found);
    expect(rows.every((row, image) => row.indexOf(Math.max(...row)) !== labels[image])).toBe(true);
    const distances = rows.map((_, image) => {
      const own = (all: Float32Array) => [...all.subarray(image * dimensions, (image + 1) * dimensions)];
      return Math.hypot(...own(found).map((value, at) => value - own(values)[at]!));
    });
    return { ...example, found, distances };
  }

  /** Distance of each image to the boundary between its class and its `place`-th other one on a linear model. */
  function boundaries(example: ReturnType<typeof linearExample>, place: number): number[] {
    const { model, values, labels } = example;
    const logits = logitsOf(model, values);
    return ranksOf(example).map((ranks, image) => {
      const [label, target] = [labels[image]!, ranks[place]!];
      const slopes = Array.from(
        { length: dimensions },
        (_, at) => model.weights[at * classes + target]! - model.weights[at * classes + label]!,
      );
      return (logits[image]![label]! - logits[image]![target]!) / Math.hypot(...slopes);
    });
  }

  it.each(searches)('$kind leads to the class that is aimed at, no further than its boundary', (written, excess) => {
    for (const [choice, place] of [
      ['next', 0],
      ['least-likely', classes - 2],
    ] as const) {
      const { model, values, labels, found, distances, ...rest } = distancesOf(written, choice);
      const example = { model, values, labels, ...rest };
      const [clean, attacked] = [values, found].map((own) => logitsOf(model, own));
      for (const [image, boundary] of boundaries(example, place).entries()) {
        expect(distances[image]!).toBeLessThanOrEqual(excess * boundary + 0.008);
        const [label, target] = [labels[image]!, ranksOf(example)[image]![place]!];
        const lead = (rows: number[][]) => rows[image]![target]! - rows[image]![label]!;
        const gain = lead(attacked!) - lead(clean!);
        // Along the target's own slope the lead rises by at least the length times the slope, less what steps astray cost.
        const slope = -lead(clean!) / boundary;
        expect(gain).toBeGreaterThan(0.8 * slope * distances[image]!);
      }
    }
  });

  it.each(searches)('$kind with "all" keeps the nearest example of all targets', (written) => {
    const [all, next, last, random] = ['all', 'next', 'least-likely', 'random'].map(
      (targets) => distancesOf(written, targets).distances,
    );
    if (written.kind !== 'deepfool') {
      for (const [image, distance] of all!.entries()) {
        expect(distance).toBeLessThanOrEqual(Math.min(next![image]!, last![image]!, random![image]!) + 1e-6);
      }
    }
    expect(last).not.toEqual(all);
  });

  it('deepfool with "all" of at most nine other classes is the untargeted attack', () => {
    const deepfool = { kind: 'deepfool' } as const;
    expect(distancesOf(deepfool, 'all').distances).toEqual(distancesOf(deepfool, undefined).distances);
  });

  it('sigma-zero counts an example by whatever class it is taken for, and the fewest changes of all targets', () => {
    const { model, labels, batch } = linearExample(23, { classes, images: 3, right: true });
    const search = (targets: 'all' | 'next' | 'least-likely') =>
      sigmaZero(
        { steps: 150, sigma: 1e-3, threshold: 0.3, thresholdStep: 0.01, learningRate: 1, eot: 1, targets },
        model,
        batch,
      );
    const [all, next, last] = [search('all'), search('next'), search('least-likely')];
    for (const { points } of [all, next, last]) {
      for (const [image, row] of logitsOf(model, points).entries()) {
        expect(row.indexOf(Math.max(...row))).not.toBe(labels[image]);
      }
    }
    for (const [image, distance] of all.distances.entries()) {
      expect(distance).toBeLessThanOrEqual(Math.min(next.distances[image]!, last.distances[image]!));
    }
    expect([...last.distances]).not.toEqual([...all.distances]);
  });

  it('square keeps a square if the lead of its target rises', () => {
    const example = linearExample(31, { classes, images: 3, right: true });
    const { model, values, labels, batch } = example;
    const run = (targets: string) =>
      attackOnce(attackSpec({ kind: 'square', queries: 60, targets }), model, {
        batch: { ...batch, forTransfer: true },
        epsilons: batch.images.map(() => 0.02),
      });
    const clean = logitsOf(model, values);
    const [next, last] = [run('next'), run('least-likely')].map((own) => logitsOf(model, own));
    for (const [image, ranks] of ranksOf(example).entries()) {
      const lead = (rows: number[][], place: number) => rows[image]![ranks[place]!]! - rows[image]![labels[image]!]!;
      expect(lead(last!, classes - 2)).toBeGreaterThan(Math.max(lead(clean, classes - 2), lead(next!, classes - 2)));
      expect(lead(next!, 0)).toBeGreaterThan(Math.max(lead(clean, 0), lead(last!, 0)));
    }
  });

  it.each(['fmn', 'ddn', 'sigma-zero', 'cw', 'deepfool', 'square'] as const)(
    '%s: are refused on two classes',
    (kind) => {
      const suite = (more: object) =>
        makeSuite({ attacks: [{ id: 'a', kind, epsilons: [1], ...more }], assertions: [] });
      expect(() => checkClasses(suite({ targets: 'next' }), 2)).toThrow('at least 3 classes');
      expect(() => checkClasses(suite({ targets: 'next' }), 3)).not.toThrow();
      expect(() => checkClasses(suite({}), 2)).not.toThrow();
    },
  );
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
