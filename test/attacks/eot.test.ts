import { beforeAll, describe, expect, it } from 'vitest';
import type { AttackSpec } from '../../src/contract/suite.js';
import { startEngine } from '../../src/kernels/engine.js';
import { attackOnce, attackSpec, dimensions, linearExample } from '../support/attackExample.js';
import { noisyModel } from '../support/noisyModel.js';

/** Attacks by gradients with `eot` draws a gradient, and how many draws an image then takes. */
const byGradient: readonly (readonly [AttackSpec, number])[] = [
  [attackSpec({ kind: 'fgsm', eot: 3 }), 3],
  [attackSpec({ kind: 'bim', steps: 4, eot: 3 }), 4 * 3],
  [attackSpec({ kind: 'pgd', steps: 4, eot: 3 }), 4 * 3],
  [attackSpec({ kind: 'pgd', steps: 4, eot: 3, restarts: 2, norm: 'l2' }), 2 * 4 * 3 + 2 * 3],
  [attackSpec({ kind: 'mifgsm', steps: 4, eot: 3 }), 4 * 3],
  [attackSpec({ kind: 'apgd', steps: 4, eot: 3 }), 5 * 3],
  [attackSpec({ kind: 'apgd', steps: 4, eot: 3, restarts: 2 }), 2 * 5 * 3 + 2 * 3],
];

beforeAll(async () => {
  await startEngine('cpu');
});

describe.each(byGradient.map(([spec, draws]) => [spec.kind, spec, draws] as const))('%s with eot', (_, spec, draws) => {
  it('uses a new draw for every averaged gradient of every step', () => {
    const model = noisyModel(1, 1);
    const { batch } = linearExample(1, { classes: 2, images: 1 });
    attackOnce(spec, model, { batch, epsilons: [0.1] });
    expect(model.asked).toHaveLength(draws);
    const candidates = 'restarts' in spec && spec.restarts > 1 ? spec.restarts : 0;
    // Candidates alone are compared on common draws.
    expect(new Set(model.asked).size).toBe(draws - (candidates === 0 ? 0 : (candidates - 1) * 3));
  });

  it('comes nearer to the optimum of the expectation than with one draw', () => {
    const model = noisyModel(2, 3);
    const { values, batch } = linearExample(2, { classes: 2, images: 20 });
    const epsilons = new Array(20).fill(0.1);
    const gain = (eot: number) => {
      const changed = attackOnce({ ...spec, eot } as AttackSpec, model, { batch, epsilons });
      return changed.reduce((sum, value, at) => {
        const towards = batch.labels[Math.floor(at / dimensions)] === 0 ? -1 : 1;
        return sum + towards * (value - values[at]!) * model.mean[at % dimensions]!;
      }, 0);
    };
    expect(gain(20)).toBeGreaterThan(1.15 * gain(1));
  });
});

describe('noise', () => {
  it.each(['uniform', 'gaussian'])(
    'asks the model for nothing and has exactly the size asked for: %s',
    (distribution) => {
      const model = noisyModel(1, 1);
      const { values, batch } = linearExample(1, { classes: 2 });
      const changed = attackOnce(attackSpec({ kind: 'noise', distribution }), model, { batch, epsilons: [0.02, 0.05] });
      for (const [image, epsilon] of [0.02, 0.05].entries()) {
        let squares = 0;
        for (let at = image * dimensions; at < (image + 1) * dimensions; at++)
          squares += (changed[at]! - values[at]!) ** 2;
        expect(Math.sqrt(squares / dimensions)).toBeCloseTo(epsilon, 6);
      }
      expect(model.asked).toEqual([]);
    },
  );

  it('has the named distribution: uniform within sqrt(3) sizes, Gaussian beyond', () => {
    const { values, batch } = linearExample(1, { classes: 2, images: 40, low: 0.5, high: 0.5 });
    const farthest = (distribution: string) =>
      Math.max(
        ...attackOnce(attackSpec({ kind: 'noise', distribution }), noisyModel(1, 1), {
          batch,
          epsilons: new Array(40).fill(0.1),
        }).map((value, at) => Math.abs(value - values[at]!) / 0.1),
      );
    expect(farthest('uniform')).toBeLessThan(2.2); // the scale is that of the image's own sample
    expect(farthest('uniform')).toBeGreaterThan(1.6);
    expect(farthest('gaussian')).toBeGreaterThan(2.8);
  });
});
