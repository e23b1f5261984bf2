import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { presentModels } from '../../src/cli/presentModels.js';
import { tiledNetworks } from '../../src/cli/tiledNetworks.js';
import { baselineArchitecture, type TilingName } from '../../src/contract/architecture.js';
import type { ResultGap, Results } from '../../src/contract/result.js';
import type { TrainingRecord } from '../../src/contract/trainingRecord.js';
import { svhn as svhnSource } from '../../src/datasets/svhn.js';
import { startEngine } from '../../src/kernels/engine.js';
import { wilsonInterval } from '../../src/metrics/wilsonInterval.js';
import { writeDocsTables } from '../../src/paper/docsTables.js';
import { type Measured, paperClaims } from '../../src/paper/paperClaims.js';
import { paperPage, paperTables } from '../../src/paper/paperPage.js';
import { type PaperRecords, type PresentModel, readPaperRecords, suiteFile } from '../../src/paper/paperRecords.js';
import {
  controlTable,
  diversityTable,
  errorText,
  networkPairs,
  notRun,
  notYet,
  reductionTable,
  robustnessTable,
  trainingTables,
} from '../../src/paper/paperTables.js';
import { similarityOf } from '../../src/paper/similarityFigure.js';
import { parseRecipe } from '../../src/recipes/parseRecipe.js';
import { readResults } from '../../src/results/readResults.js';
import { parseSuite } from '../../src/suites/parseSuite.js';
import { repository } from '../support/runCli.js';

beforeAll(() => startEngine('cpu'));

const hash = '0'.repeat(64);

function record(name: string, testError: number, trainError: number, tiling: TilingName = 'none'): TrainingRecord {
  return {
    schemaVersion: 1,
    recipe: {
      name: `paper/${name}`,
      dataset: { name: 'cifar10' },
      architecture: { ...baselineArchitecture, tiling, tiles: tiling === 'none' ? [1, 1, 1] : [16, 4, 1] },
      ...{ pixelScale: 0.25, seed: 1, startFrom: null, epochs: 24, batchSize: 32, learningRate: 0.02, momentum: 0.9 },
      ...{ tileRateExponent: 0, schedule: { kind: 'constant' }, warmUp: { epochs: 0, divisor: 50 }, weightDecay: 5e-4 },
      augmentation: { mirror: true, brightness: 0.1, shift: 0 },
      evaluateEveryEpochs: 2,
    },
    dataset: { name: 'cifar10', trainSha256: hash, testSha256: hash },
    startWeightsSha256: null,
    epochs: [],
    final: { trainError, testError, testConfidence: 0.8 },
    best: { epoch: 24, testError },
    weightsSha256: hash,
    environment: { node: '', tfjs: '', backend: 'wasm', simd: '', cpu: 'a cpu' },
    durationMs: 2_400_000,
  };
}

const errors: Readonly<Record<string, number>> = {
  none: 0.19,
  perforated: 0.25,
  enlarged: 0.17,
  imageOverlap: 0.24,
  imagePad: 0.27,
  alternate: 0.22,
  randomFixed: 0.23,
  random: 0.18,
};
const trainings = new Map(
  Object.entries(errors).map(([scheme, error]) => [
    `paper/table1/${scheme}`,
    record(`table1/${scheme}`, error, scheme === 'random' ? 0.09 : 0.05),
  ]),
);
const gap: ResultGap = {
  ...{ model: 'random', attack: 'fgsm', snrDb: 33, method: 'point', relativeAccuracy: 0.75, gap: 0.25 },
  ...{ gapInterval: [0.24, 0.26], reduction: 0.43, reductionInterval: [0.4, 0.46] },
};
/** Results with nothing but gaps, and clean hits of 10,000 images. */
function results(gaps: readonly ResultGap[], cleanHits: Readonly<Record<string, number>> = {}): Results {
  const curves = Object.entries(cleanHits).map(([model, hits]) => ({
    ...{ model, attack: 'fgsm', draws: 1, points: [], parts: [] },
    clean: { hits, total: 10_000, interval: [hits / 10_000 - 0.008, hits / 10_000 + 0.008] as const, outcomes: [] },
  }));
  return { gaps, curves } as unknown as Results;
}

