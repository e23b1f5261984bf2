import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { AttackBatch } from '../../src/attacks/attack.js';
import type { AttackSpec } from '../../src/contract/suite.js';
import { startEngine } from '../../src/kernels/engine.js';
import type { LoadedModel } from '../../src/models/loadModel.js';
import tf from '../../src/tfjs/tfjs.cjs';
import { attackOnce, attackSpec, dimensions, linearExample, logitsOf } from '../support/attackExample.js';
import { noisyModel } from '../support/noisyModel.js';

const imageOf = (values: Float32Array, image: number) => values.slice(image * dimensions, (image + 1) * dimensions);

/** How far the strongest other class lies above the true one. */
function fooledBy(model: LoadedModel, values: Float32Array, labels: Int32Array): number[] {
  return logitsOf(model, values).map((row, image) => {
    const label = labels[image]!;
    return Math.max(...row.filter((_, index) => index !== label)) - row[label]!;
  });
}

/** The model, and the images that each of its answers was about, as `image/draw`. */
function recording(model: LoadedModel): { readonly model: LoadedModel; readonly asked: string[] } {
  const asked: string[] = [];
  const logits: LoadedModel['logits'] = (pixels, key) => {
    asked.push(...Array.from(key.images, (image) => `${image}/${key.draw}`));
    return model.logits(pixels, key);
  };
  return { model: { ...model, logits }, asked };
}

beforeAll(async () => {
  await startEngine('cpu');
});

describe('transfer', () => {
  it('finds the closed-form optimum of its source without queries to the attacked model', () => {
    fc.assert(
      fc.property(fc.nat(), fc.double({ min: 0.01, max: 0.2, noNaN: true }), (seed, epsilon) => {
        const { model: source, values, labels, batch } = linearExample(seed, { classes: 2 });
        const attacked = recording(linearExample(seed + 1, { classes: 2 }).model);
        const spec = attackSpec({ kind: 'transfer', source: { model: 'other' }, attack: { kind: 'bim' } });
        const own = { ...batch, sources: new Map([['other', source]]) };
        const changed = attackOnce(spec, attacked.model, { batch: own, epsilons: [epsilon, epsilon] });
        for (const [at, value] of changed.entries()) {
          const label = labels[Math.floor(at / dimensions)]!;
          const weight = (k: number) => source.weights[2 * (at % dimensions) + k]!;
          expect(value - values[at]!).toBeCloseTo(epsilon * Math.sign(weight(1 - label) - weight(label)), 5);
        }
        expect(attacked.asked).toEqual([]);
        source.dispose();
      }),
      { numRuns: 15 },
    );
  });

  it('makes the same examples as its attack on a stochastic source, draw by draw', () => {
    const source = noisyModel(1, 1);
    const { model, batch } = linearExample(1, { classes: 2 });
    const attack = { kind: 'pgd', steps: 3, eot: 2 } as const;
    const spec = attackSpec({ kind: 'transfer', source: { path: './s' }, attack });
    const sources = new Map<string, LoadedModel>([['./s', source]]);
    const changed = attackOnce(spec, model, { batch: { ...batch, sources }, epsilons: [0.1, 0.1] });
    expect(changed).toEqual(attackOnce(attackSpec(attack), noisyModel(1, 1), { batch, epsilons: [0.1, 0.1] }));
    expect(new Set(source.asked).size).toBe(2 * 3 * 2);
  });

  it('with a frozen draw uses only that draw for any EOT, and differs between draws', () => {
    const { batch } = linearExample(1, { classes: 2 });
    const run = (frozenDraw: number) => {
      const model = noisyModel(1, 3);
      const attack = { kind: 'pgd', steps: 4, eot: 5, restarts: 2 } as const;
      const spec = attackSpec({ kind: 'transfer', source: { frozenDraw }, attack });
      const values = attackOnce(spec, model, { batch, epsilons: [0.1, 0.1] });
      return { values, draws: new Set(model.asked), asked: model.asked.length };
    };
    expect(run(3).draws).toEqual(new Set(['attack/100/3', 'attack/101/3']));
    expect(run(3).asked).toBe(2 * (2 * 4 + 2)); // steps of both restarts, then a look at each
    expect(run(3).values).toEqual(run(3).values);
    expect(run(3).values).not.toEqual(run(4).values);
  });

  it('names a missing source', () => {
    const { model, batch } = linearExample(1, { classes: 2 });
    const spec = attackSpec({ kind: 'transfer', source: { model: 'other' }, attack: { kind: 'fgsm' } });
    expect(() => attackOnce(spec, model, { batch, epsilons: [0.1, 0.1] })).toThrow('the source other');
  });
});

