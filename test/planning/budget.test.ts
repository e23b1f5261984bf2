import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { AttackSettings } from '../../src/attackKinds/attackKinds.js';
import type { Passes } from '../../src/attackKinds/passes.js';
import { randomStream } from '../../src/base/random.js';
import { runCell } from '../../src/cells/runCell.js';
import type { Cell } from '../../src/contract/cell.js';
import { forwardEquivalents, totalPasses } from '../../src/contract/passes.js';
import type { AttackSpec } from '../../src/contract/suite.js';
import { startEngine } from '../../src/kernels/engine.js';
import type { LoadedModel } from '../../src/models/loadModel.js';
import { auditProbes, largeEpsilonId } from '../../src/planning/auditProbes.js';
import { cellBudget, imageBudget } from '../../src/planning/cellBudget.js';
import { cellSizes, imageRanges, imagesPerCell } from '../../src/planning/imagesPerCell.js';
import { planAttack } from '../../src/planning/planAttack.js';
import { sharedSizes } from '../../src/planning/sharedSizes.js';
import { attackSpec, dimensions, shape } from '../support/attackExample.js';
import { countPasses } from '../support/countPasses.js';
import { linearModel } from '../support/linearModel.js';
import { noisyModel } from '../support/noisyModel.js';
import { randomDataset } from '../support/randomDataset.js';

type Written = { readonly kind: AttackSpec['kind'] } & Record<string, unknown>;

/** Every kind; `exact` tells on which of the models (deterministic, stochastic) its passes are known beforehand. */
const cases: { readonly [Kind in AttackSettings['kind']]: readonly Omit<Written, 'kind'>[] } = {
  noise: [{}],
  autoattack: [
    { steps: 2, queries: 3 },
    { version: 'rand', steps: 2, eot: 10 },
  ],
  smoothing: [{ n0: 3, n: 12 }],
  corruption: [{ corruption: 'fog', epsilons: undefined }],
  fgsm: [{}, { knownDraws: true }, { targets: 'next' }, { targets: 'all' }],
  bim: [{ steps: 3 }, { steps: 2, targets: 'all' }],
  mifgsm: [{ steps: 3 }, { steps: 2, targets: 'least-likely' }],
  pgd: [
    { steps: 3 },
    { steps: 2, restarts: 2, targets: 'all' },
    { steps: 2, restarts: 3, norm: 'l2' },
    { steps: 3, knownDraws: true },
  ],
  apgd: [
    { steps: 4 },
    { steps: 4, restarts: 2 },
    { steps: 2, loss: 'targeted-dlr' },
    { steps: 2, loss: 'targeted-dlr', targets: 'next' },
    { steps: 2, loss: 'targeted-dlr', targetOrder: 'malt' },
    { steps: 7, norm: 'l1', schedule: 'multi-eps', restarts: 2 },
  ],
  square: [{ queries: 7 }, { queries: 3, targets: 'all' }],
  deepfool: [{ steps: 4 }, { steps: 4, targets: 'next' }, { steps: 4, targets: 'all' }],
  cw: [
    { steps: 3, searchSteps: 2 },
    { steps: 3, searchSteps: 2, targets: 'all' },
  ],
  fmn: [
    { steps: 3 },
    { steps: 3, norm: 'linf' },
    { steps: 2, norm: 'l1', knownDraws: true },
    { steps: 3, norm: 'l0' },
    { steps: 2, targets: 'all' },
  ],
  fab: [{ steps: 2 }, { steps: 2, targets: 'random', norm: 'l1' }],
  ddn: [{ steps: 3 }, { steps: 3, targets: 'next' }],
  'sigma-zero': [{ steps: 3 }, { steps: 3, targets: 'all' }],
  transfer: [
    { source: { model: 'other' }, attack: { kind: 'pgd', steps: 3 } },
    { source: { model: 'noisy-other' }, attack: { kind: 'apgd', steps: 3, restarts: 2, eot: 2 } },
    { source: { frozenDraw: 0 }, attack: { kind: 'bim', steps: 3 } },
    { source: { model: 'other' }, attack: { kind: 'deepfool', steps: 3 } },
  ],
  ensemble: [
    { attacks: [{ kind: 'fgsm' }, { kind: 'pgd', steps: 2, eot: 2 }, { kind: 'square', queries: 3, eot: 2 }], eot: 10 },
    {
      attacks: [
        { kind: 'transfer', source: { model: 'other' }, attack: { kind: 'fgsm' } },
        { kind: 'apgd', steps: 2 },
      ],
    },
  ],
};

const exactOnDeterministic: readonly AttackSettings['kind'][] = [
  'noise',
  'smoothing',
  'corruption',
  'fgsm',
  'cw',
  'fmn',
  'fab',
  'ddn',
  'sigma-zero',
  'transfer',
];
const neverExact: readonly AttackSettings['kind'][] = ['deepfool', 'ensemble', 'autoattack'];

