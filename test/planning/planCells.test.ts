import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/base/errors.js';
import type { Cell } from '../../src/contract/cell.js';
import { parseShard } from '../../src/planning/parseShard.js';
import { planCells } from '../../src/planning/planCells.js';
import { matchingNames } from '../../src/planning/selectPairs.js';
import { shareableCells } from '../../src/planning/shareableCells.js';
import { planWork } from '../../src/schedule/planWork.js';
import { datasetImages, makeSuite, planOptions, writtenSuite } from '../support/madeRun.js';

const suite = makeSuite();
const plan = (changes: Parameters<typeof planOptions>[0] = {}) => planCells(suite, planOptions(changes));
const keys = (cells: readonly Cell[]) => cells.map(({ key }) => key);
const names = (cells: readonly Cell[]) => [...new Set(cells.map(({ model, attack }) => `${model}/${attack.id}`))];

describe('planCells', () => {
  it('covers every model, attack and image exactly once, models first', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3000 }),
        fc.option(fc.integer({ min: 1, max: 3500 }), { nil: undefined }),
        (images, limit) => {
          const cells = plan({ datasetImages: images, ...(limit === undefined ? {} : { limit }) });
          expect(names(cells)).toEqual(
            suite.models.flatMap(({ id }) => suite.attacks.map((attack) => `${id}/${attack.id}`)),
          );
          for (const name of names(cells)) {
            let next = 0;
            for (const cell of cells.filter(({ model, attack }) => `${model}/${attack.id}` === name)) {
              expect(cell.images[0]).toBe(next);
              expect(cell.images[1] - cell.images[0]).toBeLessThanOrEqual(250);
              next = cell.images[1];
            }
            expect(next).toBe(Math.min(images, limit ?? images));
          }
        },
      ),
    );
  });

  it('gives each cell a unique, reproducible key', () => {
    const cells = plan();
    expect(new Set(keys(cells)).size).toBe(cells.length);
    expect(keys(plan())).toEqual(keys(cells));
  });

  it('keeps the keys of full ranges under a limit, so that a trial run is not computed in vain', () => {
    const whole = keys(plan());
    const limited = plan({ limit: 600 });
    expect(limited.filter(({ images: [, to] }) => to <= 500).every(({ key }) => whole.includes(key))).toBe(true);
    expect(limited.filter(({ images: [, to] }) => to === 600).some(({ key }) => whole.includes(key))).toBe(false);
  });

  it.each([
    [
      'the weights',
      { modelSha256: { ...planOptions().modelSha256, baseline: 'f'.repeat(64) } },
      ['baseline/fgsm', 'baseline/fgsm-eps'],
    ],
    ['the data', { datasetSha256: 'f'.repeat(64) }, 'all'],
    ['the channel means', { channelMeans: [0.5] }, 'all'],
    ['the code', { numerics: 'n2' }, 'all'],
    ['the engine', { engine: 'wasm wasm relaxed SIMD' }, 'all'],
  ] as const)('changes the keys of the cells that %s determine, and no others', (_, changes, expected) => {
    const before = keys(plan());
    const changed = plan(changes).filter(({ key }) => !before.includes(key));
    expect(names(changed)).toEqual(expected === 'all' ? names(plan()) : expected);
  });

  it('does not put names into keys', () => {
    const renamed = makeSuite({
      models: writtenSuite.models.map((model) => ({ ...model, id: `${model.id}-x`, label: 'other' })),
      attacks: writtenSuite.attacks.map((attack) => ({ ...attack, id: `${attack.id}-x` })),
      reference: { model: 'baseline-x', snrDb: 33 },
      assertions: [],
    });
    const rename = <T>(facts: Readonly<Record<string, T>>) =>
      Object.fromEntries(Object.entries(facts).map(([id, fact]) => [`${id}-x`, fact]));
    const { modelSha256, modelStochastic } = planOptions();
    const options = planOptions({ modelSha256: rename(modelSha256), modelStochastic: rename(modelStochastic) });
    expect(keys(planCells(renamed, options))).toEqual(keys(plan()));
  });

  it('evaluates deterministic models once: draws, votes and averaged gradients apply only to stochastic ones', () => {
    for (const { model, attack, evaluation } of plan()) {
      const stochastic = model === 'random-16';
      expect(evaluation).toEqual(stochastic ? { draws: 4, vote: 3, seed: 7 } : { draws: 1, vote: 1, seed: 7 });
      expect(attack).toMatchObject({ eot: stochastic && attack.id === 'fgsm' ? 3 : 1 });
    }
    const more = makeSuite({ evaluation: { draws: 9, vote: 1, seed: 7 } });
    const before = keys(plan());
    expect(names(planCells(more, planOptions()).filter(({ key }) => !before.includes(key)))).toEqual([
      'random-16/fgsm',
      'random-16/fgsm-eps',
    ]);
  });

  it('requests pictures in the first cell, at the point nearest to the reference SNR, else in the middle', () => {
    for (const { images, gallery, attack } of plan()) {
      expect(gallery).toEqual(images[0] === 0 ? { point: attack.id === 'fgsm' ? 2 : 1, images: 8 } : undefined);
    }
    expect(plan({ limit: 3 })[0]!.gallery).toEqual({ point: 2, images: 3 });
    const near = makeSuite({ reference: { model: 'baseline', snrDb: 42 } });
    expect(planCells(near, planOptions())[0]!.gallery!.point).toBe(1);
    const none = makeSuite({ reference: undefined, assertions: [] });
    expect(planCells(none, planOptions())[0]!.gallery!.point).toBe(1);
  });

  it('selects by a regular expression on model/attack', () => {
    expect(names(plan({ grep: 'fgsm$' }))).toEqual(['baseline/fgsm', 'enlarged/fgsm', 'random-16/fgsm']);
    expect(names(plan({ grep: '^random-16/.*eps' }))).toEqual(['random-16/fgsm-eps']);
  });

  it('meets an attack that needs more classes than there are with a user error', () => {
    const ranked = (loss: string) =>
      makeSuite({ attacks: [{ id: 'ranked', kind: 'apgd', loss, snrDb: [33] }], assertions: [] });
    const planOf = (loss: string, classes: number) => planCells(ranked(loss), planOptions({ classes }));
    expect(() => planOf('targeted-dlr', 3)).toThrow(/attack ranked\n? *expected: *a data set of at least 4 classes/);
    expect(() => planOf('dlr', 2)).toThrow('at least 3 classes');
    expect(planOf('ce', 2).length).toBeGreaterThan(0);
    expect(planOf('dlr', 3).length).toBeGreaterThan(0);
  });

  it('meets a pattern that fits nothing or is none, and a limit below 1, with a user error', () => {
    expect(() => plan({ grep: 'pgd' })).toThrow(UserError);
    expect(() => plan({ grep: 'pgd' })).toThrow('baseline/fgsm, baseline/fgsm-eps, enlarged/fgsm');
    expect(() => plan({ grep: '(' })).toThrow('a regular expression on model/attack');
    for (const limit of [0, -1, 1.5, Number.NaN]) expect(() => plan({ limit })).toThrow('--limit');
  });

  it('deals the cells out to shards: disjoint, together all', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), (count) => {
        const shards = Array.from({ length: count }, (_, i) => plan({ shard: { index: i + 1, count } }));
        expect(shards.flatMap(keys).sort()).toEqual(keys(plan()).sort());
      }),
      { numRuns: 15 },
    );
    expect(datasetImages % 250).not.toBe(0);
  });
});