const gapOfModel = (model: string, reduction: number, attack = 'fgsm'): ResultGap => ({
  ...{ ...gap, model, attack, reduction, relativeAccuracy: 0.5 + reduction / 2 },
  reductionInterval: [reduction - 0.03, reduction + 0.03],
});
const similar = (model: string, similarity: number) => ({ model, layers: [{ layer: 'conv1', tiles: 16, similarity }] });
const nothing: Measured = { similarities: [], spreads: new Map() };
const recordsOf = (results: PaperRecords['results'], own = trainings): PaperRecords => ({
  ...{ trainings: own, results, leftOut: [] },
});
const records = recordsOf(new Map([['paper-table1', results([gap])]]));
const verdictOf = (claims: ReturnType<typeof paperClaims>, words: string) =>
  claims.find(({ claim }) => claim.includes(words))!;

describe('paperClaims', () => {
  it('judges the schemes on SVHN where networks were trained on it, by its number of images', () => {
    const { counts } = svhnSource.facts as { readonly counts: { readonly train: number; readonly test: number } };
    const plain = paperClaims(records, nothing);
    expect(plain.some(({ claim }) => claim.includes('SVHN'))).toBe(false);
    const svhn = (scheme: string, error: number, tiling: TilingName = 'none') => {
      const own = record(scheme, error, 0.01, tiling);
      return { ...own, recipe: { ...own.recipe, name: `paper-svhn/${scheme}`, dataset: { name: 'svhn' } as const } };
    };
    const own = recordsOf(
      new Map(),
      new Map([
        ...trainings,
        ['paper-svhn/none', svhn('none', 0.06)],
        ['paper-svhn/random', svhn('random', 0.05, 'random')],
      ]),
    );
    expect(verdictOf(paperClaims(own, nothing), 'SVHN: random is at least as good as no tiling')).toMatchObject({
      here: '5.00 % against 6.00 % of no tiling; intervals apart',
      verdict: 'holds',
    });
    const tables = trainingTables(own);
    expect(tables[0]!.head.at(-1)).toBe('SVHN');
    const [low, high] = wilsonInterval(Math.round(0.06 * counts.test), counts.test).map((bound) =>
      (100 * bound).toFixed(2),
    );
    expect(tables[0]!.rows[0]!.at(-1)).toBe(`6.00 % [${low}, ${high}] (1.00 %)`);
    expect(tables[0]!.rows[1]!.at(-1)).toBe(notYet);
    const speed = tables.at(-1)!.rows.find(([name]) => name === 'paper-svhn/none')!;
    expect(speed[3]).toBe(((24 * counts.train) / 2400).toFixed(0));
    expect(trainingTables(records)[0]!.head.at(-1)).toBe('CIFAR-100');
  });

  it('has a recipe for each scheme on SVHN: those of Table 1 without mirroring', () => {
    const folder = join(repository, 'recipes');
    for (const scheme of Object.keys(errors)) {
      const { name, dataset, augmentation, ...rest } = parseRecipe(join(folder, `paper-svhn/${scheme}.json`));
      const table1 = parseRecipe(join(folder, `paper/table1/${scheme}.json`));
      expect({ name, dataset: dataset.name }).toEqual({ name: `paper-svhn/${scheme}`, dataset: 'svhn' });
      expect(augmentation).toEqual({ ...table1.augmentation, mirror: false });
      expect(rest).toEqual({ ...table1, name: undefined, dataset: undefined, augmentation: undefined });
    }
  });

  it('compares the networks trained for longer with each other', () => {
    const longer = (none: number, random: number) =>
      paperClaims(
        recordsOf(
          new Map(),
          new Map([
            ['paper/longer/none-48', record('longer/none-48', none, 0.01)],
            ['paper/longer/random-48', record('longer/random-48', random, 0.05, 'random')],
          ]),
        ),
        nothing,
      );
    expect(verdictOf(longer(0.18, 0.2), '48 epochs: random is at least')).toMatchObject({
      here: '20.00 % against 18.00 % of no tiling; intervals apart',
      verdict: 'does not hold',
      why: expect.stringContaining('fewer'),
    });
    const reached = longer(0.18, 0.18);
    expect(verdictOf(reached, '48 epochs: random is at least').verdict).toBe('holds');
    expect(verdictOf(reached, '96 epochs: random is at least').verdict).toBe('open');
  });

  it('judges claims with results and leaves the others open', () => {
    const claims = paperClaims(records, {
      similarities: [similar('paper/table1/random', 0.3), similar('paper/table1/alternate', 0.02)],
      spreads: new Map(),
    });
    expect(verdictOf(claims, 'CIFAR-10, seed 1: random is the best')).toMatchObject({
      verdict: 'holds',
      here: '18.00 % against 22.00 % of alternate; intervals apart',
    });
    expect(verdictOf(claims, 'CIFAR-10, seed 1: random is at least').here).toContain('overlap');
    expect(verdictOf(claims, 'overfits less').verdict).toBe('holds');
    expect(verdictOf(claims, 'seed 2: random is the best').verdict).toBe('open');
    expect(verdictOf(claims, 'S > 0.1').verdict).toBe('holds');
    expect(verdictOf(claims, 'S < 0.01 with max pooling, alternate').verdict).toBe('does not hold');
    expect(verdictOf(claims, 'by at least 41 % (24 epochs')).toMatchObject({
      verdict: 'holds',
      here: '43.00 % [40.00 %, 46.00 %]',
    });
    expect(verdictOf(claims, 'Parseval').verdict).toBe('open');
    expect(verdictOf(claims, 'AlexNet').verdict).toBe('holds');
    expect(verdictOf(claims, 'regulariser').verdict).toBe('holds');
  });

  it('says so where a claim does not hold', () => {
    const worse = new Map(trainings).set('paper/table1/random', record('table1/random', 0.26, 0.01));
    const claims = paperClaims(recordsOf(new Map(), worse), nothing);
    for (const words of [
      'seed 1: random is the best',
      'seed 1: random is at least',
      'seed 1: perforation',
      'overfits less',
    ]) {
      expect(verdictOf(claims, words).verdict).toBe('does not hold');
    }
    const weak = { ...gap, reduction: 0.2, reductionInterval: [0.18, 0.22] as const };
    const other = paperClaims(recordsOf(new Map([['paper-table1', results([weak])]])), nothing);
    expect(verdictOf(other, 'by at least 41 % (24 epochs')).toMatchObject({
      verdict: 'does not hold',
      why: expect.stringContaining('24 epochs'),
    });
  });

  it('compares networks that suites measure: votes, reductions, both gains together', () => {
    const suites = new Map([
      ['paper-table2-vote5', results([], { 'max-random': 8290 })],
      ['paper-reduction', results([], { none: 8100, 'random-by-norm': 8030 })],
      [
        'paper-comparators',
        results([
          ...[gapOfModel('random', 0.4), gapOfModel('adversarial', 0.5), gapOfModel('random-adversarial', 0.65)],
          ...[gapOfModel('random', 0.3, 'fgsm-eot20'), gapOfModel('adversarial', 0.5, 'fgsm-eot20')],
          gapOfModel('random-adversarial', 0.45, 'fgsm-eot20'),
        ]),
      ],
    ] as const);
    const claims = paperClaims(recordsOf(suites), nothing);
    expect(verdictOf(claims, 'A vote of 5')).toMatchObject({
      verdict: 'holds',
      here: '17.10 % against 18.00 %: 0.90 points',
    });
    expect(verdictOf(claims, 'With max pooling, the random network reduced')).toMatchObject({
      verdict: 'holds',
      here: '19.70 % against 19.00 %: 0.70 points',
    });
    expect(verdictOf(claims, 'each alone, against one draw')).toMatchObject({
      verdict: 'holds',
      here: '65.00 % together, 40.00 % and 50.00 % alone; independent gains would give 70.00 %',
    });
    expect(verdictOf(claims, 'each alone, against gradients of 20 draws')).toMatchObject({
      verdict: 'does not hold',
      here: '45.00 % together, 30.00 % and 50.00 % alone; independent gains would give 65.00 %',
    });
    const worse = new Map([
      ...suites,
      ['paper-table2-vote5', results([], { 'max-random': 8240 })],
      ['paper-reduction', results([], { none: 8100, 'random-by-norm': 8024 })],
      [
        'paper-comparators',
        results([gapOfModel('random', 0.4), gapOfModel('adversarial', 0.5), gapOfModel('random-adversarial', 0.5)]),
      ],
    ] as const);
    const others = paperClaims(recordsOf(worse), nothing);
    for (const words of ['A vote of 5', 'With max pooling, the random network reduced', 'A question it leaves open']) {
      expect(verdictOf(others, words).verdict).toBe('does not hold');
    }
    const open = paperClaims(recordsOf(new Map()), nothing);
    expect(verdictOf(open, 'With max pooling, the random network reduced')).toMatchObject({
      verdict: 'open',
      here: 'not run yet: npm run eval suites/paper/reduction.json',
    });
  });

  it('asks whether confidence falls with every step towards the tiles as trained', () => {
    const path = (...confidences: number[]) =>
      new Map([
        ['paper/table1/random', confidences.map((confidence, at) => ({ spread: at / 2, confidence, error: 0.2 }))],
      ]);
    const claimOf = (spreads: Measured['spreads']) =>
      verdictOf(paperClaims(records, { similarities: [], spreads }), 'lowers mean confidence');
    expect(claimOf(path(0.9, 0.87, 0.83, 0.8))).toMatchObject({
      verdict: 'holds',
      here: 'paper/table1/random: 90.00 % with equal tiles, 83.00 % as trained, 80.00 % with 1.5 times the differences',
    });
    expect(claimOf(path(0.9, 0.91, 0.83)).verdict).toBe('does not hold');
    expect(claimOf(new Map()).verdict).toBe('open');
  });
});

