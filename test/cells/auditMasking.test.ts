import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { countZeroGradients } from '../../src/attacks/countZeroGradients.js';
import { runCell } from '../../src/cells/runCell.js';
import { type AuditCheckName, auditCheckNames } from '../../src/contract/audit.js';
import type { Cell, CellRecord } from '../../src/contract/cell.js';
import { startEngine } from '../../src/kernels/engine.js';
import type { LoadedModel } from '../../src/models/loadModel.js';
import { planCells } from '../../src/planning/planCells.js';
import tf from '../../src/tfjs/tfjs.cjs';
import { attackSpec } from '../support/attackExample.js';
import { makeResults, makeSuite, planOptions } from '../support/madeRun.js';
import { patternDataset, patternModel, patternNetwork } from '../support/patternModels.js';

const images = 30;
const dataset = patternDataset(images);

/** Records by the keys of their cells: what two suites have in common is computed once, as the cache does. */
const computed = new Map<string, CellRecord>();

/** Plans a suite with an audit, computes every cell of it and gives the audit of its results. */
function auditOf(models: Readonly<Record<string, LoadedModel>>, attacks: readonly object[]) {
  const ids = Object.keys(models);
  const suite = makeSuite({
    models: ids.map((id) => ({ id, path: `models/${id}` })),
    ...{ attacks, audit: { images }, evaluation: { draws: 3, seed: 7 }, reference: undefined, assertions: [] },
  });
  const each = <Fact>(fact: (model: LoadedModel) => Fact) =>
    Object.fromEntries(ids.map((id) => [id, fact(models[id]!)]));
  const plan = {
    datasetImages: images,
    modelSha256: each(({ sha256 }) => sha256),
    modelStochastic: each(({ facts }) => facts.stochastic),
  };
  const sources = new Map(Object.entries(models));
  const records = planCells(suite, planOptions(plan)).map((cell) => {
    const record = computed.get(cell.key) ?? runCell(cell, models[cell.model]!, dataset, { sources });
    computed.set(cell.key, record);
    return record;
  });
  const { audit, verdict } = makeResults(suite, { plan, records });
  expect(verdict.reasons).toEqual([]);
  return (model: string, name: AuditCheckName) =>
    audit!.checks.find((row) => row.model === model && row.check === name)!;
}

const pgd = { id: 'pgd', kind: 'pgd', steps: 10, epsilons: [0.2] };
const square = { id: 'square', kind: 'square', queries: 100, eot: 2, epsilons: [0.2] };
const transfer = {
  ...{ id: 'transfer', kind: 'transfer', source: { model: 'honest' }, epsilons: [0.2] },
  attack: { kind: 'pgd', steps: 10 },
};

beforeAll(async () => {
  await startEngine('cpu');
});