describe('planCells with attacks that hold others', () => {
  const pgd = { kind: 'pgd', steps: 3, eot: 4 };
  const fromModel = { kind: 'transfer', source: { model: 'enlarged' }, attack: pgd };
  const planOf = (attack: object, changes: Parameters<typeof planOptions>[0] = {}) =>
    planCells(makeSuite({ attacks: [{ id: 'a', snrDb: [33], ...attack }], assertions: [] }), planOptions(changes));
  const withSource = (sha: string, stochastic = false) => ({
    modelSha256: { ...planOptions().modelSha256, './s': sha },
    modelStochastic: { ...planOptions().modelStochastic, './s': stochastic },
  });
  const settingsOf = (cells: readonly Cell[], model: string) => cells.find((cell) => cell.model === model)!.attack;

  it.each([
    ['a transfer', fromModel],
    ['an ensemble that holds one', { kind: 'ensemble', attacks: [{ kind: 'fgsm' }, fromModel] }],
  ])('puts the weights of the source into every key of %s, and no other model’s', (_, attack) => {
    const before = keys(planOf(attack));
    const { modelSha256 } = planOptions();
    const changed = planOf(attack, { modelSha256: { ...modelSha256, enlarged: 'f'.repeat(64) } });
    expect(keys(changed).some((key) => before.includes(key))).toBe(false);
    const other = planOf(attack, { modelSha256: { ...modelSha256, 'random-16': 'f'.repeat(64) } });
    expect(names(other.filter(({ key }) => !before.includes(key)))).toEqual(['random-16/a']);
  });

  it('gives a source the same keys by its id and by its path, also written in another way', () => {
    const { enlarged } = planOptions().modelSha256;
    const byPath = planOf({ ...fromModel, source: { path: 's' } }, withSource(enlarged!));
    expect(keys(byPath)).toEqual(keys(planOf(fromModel)));
    const roundabout = planOf({ ...fromModel, source: { path: 'x/../s/.' } }, withSource(enlarged!));
    expect(keys(roundabout)).toEqual(keys(byPath));
    expect(byPath[0]!.attack).toMatchObject({ source: { path: './s' } });
  });

  it('averages one draw of a deterministic source, and the requested draws of a stochastic one', () => {
    expect(settingsOf(planOf(fromModel), 'random-16')).toMatchObject({ attack: { eot: 1 } });
    const stochastic = planOf({ ...fromModel, source: { path: 's' } }, withSource('a'.repeat(64), true));
    expect(settingsOf(stochastic, 'baseline')).toMatchObject({ attack: { eot: 4 } });
  });

  it('treats a frozen draw of a deterministic model as the plain attack', () => {
    const frozen = { kind: 'transfer', source: { frozenDraw: 7 }, attack: pgd };
    const cells = planOf(frozen);
    const plain = planOf(pgd);
    const byModel = (model: string) => (cell: Cell) => cell.model === model;
    expect(keys(cells.filter(byModel('baseline')))).toEqual(keys(plain.filter(byModel('baseline'))));
    expect(settingsOf(cells, 'random-16')).toMatchObject({ ...frozen, attack: { eot: 1 } });
    const other = planOf({ ...frozen, source: { frozenDraw: 8 } });
    expect(keys(other.filter(byModel('random-16')))).not.toEqual(keys(cells.filter(byModel('random-16'))));
  });

  it('evaluates an ensemble once on a deterministic model', () => {
    const cells = planOf({ kind: 'ensemble', attacks: [pgd, { kind: 'fgsm', eot: 2 }], eot: 30 });
    expect(settingsOf(cells, 'baseline')).toMatchObject({ eot: 1, attacks: [{ eot: 1 }, { eot: 1 }] });
    expect(settingsOf(cells, 'random-16')).toMatchObject({ eot: 30, attacks: [{ eot: 4 }, { eot: 2 }] });
  });
});