describe('the tables', () => {
  it('give errors with intervals, and say what has not been trained', () => {
    expect(errorText(trainings.get('paper/table1/none'))).toBe('19.00 % [18.24, 19.78] (5.00 %)');
    const [table1] = trainingTables(records);
    expect(table1!.rows[0]).toEqual([
      'no tiling',
      '18.93 % (near 0)',
      '19.00 % [18.24, 19.78] (5.00 %)',
      notYet,
      notYet,
    ]);
    expect(robustnessTable(records).rows[0]!.slice(4)).toEqual(['75.0 % [74.0, 76.0]', '43.0 % [40.0, 46.0]']);
    const speed = trainingTables(records).at(-1)!;
    expect(speed.rows.find(([name]) => name === 'paper/table1/none')!.slice(1, 4)).toEqual(['24', '40', '500']);
  });

  it('set errors and robustness of reduced networks and of equal tiles side by side', () => {
    const reduction = results([gapOfModel('random-by-norm', 0.2), gapOfModel('random-by-norm', 0.1, 'fgsm-eot20')], {
      'random-by-norm': 8030,
    });
    const own = recordsOf(
      new Map([
        ['paper-table1', results([gapOfModel('random', 0.4), gapOfModel('alternate', 0.3)])],
        ['paper-reduction', reduction],
      ]),
    );
    expect(reductionTable(own).rows[3]).toEqual([
      'tile of the highest norm',
      ...[
        '19.70 % [18.90, 20.50]',
        '60.0 % [74.0, 76.0]',
        '55.0 % [74.0, 76.0]',
        '20.0 % [17.0, 23.0]',
        '10.0 % [7.0, 13.0]',
      ],
    ]);
    const rows = diversityTable(own, [similar('paper/table1/random', 0.25)]).rows;
    expect(rows[4]).toEqual([
      'max pooling, random',
      '0.2500',
      '70.0 % [74.0, 76.0]',
      notRun,
      '40.0 % [37.0, 43.0]',
      notRun,
    ]);
    expect(rows[2]!.slice(0, 3)).toEqual(['max pooling, alternate', notYet, '65.0 % [74.0, 76.0]']);
    expect(rows.map(([label]) => label)).toHaveLength(10);
    expect(rows[6]!.slice(0, 2)).toEqual(['max pooling, random, 96 epochs', notYet]);
  });

  it('set the gain of every control beside that of Table 1, relative to its own untiled network', () => {
    const [none, random] = [
      { ...gapOfModel('none', 0.1), reduction: null, reductionInterval: null },
      gapOfModel('random', 0.3),
    ];
    const { rows } = controlTable(
      recordsOf(
        new Map([
          ['paper-control-tenth', results([none, random, gapOfModel('random', 0.2, 'fgsm-eot20')])],
          ['paper-control-low-decay', results([none, random])],
        ]),
      ),
    );
    expect(rows.map(([label]) => label)).toEqual([
      'nothing',
      "normalisation: TensorFlow's defaults",
      'normalisation that scales by a tenth',
      'weight decay 0.002, untiled network only',
      'weight decay 0.0001',
      '48 epochs',
      '96 epochs',
      'CIFAR-100',
    ]);
    expect(rows[2]!.slice(1)).toEqual([
      '55.0 % [74.0, 76.0]',
      '65.0 % [74.0, 76.0]',
      '60.0 % [74.0, 76.0]',
      '30.0 % [27.0, 33.0]',
      '20.0 % [17.0, 23.0]',
    ]);
    expect(rows[4]!.slice(3)).toEqual([notRun, '30.0 % [27.0, 33.0]', notRun]);
    expect(rows[0]!.slice(1)).toEqual([notRun, notRun, notRun, notRun, notRun]);
  });

  it("attack each control's networks, and those of CIFAR-100, as Table 1's are attacked", () => {
    const suites = join(repository, 'suites');
    const table1 = parseSuite(join(suites, 'paper/table1.json'));
    const withSuite = networkPairs.slice(1).filter(({ suite }) => suite !== undefined);
    expect(withSuite).toHaveLength(7);
    for (const { suite, none, random = 'table1/random' } of withSuite) {
      const parsed = parseSuite(join(repository, suiteFile(suite!)));
      expect(parsed.name).toBe(suite);
      expect(parsed.dataset.name).toBe(none!.startsWith('cifar100/') ? 'cifar100' : 'cifar10');
      const own = parsed.models.map(({ id, path }) => [id, relative(join(repository, 'models/paper'), path)]);
      expect(own).toEqual([
        ['none', none],
        ['random', random],
      ]);
      for (const [, name] of own) expect(existsSync(join(repository, `recipes/paper/${name}.json`))).toBe(true);
      expect(parsed.reference).toEqual(table1.reference);
      expect(parsed.attacks).toEqual(table1.attacks);
    }
  });

  it('have their claims as assertions of a suite: random tiling is compared with every network but the enlarged one', () => {
    const { models, assertions } = parseSuite(join(repository, 'suites/paper/claims.json'));
    const others = Object.keys(errors).filter((scheme) => scheme !== 'enlarged' && scheme !== 'random');
    for (const [group, suffix] of [
      ['table1', ''],
      ['table1-seed2', '-seed2'],
    ]) {
      const own = models.filter(({ path }) => dirname(path) === join(repository, 'models/paper', group!));
      expect(own.map(({ id }) => id).sort()).toEqual([...others, 'random'].map((scheme) => scheme + suffix).sort());
      const compared = assertions.filter(({ select }) => select.model === `random${suffix}`);
      for (const scheme of others) {
        expect(compared).toContainEqual({
          select: { model: `random${suffix}` },
          metric: 'cleanAccuracy',
          comparedWith: scheme + suffix,
          min: 0,
        });
      }
    }
    expect(assertions).toHaveLength(2 * others.length + 1);
  });

  it('in the docs are those of the committed records', () => {
    const file = join(repository, 'docs/reproduction.md');
    const text = readFileSync(file, 'utf8');
    const models = join(repository, 'models');
    const [suites, recipes] = ['suites', 'recipes'].map((name) => join(repository, name)) as [string, string];
    const committed = readPaperRecords({ models, recipes, suites, presentModels });
    expect(committed.leftOut).toEqual([]);
    const similarities = [...tiledNetworks(committed, models)].map(([name, kernels]) => similarityOf(name, kernels));
    const tables = paperTables({ records: committed, measured: { similarities, spreads: new Map() } });
    expect(writeDocsTables(file, text, tables)).toBe(text);
    expect(() => writeDocsTables('a.md', 'no markers', tables)).toThrow(/a\.md[\s\S]*tables of the trainings/);
  });
});