/** Models of so many classes, of which the noisy one uses the first two as it can; labels of the data set are random. */
function makeModels(classes: number): Record<string, LoadedModel> {
  const weights = (seed: number) => {
    const stream = randomStream(seed, 'test', 5);
    return Float32Array.from({ length: dimensions * classes }, () => stream.normal());
  };
  return {
    plain: linearModel(shape, weights(1), classes),
    other: linearModel(shape, weights(2), classes),
    noisy: noisyModel(1, 0.5, classes),
    'noisy-other': noisyModel(2, 0.5, classes),
  };
}

/** Runs a cell on counting models and gives what was counted beside what the budget says, model by model. */
function compare(spec: AttackSpec, model: string, { draws, vote, classes = 4, ...more }: Judging) {
  const models = makeModels(classes);
  const counting = new Map(Object.entries(models).map(([name, own]) => [name, countPasses(own)]));
  const stochastic = (name: string) => models[name]!.facts.stochastic;
  const attack = planAttack(spec, model, { stochastic, sha256: (name) => name });
  const cell: Cell = {
    key: 'key',
    model,
    attack,
    images: [0, 60],
    evaluation: { ...(stochastic(model) ? { draws, vote } : { draws: 1, vote: 1 }), seed: 1 },
    ...more,
  };
  const sources = new Map([...counting].map(([name, own]) => [name, own.model]));
  runCell(cell, counting.get(model)!.model, randomDataset(60, shape, { classes }), { sources });
  const budget = cellBudget(cell, { isStochastic: stochastic, classes });
  const counted = new Map([...counting].map(([name, own]) => [name, own.counted()]));
  return { budget, planned: attack.kind, counted: new Map([...counted].filter(([, own]) => own.forward > 0)) };
}

type Judging = { readonly draws: number; readonly vote: number; readonly classes?: number } & Pick<
  Cell,
  'gallery' | 'countsZeroGradients'
>;

beforeAll(async () => {
  await startEngine('cpu');
});

const runs = (Object.keys(cases) as AttackSettings['kind'][]).flatMap((kind) =>
  cases[kind].flatMap((settings) =>
    ['plain', 'noisy'].flatMap((model) =>
      [1, 3].map((eot) => {
        const averages = !['noise', 'transfer', 'ensemble'].includes(kind);
        return { kind, model, eot, written: { kind, ...settings, ...(averages ? { eot } : {}) } };
      }),
    ),
  ),
);

/** The audit's own cells: the ladder on stochastic models alone. */
const probes = auditProbes({ attacks: [attackSpec({ kind: 'fgsm', epsilons: [0.1] })] }).flatMap((probe) =>
  ['plain', 'noisy']
    .filter((model) => model === 'noisy' || probe.id === largeEpsilonId)
    .map((model) => ({ probe, model })),
);

describe('cellBudget', () => {
  it.each([4, 10, 12])(
    'of the targeted loss with %i classes includes one run for each of at most nine nearest classes',
    (classes) => {
      const written = { kind: 'apgd', loss: 'targeted-dlr', steps: 2, epsilons: [0.02], eot: 2 } as const;
      const { budget, counted } = compare(attackSpec(written), 'noisy', { draws: 1, vote: 1, classes });
      const targets = Math.min(9, classes - 1);
      expect(counted.get('noisy')!.backward).toBe(60 * targets * 3 * 2);
      expect(totalPasses(budget)).toEqual(counted.get('noisy'));
    },
  );

  it.each(runs)(
    '$written.kind on $model, eot $eot: holds what a real cell was counted to make',
    ({ model, written }) => {
      const { budget, planned, counted } = compare(attackSpec({ epsilons: [0.02, 0.3], ...written }), model, {
        ...{ draws: 3, vote: 2 },
        gallery: { point: 0, images: 3 },
      });
      expect([...budget.passes.keys()].sort()).toEqual([...counted.keys()].sort());
      const innerKind = 'attack' in written ? (written.attack as Written).kind : planned;
      const answersAfresh = model === 'noisy' && !('knownDraws' in written);
      const isExact = !neverExact.includes(innerKind) && (answersAfresh || exactOnDeterministic.includes(planned));
      expect(budget.isBound).toBe(!isExact);
      for (const [name, own] of counted) {
        const said = budget.passes.get(name) as Passes;
        if (isExact) expect(said).toEqual(own);
        else {
          expect(own.forward).toBeLessThanOrEqual(said.forward);
          expect(own.backward).toBeLessThanOrEqual(said.backward);
        }
      }
    },
  );

  it.each(probes)('$probe.id on $model: a cell of an audit makes at most the planned passes', ({ probe, model }) => {
    const counting = probe.id === largeEpsilonId ? ({ countsZeroGradients: true } as const) : {};
    const { budget, counted } = compare(probe, model, { draws: 3, vote: 1, ...counting });
    const [said, own] = [totalPasses(budget), counted.get(model)!];
    if (model === 'noisy') expect(own).toEqual(said);
    else {
      expect(own.forward).toBeLessThanOrEqual(said.forward);
      expect(own.backward).toBeLessThanOrEqual(said.backward);
    }
    const uncounted = compare(probe, model, { draws: 3, vote: 1 });
    const gradients = 60 * (model === 'noisy' ? 3 : 1);
    const extra = probe.id === largeEpsilonId ? gradients : 0;
    expect(own.backward - uncounted.counted.get(model)!.backward).toBe(extra);
    expect(said.backward - totalPasses(uncounted.budget).backward).toBe(extra);
  });

  it('is reached by attacks with early stopping if no image is ever misclassified', () => {
    const classes = 4;
    const weights = new Float32Array(dimensions * classes);
    for (let at = 0; at < dimensions; at++) weights[at * classes] = 1; // class 0 always wins
    const data = { ...randomDataset(20, shape, { classes }), labels: new Uint8Array(20) };
    for (const kind of ['bim', 'mifgsm', 'pgd', 'apgd', 'square', 'deepfool'] as const) {
      const { model, counted } = countPasses(linearModel(shape, weights, classes));
      const attack = attackSpec({ kind, epsilons: [1e-4], ...(kind === 'square' ? { queries: 9 } : { steps: 5 }) });
      const cell: Cell = { key: '', model: 'm', attack, images: [0, 20], evaluation: { draws: 1, vote: 1, seed: 1 } };
      const own = { ...cell, attack: kind === 'square' ? ({ ...attack, eot: 1 } as AttackSpec) : attack };
      runCell(own, model, data);
      const said = cellBudget(own, { isStochastic: () => false, classes });
      if (kind === 'deepfool') expect(counted().backward).toBeLessThanOrEqual(totalPasses(said).backward);
      else expect(counted()).toEqual(totalPasses(said));
    }
  });
});