const members = [
  { kind: 'fgsm' },
  { kind: 'pgd', steps: 3 },
  { kind: 'apgd', steps: 4, loss: 'dlr' },
  { kind: 'square', queries: 10 },
] as const;

describe('ensemble', () => {
  it('is never weaker per image than any member or the clean image on a deterministic model', () => {
    fc.assert(
      fc.property(fc.nat(), fc.double({ min: 0, max: 0.1, noNaN: true }), (seed, epsilon) => {
        const { model, values, labels, batch } = linearExample(seed, { classes: 5, images: 6, right: seed % 2 === 0 });
        const run = (spec: AttackSpec) =>
          fooledBy(model, attackOnce(spec, model, { batch, epsilons: new Array(6).fill(epsilon) }), labels);
        const alone = [...members.map((member) => run(attackSpec(member))), fooledBy(model, values, labels)];
        for (const [image, margin] of run(attackSpec({ kind: 'ensemble', attacks: members })).entries()) {
          const strongest = Math.max(...alone.map((margins) => margins[image]!));
          if (strongest > 0) expect(margin).toBeGreaterThan(0);
          else expect(margin).toBe(strongest);
        }
        model.dispose();
      }),
      { numRuns: 25 },
    );
  });

  it('runs each member only on images that still resist, and none if all are misclassified without attack', () => {
    const { model, labels, batch } = linearExample(4, { classes: 5, images: 12, right: true });
    const epsilons = Array.from({ length: 12 }, (_, image) => 0.004 * image);
    const first = fooledBy(model, attackOnce(attackSpec({ kind: 'fgsm' }), model, { batch, epsilons }), labels);
    const standing = batch.images.filter((_, image) => first[image]! <= 0);
    expect(standing.length).toBeGreaterThan(2);
    expect(standing.length).toBeLessThan(10);
    const spec = attackSpec({ kind: 'ensemble', attacks: [{ kind: 'fgsm' }, { kind: 'bim', steps: 3 }] });
    const seen = recording(model);
    attackOnce(spec, seen.model, { batch, epsilons });
    // The clean look, FGSM's gradient and the look at it are of all; BIM's first query is draw 0 again.
    const bim = seen.asked.filter((key) => key.endsWith('/1')).map((key) => Number(key.split('/')[0]));
    expect(bim).toEqual(standing);

    const wrong: AttackBatch = { ...batch, labels: labels.map((label) => (label + 1) % 5) };
    const unattacked = recording(model);
    const changed = attackOnce(spec, unattacked.model, { batch: wrong, epsilons });
    expect(changed).toEqual(batch.pixels.dataSync());
    expect(unattacked.asked).toHaveLength(12);
  });

  it('is decided on a stochastic model by common draws that no member uses', () => {
    const model = noisyModel(2, 1);
    const { batch } = linearExample(2, { classes: 2, images: 3 });
    const spec = attackSpec({ kind: 'ensemble', attacks: [{ kind: 'pgd', steps: 4 }, { kind: 'fgsm' }], eot: 10 });
    attackOnce(spec, model, { batch, epsilons: [0.001, 0.001, 0.001] });
    const draws = model.asked.map((key) => Number(key.split('/')[2]));
    const deciding = draws.filter((draw) => draw > 1e9);
    expect(new Set(deciding).size).toBe(10);
    expect(draws.filter((draw) => draw <= 1e9).every((draw) => draw < 4)).toBe(true);
    // The clean image, and each member, are looked at in every draw of every image that stands.
    expect(deciding.length % 10).toBe(0);
    expect(deciding.length).toBeGreaterThan(2 * 10);
  });

  it('drops an image of a stochastic model only if every draw misclassifies it, and keeps the largest mean margin', () => {
    // Half of the clean image's draws err already: a single one would let many of the images go.
    const images = 20;
    const { values, batch } = linearExample(6, { classes: 2, images, low: 0.5, high: 0.5 });
    const labels = new Int32Array(images);
    const own = {
      ...batch,
      pixels: tf.tensor4d(
        values.map((value, at) => value + (at % 2) * 1e-4),
        batch.pixels.shape,
      ),
      labels,
    };
    const model = noisyModel(6, 4);
    const epsilons = new Array<number>(images).fill(0.05);
    const attacks = [
      { kind: 'bim', steps: 1 },
      { kind: 'bim', steps: 4, eot: 10 },
    ] as const;
    const strong = attackOnce(attackSpec(attacks[1]), model, { batch: own, epsilons });
    const kept = attackOnce(attackSpec({ kind: 'ensemble', attacks }), model, { batch: own, epsilons });
    const equal = batch.images.filter((_, image) =>
      imageOf(kept, image).every((value, at) => value === imageOf(strong, image)[at]),
    );
    expect(equal.length).toBeGreaterThan(0.8 * images);
  });
});
