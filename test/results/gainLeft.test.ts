import { describe, expect, it } from 'vitest';
import { sha256 } from '../../src/base/stableHash.js';
import { resultFileText } from '../../src/contract/resultFile.js';
import { auditSummary } from '../../src/reports/summary/auditSummary.js';
import { assembleResults } from '../../src/results/assembleResults.js';
import { readResults } from '../../src/results/readResults.js';
import { recomputeResults } from '../../src/results/recomputeResults.js';
import { makeInput, makeRecord, makeSuite, writeFile, writtenSuite } from '../support/madeRun.js';

const [baseline, enlarged, random] = writtenSuite.models;
const pgd = { id: 'pgd', kind: 'pgd', snrDb: [33], steps: 10, eot: 4 };
const told = { ...pgd, id: 'pgd-told', eot: 1, knownDraws: true };

/** Results of 100 images, all right without attack: the first so many of every hundred are right under attack. */
function resultsOf(surviving: Readonly<Record<string, number>>, more: object = {}) {
  const suite = makeSuite({
    ...{ models: [baseline, enlarged, random], attacks: [pgd, told], audit: true },
    ...{ evaluation: { draws: 4, seed: 1 }, assertions: [], ...more },
  });
  const names = suite.models.map(({ id }) => id);
  const input = makeInput(suite, {
    plan: {
      datasetImages: 100,
      modelSha256: Object.fromEntries(names.map((name) => [name, sha256(name)])),
      modelStochastic: Object.fromEntries(names.map((name) => [name, name === 'random-16'])),
    },
  });
  const records = input.cells.map((cell) => {
    const record = makeRecord(cell);
    const { draws } = cell.evaluation;
    const share = surviving[`${cell.model}/${cell.attack.id}`] ?? 30;
    const hits = record.clean.map((_, at) => (cell.images[0] + at < share ? draws : 0));
    const clean = record.clean.map(() => draws);
    return { ...record, clean, points: record.points.map((point) => ({ ...point, hits })) };
  });
  return assembleResults({ ...input, records });
}

function findingOf(results: ReturnType<typeof resultsOf>) {
  const check = results.audit!.checks.find((own) => own.check === 'randomness' && own.model === 'random-16')!;
  return check.findings[0] as Extract<(typeof check.findings)[number], { kind: 'paired' }>;
}

const gaining = { 'baseline/pgd': 40, 'baseline/pgd-told': 40, 'random-16/pgd': 76, 'random-16/pgd-told': 55 };

describe('the share of a gain that is left under known draws', () => {
  it('is the reduction under known draws over that under fresh ones, with an interval around it', () => {
    const { gainLeft } = findingOf(resultsOf(gaining));
    expect(gainLeft!.share).toBeCloseTo(15 / 36, 12);
    const [low, high] = gainLeft!.interval;
    // Ratio of two binomial differences of 100 images: (55 - 40) / (76 - 40), nested, so that each resample draws both.
    const wide = 1.96 * Math.sqrt(((15 / 36) * (21 / 36)) / 36);
    expect(high - low).toBeGreaterThan(1.6 * wide);
    expect(high - low).toBeLessThan(2.4 * wide);
    expect(low).toBeLessThan(15 / 36);
    expect(high).toBeGreaterThan(15 / 36);
  });

  it('is in the text of the check, and survives writing, reading and computing anew', () => {
    const results = resultsOf(gaining);
    const row = auditSummary(results)!.rows.find(({ check, model }) => check === 'randomness' && model === 2)!;
    expect(row.worst).toMatch(/; 41\.7 % \[\d+\.\d, \d+\.\d\] of the gain is left$/);
    const file = writeFile(resultFileText(results));
    const read = readResults(file);
    expect(findingOf(read)).toEqual(findingOf(results));
    expect(findingOf(recomputeResults(read, file))).toEqual(findingOf(results));
  });

  it('is measured against the reference under the attack itself where known draws were added to one model alone', () => {
    const results = resultsOf(
      { ...gaining, 'random-16/pgd.known': 49 },
      { attacks: [pgd], models: [baseline, enlarged, { ...random, decompose: true }] },
    );
    expect(findingOf(results).against.attack).toBe('pgd.known');
    expect(findingOf(results).gainLeft!.share).toBeCloseTo(9 / 36, 12);
  });

  it('is left out without a reference, and without a gain that is above 0 beyond chance', () => {
    expect(findingOf(resultsOf(gaining, { reference: undefined }))).not.toHaveProperty('gainLeft');
    expect(findingOf(resultsOf({ ...gaining, 'random-16/pgd': 41 }))).not.toHaveProperty('gainLeft');
    expect(findingOf(resultsOf({ ...gaining, 'random-16/pgd': 30 }))).not.toHaveProperty('gainLeft');
  });
});
