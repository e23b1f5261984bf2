import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { baselineArchitecture, type TilingName } from '../../src/contract/architecture.js';
import type { ResultGap } from '../../src/contract/result.js';
import type { TrainingRecord } from '../../src/contract/trainingRecord.js';
import { writeDocsTables } from '../../src/paper/docsTables.js';
import { paperClaims } from '../../src/paper/paperClaims.js';
import { paperPage } from '../../src/paper/paperPage.js';
import { type PaperRecords, readPaperRecords } from '../../src/paper/paperRecords.js';
import { errorText, notYet, robustnessTable, trainingTables } from '../../src/paper/paperTables.js';
import { repository } from '../support/runCli.js';

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
    dataset: { name: 'cifar10', trainSha256: '', testSha256: '' },
    startWeightsSha256: null,
    epochs: [],
    final: { trainError, testError, testConfidence: 0.8 },
    best: { epoch: 24, testError },
    weightsSha256: '',
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
const records: PaperRecords = { trainings, gaps: new Map([['paper-table1', [gap]]]) };
const verdictOf = (claims: ReturnType<typeof paperClaims>, words: string) =>
  claims.find(({ claim }) => claim.includes(words))!;

describe('paperClaims', () => {
  it('judges claims with results and leaves the others open', () => {
    const claims = paperClaims(
      records,
      new Map([
        ['paper/table1/random', 0.3],
        ['paper/table1/alternate', 0.02],
      ]),
    );
    expect(verdictOf(claims, 'CIFAR-10, seed 1: random is the best')).toMatchObject({
      verdict: 'holds',
      here: '18.00 % against 22.00 % of paper/table1/alternate; intervals apart',
    });
    expect(verdictOf(claims, 'CIFAR-10, seed 1: random is at least').here).toContain('overlap');
    expect(verdictOf(claims, 'overfits less').verdict).toBe('holds');
    expect(verdictOf(claims, 'seed 2: random is the best').verdict).toBe('open');
    expect(verdictOf(claims, 'S > 0.1').verdict).toBe('holds');
    expect(verdictOf(claims, 'max pooling, alternate').verdict).toBe('does not hold');
    expect(verdictOf(claims, '16 tiles, reduces the gap')).toMatchObject({
      verdict: 'holds',
      here: '43.00 % [40.00 %, 46.00 %]',
    });
    expect(verdictOf(claims, 'Parseval').verdict).toBe('open');
    expect(verdictOf(claims, 'AlexNet').verdict).toBe('holds');
    expect(verdictOf(claims, 'regulariser').verdict).toBe('holds');
  });

  it('says so where a claim does not hold', () => {
    const worse = new Map(trainings).set('paper/table1/random', record('table1/random', 0.26, 0.01));
    const claims = paperClaims({ trainings: worse, gaps: new Map() }, new Map());
    for (const words of [
      'seed 1: random is the best',
      'seed 1: random is at least',
      'seed 1: perforation',
      'overfits less',
    ]) {
      expect(verdictOf(claims, words).verdict).toBe('does not hold');
    }
    const weak = { ...gap, reduction: 0.2, reductionInterval: [0.18, 0.22] as const };
    const other = paperClaims({ trainings, gaps: new Map([['paper-table1', [weak]]]) }, new Map());
    expect(verdictOf(other, '16 tiles, reduces the gap').verdict).toBe('does not hold');
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

  it('in the docs are those of the committed records', () => {
    const file = join(repository, 'docs/reproduction.md');
    const text = readFileSync(file, 'utf8');
    const committed = readPaperRecords(join(repository, 'models'), join(repository, 'reports'));
    const tables = [
      ...trainingTables(committed),
      robustnessTable({ ...committed, gaps: committedGaps(text, committed) }),
    ];
    expect(writeDocsTables(file, text, tables)).toBe(text);
    expect(() => writeDocsTables('a.md', 'no markers', tables)).toThrow(/a\.md[\s\S]*tables of the trainings/);
  });
});

/** Reports are not committed: where the docs have no results of suites, those that happen to lie here do not count. */
function committedGaps(text: string, { gaps }: PaperRecords): PaperRecords['gaps'] {
  return text.includes('none of the suites has been run yet') ? new Map() : gaps;
}

describe('paperPage', () => {
  it('is one file that refers to nothing outside, and holds every claim and figure', () => {
    const page = paperPage(paperClaims(records, new Map()), trainingTables(records));
    expect(page).not.toMatch(/(src|href)="(?!data:)/);
    expect(page.replaceAll('\u00a0', ' ').includes('18.00 % [17.26, 18.77] (9.00 %)')).toBe(true);
    expect(page.match(/data:image\/png/g)).toHaveLength(1);
    expect(page.match(/<svg /g)).toHaveLength(3);
    expect(page).toContain('>(16)</text>');
  });
});