describe('readPaperRecords', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rapa-paper-'));
  const [models, recipes, suites, reports] = ['models', 'recipes', 'suites', 'reports'].map((name) =>
    join(folder, name),
  ) as [string, string, string, string];
  const write = (file: string, text: string) => {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  };
  const none = () => new Map<string, PresentModel>();
  const ownResults = join(reports, 'cifar10-figure4', 'results.json');
  const baseline = readFileSync(join(repository, 'suites/baselines/cifar10-figure4.json'), 'utf8');
  cpSync(join(repository, 'suites'), suites, { recursive: true });
  rmSync(join(suites, 'paper', 'baselines'), { recursive: true, force: true });

  it('takes reports before kept results, but none of a part of the suite or of another version of it', () => {
    const of = () => readPaperRecords({ models, recipes, suites, reports, presentModels: none });
    expect([...of().results.keys()]).toEqual(['cifar10-figure4']);
    const own = { ...JSON.parse(baseline), command: 'own run' };
    write(ownResults, JSON.stringify(own));
    expect(of().results.get('cifar10-figure4')!.command).toBe('own run');
    write(ownResults, JSON.stringify({ ...own, partial: { limit: 10 } }));
    expect(of().results.get('cifar10-figure4')!.command).not.toBe('own run');
    expect(of().leftOut).toEqual([`${ownResults} is left out: it has the results of a part of the suite.`]);
    write(ownResults, JSON.stringify({ ...own, suite: { ...own.suite, sha256: 'a'.repeat(64) } }));
    expect(of().leftOut[0]).toContain('another version of suites/cifar10-figure4.json');
    expect(of().results.get('cifar10-figure4')!.command).not.toBe('own run');
    // Models of a suite without whole results of its own are not looked at.
    rmSync(ownResults);
    writeFileSync(join(suites, 'cifar10-figure4.json'), '{}');
    const unread = () => {
      throw new Error('not needed');
    };
    expect(readPaperRecords({ models, recipes, suites, reports, presentModels: unread }).leftOut).toHaveLength(1);
    cpSync(join(repository, 'suites/cifar10-figure4.json'), join(suites, 'cifar10-figure4.json'));
  });

  it('leaves out results of other models than those there today', () => {
    const { models: own } = readResults(join(repository, 'suites/baselines/cifar10-figure4.json'));
    const today = new Map<string, PresentModel>(own.map(({ id, path, sha256 }) => [id, { folder: path, sha256 }]));
    const of = (present: ReadonlyMap<string, PresentModel>) =>
      readPaperRecords({ models, recipes, suites, presentModels: () => present });
    expect([...of(today).results.keys()]).toEqual(['cifar10-figure4']);
    expect([...of(new Map([...today].slice(1))).results.keys()]).toEqual(['cifar10-figure4']);
    const { id, path, sha256 } = own[1]!;
    const left = `${join(suites, 'baselines/cifar10-figure4.json')} is left out: it has the results of`;
    const retrained = of(new Map([...today, [id, { folder: path, sha256: 'a'.repeat(64) }]]));
    expect([...retrained.results.keys()]).toEqual([]);
    expect(retrained.leftOut).toEqual([`${left} another model than today's at ${path}.`]);
    const reducedBefore = of(
      new Map([...today, [id, { folder: 'reduced', sha256, outdated: { source: 'models/tiled', by: 'any' } }]]),
    );
    expect([...reducedBefore.results.keys()]).toEqual([]);
    expect(reducedBefore.leftOut).toEqual([
      `${left} reduced, a reduction of an older model than today's at models/tiled; remove that folder, then rapa reduce models/tiled --by any -o reduced and rapa eval suites/cifar10-figure4.json.`,
    ]);
  });

  it('names a training record that is cut off or another document', () => {
    const file = join(models, 'paper', 'table1', 'none', 'training.json');
    const own = { models, recipes, suites, presentModels: none };
    for (const text of ['{"recipe":', '{}', 'null']) {
      write(file, text);
      expect(() => readPaperRecords(own)).toThrow(file);
    }
    write(file, JSON.stringify(record('table1/none', 0.2, 0.1)));
    expect([...readPaperRecords(own).trainings.keys()]).toEqual(['paper/table1/none']);
  });

  it('leaves out training records of another version of the recipe, and those in another folder', () => {
    const own = { models, recipes, suites, presentModels: none };
    const before = join(repository, 'models/paper/table1/none/training.json');
    const [file, copy] = ['none', 'none-backup'].map((name) => join(models, 'paper/table1', name, 'training.json'));
    write(file!, readFileSync(before, 'utf8'));
    cpSync(join(repository, 'recipes'), recipes, { recursive: true });
    expect([...readPaperRecords(own).trainings.keys()]).toEqual(['paper/table1/none']);

    const kept = JSON.parse(readFileSync(before, 'utf8'));
    write(copy!, JSON.stringify({ ...kept, final: { ...kept.final, testError: 0.5 } }));
    const { trainings, leftOut } = readPaperRecords(own);
    expect(trainings.get('paper/table1/none')).toEqual(kept);
    const elsewhere = 'it is the record of paper/table1/none, which belongs into another folder';
    expect(leftOut).toEqual([`${copy} is left out: ${elsewhere}.`]);
    rmSync(dirname(copy!), { recursive: true });

    const recipe = join(recipes, 'paper/table1/none.json');
    writeFileSync(recipe, readFileSync(recipe, 'utf8').replace('{', '{ "seed": 77,'));
    const stale = readPaperRecords(own);
    expect([...stale.trainings.keys()]).toEqual([]);
    expect(stale.leftOut).toEqual([
      `${file} is left out: the network was trained by another version of ${recipe}; train it again: rapa train ${recipe} --fresh.`,
    ]);
  });
});