describe('audits of models whose gradients are masked, from the plan to the results', () => {
  it('a huge logit scale masks nothing: the attack is as strong as on the network itself', () => {
    const check = auditOf({ honest: patternModel(), scaled: patternModel({ gain: 5000 }) }, [pgd, square, transfer]);
    for (const name of auditCheckNames) expect(check('scaled', name).status, name).not.toBe('warning');
    expect(check('scaled', 'zeroGradient').findings).toMatchObject([{ hits: 0, total: images }]);
  });

  it('rounded pixels: every gradient is zero, and both a black-box attack and a transfer are stronger', () => {
    const check = auditOf({ honest: patternModel(), masked: patternModel({ levels: 15 }) }, [pgd, square, transfer]);
    expect(check('masked', 'zeroGradient')).toMatchObject({
      status: 'warning',
      findings: [{ of: 'zeroGradient', hits: images, total: images, warning: true }],
    });
    expect(check('masked', 'blackBox')).toMatchObject({
      status: 'warning',
      findings: [
        { expected: { attack: 'pgd' }, against: { attack: 'square' }, lower: 0, warning: true },
        { expected: { attack: 'pgd' }, against: { attack: 'transfer' }, higher: images, lower: 0, warning: true },
      ],
    });
    expect(check('masked', 'largeEpsilon').status).toBe('warning');
    for (const name of auditCheckNames) expect(check('honest', name).status, name).not.toBe('warning');
  });

  it('a model that draws at random: eotConvergence warns of too few draws, and passes enough of them', () => {
    const statusWith = (eot: number) => {
      const attack = { id: 'fgsm', kind: 'fgsm', eot, epsilons: [0.2] };
      return auditOf({ noisy: patternModel({ gain: 2, spread: 3 }) }, [attack])('noisy', 'eotConvergence');
    };
    const few = statusWith(1);
    expect(few.status).toBe('warning');
    expect(few.findings[0]).toMatchObject({
      ...{ expected: { attack: 'audit:fgsm-eot-1' }, against: { attack: 'audit:fgsm-eot-50' }, warning: true },
    });
    const enough = statusWith(20);
    expect(enough.status).toBe('too few'); // no warning, on 30 images
    expect(enough.findings[0]).toMatchObject({
      ...{ expected: { attack: 'audit:fgsm-eot-20' }, against: { attack: 'audit:fgsm-eot-50' } },
    });
  });

  it('models that mask nothing pass every check that can be made of them', async () => {
    const models = {
      honest: patternModel(),
      network: await patternNetwork(dataset),
      noisy: patternModel({ gain: 2, spread: 0.5 }),
    };
    const sweep = { epsilons: [0.05, 0.2] };
    const check = auditOf(models, [
      { id: 'fgsm', kind: 'fgsm', eot: 10, ...sweep },
      { ...pgd, eot: 10, ...sweep },
      { id: 'noise', kind: 'noise', ...sweep },
      square,
      transfer,
    ]);
    for (const model of Object.keys(models)) {
      for (const name of auditCheckNames) {
        const isLadder = name === 'eotConvergence' && model !== 'noisy';
        const isIdle = isLadder || name === 'randomness'; // no attack here knows its draw
        const { status } = check(model, name);
        // On 30 images most checks are too blind to pass outright; none may warn.
        if (isIdle) expect(status, `${model} ${name}`).toBe('not applicable');
        else expect(['pass', 'too few'], `${model} ${name}`).toContain(status);
      }
    }
    models.network.dispose();
  });
});

describe('countZeroGradients', () => {
  /** Has no gradient in the draws that `isZero` names, and in all others one pixel's alone. */
  function partlyFlat(isZero: (image: number, draw: number) => boolean): LoadedModel {
    const logits: LoadedModel['logits'] = (pixels, { images: ids, draw }) =>
      tf.tidy(() => {
        const slopes = Array.from(ids, (image) => (isZero(image, draw) ? 0 : 1));
        const last = pixels.slice([0, 15, 15, 0], [-1, 1, 1, 1]).reshape([slopes.length, 1]);
        const score = last.mul(tf.tensor2d(slopes, [slopes.length, 1]));
        return tf.concat([score, score.neg()], 1) as tf.Tensor2D;
      });
    return { ...patternModel({ spread: 1 }), sha256: 'partly flat', logits };
  }

  it('counts exactly the draws of each image in which no pixel has a gradient', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 15 }), { minLength: 1, maxLength: 6 }), (flat) => {
        const ids = flat.map((_, image) => 10 + image);
        const model = partlyFlat((image, draw) => ((flat[image - 10]! >> draw) & 1) === 1);
        const pixels = tf.fill([flat.length, 16, 16, 1], 0.5) as tf.Tensor4D;
        const labels = Int32Array.from(flat, (_, image) => image % 2);
        const counted = countZeroGradients(model, { pixels, labels, images: ids, seed: 1 }, 4);
        pixels.dispose();
        expect(counted).toEqual(flat.map((bits) => [0, 1, 2, 3].filter((draw) => (bits >> draw) & 1).length));
      }),
    );
  });

  it('is in the record of a cell in image order, over several batches', () => {
    const many = patternDataset(130);
    const cell: Cell = {
      ...{ key: 'key', model: 'model', images: [20, 130], evaluation: { draws: 3, vote: 1, seed: 1 } },
      attack: attackSpec({ kind: 'noise' }),
    };
    const model = partlyFlat((image, draw) => draw < image % 4);
    const { zeroGradients } = runCell({ ...cell, countsZeroGradients: true }, model, many);
    expect(zeroGradients).toEqual(Array.from({ length: 110 }, (_, position) => (20 + position) % 4));
    expect(runCell(cell, model, many)).not.toHaveProperty('zeroGradients');
  });
});