describe('parseShard', () => {
  it('reads i/n', () => {
    expect(parseShard('2/4')).toEqual({ index: 2, count: 4 });
    expect(parseShard('1/1')).toEqual({ index: 1, count: 1 });
  });

  it.each(['', '2', '0/4', '5/4', '-1/4', '1/0', 'a/b', '1/2/3', '1.5/2'])(
    'refuses %j, saying what it takes',
    (text) => {
      expect(() => parseShard(text)).toThrow(UserError);
      expect(() => parseShard(text)).toThrow('such as 2/4');
    },
  );

  it('says that parts count from 1', () => {
    expect(() => parseShard('0/4')).toThrow('parts count from 1: 1/4 to 4/4');
  });
});

describe('shareableCells', () => {
  it('groups cells that differ only in name and sweep, each once, in any order', () => {
    const [first] = plan() as [Cell];
    const sweep = { ...first.attack, id: 'other', strength: { kind: 'epsilons', epsilons: [0.5] } } as const;
    const other: Cell = { ...first, key: 'other', attack: sweep };
    const cells = [...plan(), other];
    const groups = shareableCells(cells);
    expect(
      groups
        .flat()
        .map(({ key }) => key)
        .sort(),
    ).toEqual(keys(cells).sort());
    expect(groups[0]!.at(0)).toEqual(first);
    expect(groups[0]!.at(-1)).toEqual(other);
    for (const group of groups) {
      expect(new Set(group.map(({ model, images }) => `${model} ${images}`)).size).toBe(1);
      expect(new Set(group.map(({ evaluation }) => JSON.stringify(evaluation))).size).toBe(1);
      expect(new Set(group.map(({ attack }) => attack.kind)).size).toBe(1);
    }
  });
});