describe('imagesPerCell', () => {
  const sizeOf = (written: Written, { endsEarly }: { readonly endsEarly: boolean } = { endsEarly: false }) => {
    const evaluation = { draws: 1, vote: 1, seed: 1 };
    const pair = { model: 'm', attack: attackSpec(written), evaluation };
    const budget = imageBudget(pair, { isStochastic: () => true, classes: 10 });
    return { size: imagesPerCell(budget, { endsEarly }), cost: forwardEquivalents(totalPasses(budget)) };
  };

  it('leaves cheap attacks at 250 images and cuts the others so that a cell costs at most 25,000 forward passes', () => {
    expect(sizeOf({ kind: 'fgsm', epsilons: [0, 0.1, 0.2] }).size).toBe(250);
    for (const steps of [10, 40, 100]) {
      for (const eot of [1, 5, 20]) {
        const { size, cost } = sizeOf({ kind: 'pgd', steps, eot });
        expect(size === cellSizes.at(-1) || size * cost <= 25_000).toBe(true);
        const larger = cellSizes[cellSizes.indexOf(size) - 1];
        if (larger !== undefined) expect(larger * cost).toBeGreaterThan(25_000);
      }
    }
    expect(sizeOf({ kind: 'square' }).size).toBe(10);
  });

  it('leaves whole batches to attacks that stop on images one by one, of which few stand for most passes', () => {
    expect(sizeOf({ kind: 'autoattack' }).size).toBe(10);
    expect(sizeOf({ kind: 'autoattack' }, { endsEarly: true }).size).toBe(50);
    expect(sizeOf({ kind: 'fgsm' }, { endsEarly: true }).size).toBe(250);
    const sizesOf = (stochastic: boolean, written: Written) => {
      const pair = { model: 'm', attack: attackSpec(written), evaluation: { draws: 1, vote: 1, seed: 1 } };
      return sharedSizes([pair], { isStochastic: () => stochastic, classes: 10 })(pair);
    };
    expect(sizesOf(false, { kind: 'autoattack' })).toBe(50);
    expect(sizesOf(true, { kind: 'autoattack' })).toBe(10); // every step is taken on every image
    expect(sizesOf(false, { kind: 'square' })).toBe(50);
    expect(sizesOf(false, { kind: 'cw' })).toBe(10); // never ends early
  });

  it('starts with small ranges, so that workers end together, independent of the number of images', () => {
    expect(imageRanges(800, 250)).toEqual([
      [0, 50],
      [50, 100],
      [100, 150],
      [150, 200],
      [200, 250],
      [250, 500],
      [500, 750],
      [750, 800],
    ]);
    expect(imageRanges(60, 50)).toEqual([
      [0, 25],
      [25, 50],
      [50, 60],
    ]);
    expect(imageRanges(15, 10)).toEqual([
      [0, 10],
      [10, 15],
    ]);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2000 }), fc.constantFrom(...cellSizes), (images, perCell) => {
        const ranges = imageRanges(images, perCell);
        const whole = imageRanges(3000, perCell);
        expect(ranges.map(([from]) => from)).toEqual([0, ...ranges.slice(0, -1).map(([, to]) => to)]);
        expect(ranges.at(-1)![1]).toBe(images);
        expect(ranges.slice(0, -1)).toEqual(whole.slice(0, ranges.length - 1));
      }),
    );
  });

  it('has sizes that consist of whole batches of 50 or are parts of one', () => {
    for (const size of cellSizes) expect(size > 50 ? size % 50 : 50 % size).toBe(0);
  });
});
