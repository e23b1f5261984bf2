import { beforeAll, describe, expect, it } from 'vitest';
import { kindOf } from '../../src/attackKinds/attackKinds.js';
import { type AutoattackSpec, autoattackMembers } from '../../src/attackKinds/autoattack.js';
import { chosenTargets } from '../../src/attacks/chosenTargets.js';
import { UserErrors } from '../../src/base/errors.js';
import { boundOf } from '../../src/cells/bounds/boundOf.js';
import { startEngine } from '../../src/kernels/engine.js';
import type { LoadedModel } from '../../src/models/loadModel.js';
import { linfBall } from '../../src/perturbations/ball.js';
import { checkClasses } from '../../src/planning/checkClasses.js';
import { parseSuite } from '../../src/suites/parseSuite.js';
import tf from '../../src/tfjs/tfjs.cjs';
import { attackOnce, attackSpec, linearExample, logitsOf, shape } from '../support/attackExample.js';
import { makeSuite, writeFile, writtenSuite } from '../support/madeRun.js';

beforeAll(async () => {
  await startEngine('cpu');
});

/** By how much the true class of each image leads: below 0 it is misclassified. */
function rightBy(model: LoadedModel, values: Float32Array, labels: Int32Array): number[] {
  return logitsOf(model, values).map((row, image) => {
    const label = labels[image]!;
    return row[label]! - Math.max(...row.filter((_, index) => index !== label));
  });
}

const spec = (more: object = {}) =>
  attackSpec({ kind: 'autoattack', ...more }) as AutoattackSpec & ReturnType<typeof attackSpec>;

describe('autoattack', () => {
  it('has the published budgets', () => {
    expect(autoattackMembers(spec()).attacks).toMatchObject([
      { kind: 'apgd', norm: 'linf', loss: 'ce', steps: 100, restarts: 1, eot: 1 },
      { kind: 'apgd', loss: 'targeted-dlr', targets: 'all', steps: 100 },
      { kind: 'fab', norm: 'linf', steps: 100, targets: 'all' },
      { kind: 'square', queries: 5000, areaShare: 0.8 },
    ]);
    expect(autoattackMembers(spec({ version: 'rand' })).attacks).toMatchObject([
      { kind: 'apgd', loss: 'ce', steps: 100, eot: 20 },
      { kind: 'apgd', loss: 'dlr', steps: 100, eot: 20 },
    ]);
  });

  it('breaks exactly the breakable images of a linear model, and leaves no tensor', () => {
    const { model, batch, values, labels } = linearExample(5, { classes: 5, images: 12, right: true });
    const clean = rightBy(model, values, labels);
    const before = tf.memory().numTensors;
    const epsilons = Array.from({ length: 12 }, () => 0.02);
    const changed = attackOnce(spec({ steps: 20, queries: 20 }), model, { batch, epsilons });
    expect(tf.memory().numTensors).toBe(before);
    const after = rightBy(model, changed, labels);
    const alone = rightBy(
      model,
      attackOnce(attackSpec({ kind: 'apgd', loss: 'targeted-dlr', steps: 60 }), model, { batch, epsilons }),
      labels,
    );
    for (const [image, margin] of after.entries()) {
      expect(margin).toBeLessThanOrEqual(clean[image]!);
      expect(margin > 0).toBe(alone[image]! > 0);
    }
    expect(after.some((margin) => margin > 0)).toBe(true);
    expect(after.some((margin) => margin <= 0)).toBe(true);
  });

  it.each(['standard', 'rand'])(
    '%s keeps to ball and box, and depends on the seed and on no other image',
    (version) => {
      const { model, batch, values } = linearExample(6, { classes: 5, images: 4, low: 0, high: 1 });
      const own = spec({ version, steps: 4, queries: 6, eot: 10 });
      const epsilons = [0.1, 0.02, 0.3, 0];
      const changed = attackOnce(own, model, { batch, epsilons });
      boundOf(linfBall).verify(values, changed, { epsilons: Float32Array.from(epsilons), images: batch.images });
      expect(attackOnce(own, model, { batch, epsilons })).toEqual(changed);
      const size = changed.length / 4;
      const part = {
        ...batch,
        pixels: tf.tensor4d(values.slice(size, 2 * size), [1, ...shape]),
        labels: batch.labels.slice(1, 2),
        images: [batch.images[1]!],
      };
      expect(attackOnce(own, model, { batch: part, epsilons: [0.02] })).toEqual(changed.slice(size, 2 * size));
      expect(kindOf(own).sentences(own)).toContain(version);
    },
  );

  it('needs four classes for the targeted loss, three for rand', () => {
    const suite = (version: string) =>
      makeSuite({ attacks: [{ id: 'aa', kind: 'autoattack', version, epsilons: [0.1] }], assertions: [] });
    expect(() => checkClasses(suite('standard'), 3)).toThrow('at least 4 classes');
    expect(() => checkClasses(suite('rand'), 2)).toThrow('at least 3 classes');
    expect(() => checkClasses(suite('rand'), 3)).not.toThrow();
  });
});

describe('targets', () => {
  const ranked = [4, 2, 0, 3];

  it('are all, the nearest, the least likely or one chosen by seed and image', () => {
    const key = { image: 3, seed: 1 };
    expect(chosenTargets('all', ranked, key)).toEqual(ranked);
    expect(chosenTargets('next', ranked, key)).toEqual([4]);
    expect(chosenTargets('least-likely', ranked, key)).toEqual([3]);
    expect(chosenTargets('random', ranked, key)).toEqual(chosenTargets('random', ranked, key));
    const chosen = Array.from({ length: 400 }, (_, image) => chosenTargets('random', ranked, { image, seed: 1 })[0]!);
    for (const own of ranked) expect(chosen.filter((target) => target === own).length).toBeGreaterThan(60);
  });

  it('steer the examples: the least likely class gains on the true one', () => {
    const { model, batch, values, labels } = linearExample(9, { classes: 6, images: 4, right: true });
    const run = (targets: string) =>
      attackOnce(attackSpec({ kind: 'apgd', loss: 'targeted-dlr', targets, steps: 20 }), model, {
        batch,
        epsilons: [0.05, 0.05, 0.05, 0.05],
      });
    const margins = (targets: string) => rightBy(model, run(targets), labels);
    const all = margins('all');
    for (const targets of ['next', 'least-likely', 'random']) {
      for (const [image, margin] of margins(targets).entries()) {
        // What one target breaks is broken by all of them.
        if (margin < 0) expect(all[image]!).toBeLessThan(0);
      }
    }
    expect(run('least-likely')).not.toEqual(run('next'));
    expect(values).not.toEqual(run('next'));
  });

  it('are refused with an untargeted loss, also in an ensemble', () => {
    const attack = { kind: 'apgd', targets: 'next' };
    const parse = (attacks: object[]) => parseSuite(writeFile({ ...writtenSuite, attacks, assertions: [] }));
    const alone = { id: 'a', ...attack, epsilons: [0.1] };
    expect(() => parse([alone])).toThrow(UserErrors);
    expect(() => parse([alone])).toThrow('targeted-dlr');
    expect(() => parse([{ id: 'a', kind: 'ensemble', attacks: [attack, { kind: 'fgsm' }], epsilons: [0.1] }])).toThrow(
      'targeted-dlr',
    );
    expect(() => parse([{ ...alone, loss: 'targeted-dlr' }])).not.toThrow();
  });
});