describe('sweeps of one attack of different length', () => {
  const many = Array.from({ length: 30 }, (_, index) => 40 - index);
  const long = { id: 'long', kind: 'fgsm', snrDb: many, eot: 3 };
  const short = { id: 'short', kind: 'fgsm', epsilons: [0.1], eot: 3 };
  const other = { id: 'other', kind: 'fgsm', epsilons: [0.1], eot: 4 };
  const cells = planCells(makeSuite({ attacks: [other, short, long], assertions: [] }), planOptions());
  const rangesOf = (model: string, id: string) =>
    cells.filter((cell) => cell.model === model && cell.attack.id === id).map(({ images }) => images);

  it('have the same ranges of images, those of the most expensive; other attacks keep their own', () => {
    expect(rangesOf('random-16', 'long').slice(0, 3)).toEqual([
      [0, 25],
      [25, 50],
      [50, 100],
    ]);
    expect(rangesOf('random-16', 'short')).toEqual(rangesOf('random-16', 'long'));
    expect(rangesOf('random-16', 'other')[5]).toEqual([250, 500]);
    expect(rangesOf('baseline', 'short')[5]).toEqual([250, 500]);
  });

  it('keep their ranges when --grep leaves the others out', () => {
    const suite = makeSuite({ attacks: [short, long], assertions: [] });
    const whole = keys(planCells(suite, planOptions()));
    const part = keys(planCells(suite, planOptions({ grep: 'random-16/short' })));
    expect(part.every((key) => whole.includes(key))).toBe(true);
  });

  it('are one task, and tasks stand longest first', () => {
    const facts = { isStochastic: (model: string) => model === 'random-16', classes: 10 };
    const tasks = planWork(cells, { facts, durations: new Map() });
    expect(keys(tasks.flat().map(({ cell }) => cell)).sort()).toEqual(keys(cells).sort());
    const names = (task: (typeof tasks)[number]) => task.map(({ attack }) => attack).join();
    // A deterministic model takes one draw: there all three are the same attack.
    for (const task of tasks) {
      expect(new Set(task.map(({ cell }) => `${cell.model} ${cell.images}`)).size).toBe(1);
      const isRandom = task[0]!.model === 'random-16';
      expect(isRandom ? ['short,long', 'other'] : ['other,short,long']).toContain(names(task));
    }
    const lengths = tasks.map((task) => task.reduce((sum, { expectedMs }) => sum + expectedMs, 0));
    expect(lengths).toEqual(lengths.toSorted((a, b) => b - a));
  });
});

describe('a pattern of --grep', () => {
  const names = ['baseline/fgsm', `${'a'.repeat(60)}/fgsm`];

  it('finds names anywhere in model/attack', () => {
    expect([...matchingNames('line/f', names)]).toEqual(['baseline/fgsm']);
    expect([...matchingNames('^a+/', names)]).toEqual([names[1]]);
  });

  it('that takes forever is refused after a second, and an invalid one immediately', () => {
    expect(() => matchingNames('^(a+)+$', names)).toThrow(/more than a second/);
    expect(() => matchingNames('(', names)).toThrow(/regular expression/);
  });
});