describe('paperPage', () => {
  it('is one file that refers to nothing outside, and holds every claim and figure', () => {
    const figure4 = readResults(join(repository, 'suites/baselines/cifar10-figure4.json'));
    const random = tiledNetworks(
      recordsOf(new Map(), new Map([['paper/table1/random', record('table1/random', 0.2, 0.1)]])),
      join(repository, 'models'),
    ).get('paper/table1/random')!;
    const spreads = new Map([
      [
        'paper/table1/random',
        [0, 0.25, 0.5, 0.75, 1, 1.25, 1.5].map((spread) => ({ spread, confidence: 0.9 - spread / 9, error: 0.2 })),
      ],
    ]);
    const content = {
      records: {
        ...recordsOf(new Map([...records.results, ['cifar10-figure4', figure4]])),
        leftOut: ['a.json is left out.'],
      },
      measured: { similarities: [similarityOf('paper/table1/random', random)], spreads },
      filters: new Map([['paper/table1/random', random[0]!]]),
    };
    const page = paperPage({ ...content, claims: paperClaims(content.records, content.measured) });
    expect(page).not.toMatch(/(src|href)="(?!data:)/);
    expect(page.replaceAll('\u00a0', ' ').includes('18.00 % [17.26, 18.77] (9.00 %)')).toBe(true);
    expect(page).toMatch(/<th [^>]+>claim<\/th><th [^>]+>verdict<\/th>/);
    // Figure 2's schemes, two draws of random and perforated; filters.
    expect(page.match(/data:image\/png/g)).toHaveLength(9 + 1);
    expect(page).toContain('a.json is left out.');
    // Run times, similarities by scheme and pooling, curves and gaps of the four networks, theory.
    expect(page.match(/<svg /g)!.length).toBe(2 + 2 + 4 + 2);
    expect(page).toContain('>(16)</text>');
    expect(page).toContain('paper-comparators: not run yet');
    expect(new Set(page.match(/ id="[^"]+"/g)).size).toBe(page.match(/ id="[^"]+"/g)!.length);
  });
});
