import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/base/errors.js';
import { randomStream } from '../../src/base/random.js';
import { canonicalJson } from '../../src/base/stableHash.js';
import type { AuditCheck, AuditFinding } from '../../src/contract/audit.js';
import type { Cell, CellRecord } from '../../src/contract/cell.js';
import type { ComparisonRow, Results } from '../../src/contract/result.js';
import { packResults } from '../../src/contract/resultFile.js';
import { type AssertionSpec, defaultGate, type GateSpec } from '../../src/contract/suite.js';
import { compareOutcomes } from '../../src/gate/compareOutcomes.js';
import { compareResults } from '../../src/gate/compareResults.js';
import { evaluateAssertions } from '../../src/gate/evaluateAssertions.js';
import { formVerdict, withComparison, withoutComparison, withRefusedComparison } from '../../src/gate/formVerdict.js';
import { judgeRows } from '../../src/gate/judgeRows.js';
import { toBaseline } from '../../src/gate/toBaseline.js';
import { mcnemarExact } from '../../src/metrics/mcnemarExact.js';
import { smallestProvableDrop } from '../../src/metrics/smallestProvableDrop.js';
import { comparisonSummary } from '../../src/reports/summary/comparisonSummary.js';
import { headline } from '../../src/reports/summary/headline.js';
import { readResults } from '../../src/results/readResults.js';
import { recomputeResults } from '../../src/results/recomputeResults.js';
import { makeInput, makeRecord, makeResults, makeSuite, writeFile } from '../support/madeRun.js';

const suite = makeSuite();
const baseline = makeResults(suite);
const rowsOf = (rows: readonly ComparisonRow[], model: string) => rows.filter((row) => row.model === model);

describe('compareResults', () => {
  it('passes an unchanged run, all rows within noise', () => {
    const { rows, status, notes } = compareResults(toBaseline(baseline), baseline);
    expect(status).toBe('pass');
    expect(notes).toEqual([]);
    // Each model: clean, then 4 points of each of 2 attacks.
    expect(rows).toHaveLength(3 * 9);
    for (const row of rows) {
      expect(row).toMatchObject({ difference: 0, pValue: 1, adjustedPValue: 1, verdict: 'within noise', images: 1100 });
      expect([row.newlyBroken, row.newlyRobust]).toEqual([[], []]);
    }
    expect(rows.slice(0, 3).map(({ attack, point }) => [attack, point])).toEqual([
      [null, 'clean'],
      ['fgsm', '50 dB'],
      ['fgsm', '40 dB'],
    ]);
    expect(rows[6]!.point).toBe('epsilon 2/255');
  });

  it('fails on a damaged model, and reports only that model', () => {
    for (const luck of [0, 1, 2]) {
      const damaged = makeResults(suite, { made: { damage: { 'random-16': 0.15 }, luck } });
      const { rows, status } = compareResults(makeResults(suite, { made: { luck } }), damaged);
      expect(status).toBe('fail');
      expect(new Set(rows.filter(({ verdict }) => verdict === 'regressed').map(({ model }) => model))).toEqual(
        new Set(['random-16']),
      );
      expect(rowsOf(rows, 'random-16').filter(({ verdict }) => verdict === 'regressed').length).toBeGreaterThan(4);
      expect(rowsOf(rows, 'baseline').every(({ verdict }) => verdict === 'within noise')).toBe(true);
    }
  });

  it('calls the same change the other way round an improvement, and passes', () => {
    const damaged = makeResults(suite, { made: { damage: { baseline: 0.15 } } });
    const { rows, status } = compareResults(damaged, baseline);
    expect(status).toBe('pass');
    expect(rowsOf(rows, 'baseline').some(({ verdict }) => verdict === 'improved')).toBe(true);
    expect(rows.every(({ verdict }) => verdict !== 'regressed')).toBe(true);
  });

  it('does not cry wolf when only luck differs', () => {
    let failures = 0;
    for (let luck = 1; luck <= 20; luck++) {
      if (compareResults(baseline, makeResults(suite, { made: { luck } })).status === 'fail') failures++;
    }
    expect(failures).toBeLessThanOrEqual(2);
  });

  it('notes another engine, other code and other weights without refusing', () => {
    const other = {
      ...baseline,
      environment: { ...baseline.environment, backend: 'cpu', simd: 'none', numerics: 'n2' },
      models: [{ ...baseline.models[0]!, sha256: 'f'.repeat(64) }, ...baseline.models.slice(1)],
    };
    const { status, notes } = compareResults(baseline, other);
    expect(status).toBe('pass');
    expect(notes).toEqual([
      'the baseline was computed by wasm (wasm SIMD), this run by cpu (none)',
      'the code that computes the results has changed since the baseline',
      'weights or topology have changed since the baseline: baseline',
    ]);
  });

  const limited = makeResults(suite, { plan: { limit: 100 }, partial: { limit: 100 } });
  const selected = makeResults(suite, { plan: { grep: 'baseline' }, partial: { grep: 'baseline' } });
  const selectedAttack = makeResults(suite, { plan: { grep: 'fgsm$' }, partial: { grep: 'fgsm$' } });
  const sharded = makeResults(suite, { plan: { shard: { index: 1, count: 2 } }, partial: { shard: '1/2' } });
  it.each<readonly [string, object, readonly string[]]>([
    ['schemaVersion', { schemaVersion: 2 }, ['/schemaVersion', 'expected: 1', 'found:    2', 'eval --update-baseline']],
    [
      'data set',
      { dataset: { ...baseline.dataset, name: 'svhn' } },
      ['/dataset/name', '"mnist", as in base.json', '"svhn"'],
    ],
    ['split', { dataset: { ...baseline.dataset, split: 'train' } }, ['/dataset/split', '"test"', '"train"']],
    ['data', { dataset: { ...baseline.dataset, sha256: 'f'.repeat(64) } }, ['/dataset/sha256']],
    [
      'attack',
      { attacks: [{ ...baseline.attacks[0]!, eot: 9 }, baseline.attacks[1]!] },
      ['/attacks/fgsm/eot', 'expected: 3', 'found:    9'],
    ],
    [
      'draws',
      { evaluation: { ...baseline.evaluation, draws: 5 } },
      ['/evaluation/draws', 'expected: 4', 'found:    5'],
    ],
    ['vote', { evaluation: { ...baseline.evaluation, vote: 5 } }, ['/evaluation/vote']],
    ['seed', { evaluation: { ...baseline.evaluation, seed: 5 } }, ['/evaluation/seed']],
    ['sources', { sources: [{ path: './m', sha256: 'a'.repeat(64) }] }, ['/sources/.~1m', 'a'.repeat(64)]],
    ['limit', limited, ['/images/baseline~1fgsm', '"0 to 1099"', '"0 to 99"', '--limit']],
    ['selected models', selected, ['/models', 'enlarged is missing, random-16 is missing']],
    ['selected attacks', selectedAttack, ['/attacks', 'fgsm-eps is missing']],
    ['shard', sharded, ['/images/baseline~1fgsm', '--shard']],
  ])('refuses to compare runs of unlike %s, naming the field, both values and a remedy', (_, changes, parts) => {
    const compare = () =>
      compareResults(baseline, { ...baseline, ...changes } as Results, { baselineName: 'base.json' });
    expect(compare).toThrow(UserError);
    for (const part of [...parts, 'remedy:', 'base.json']) expect(compare).toThrow(part);
  });

  it('names a model that is new', () => {
    expect(() => compareResults(selected, baseline)).toThrow('enlarged is new, random-16 is new');
  });
});

describe('compareOutcomes', () => {
  it('counts images that lost and gained hits, for any number of draws', () => {
    fc.assert(
      fc.property(
        fc
          .integer({ min: 1, max: 6 })
          .chain((a) =>
            fc
              .integer({ min: 1, max: 6 })
              .chain((b) =>
                fc.tuple(
                  fc.constant(a),
                  fc.constant(b),
                  fc.array(fc.tuple(fc.nat(a), fc.nat(b)), { minLength: 1, maxLength: 50 }),
                ),
              ),
          ),
        ([a, b, pairs]) => {
          const ids = pairs.map((_, i) => 10 * i);
          const before = { hits: pairs.map(([hits]) => hits), draws: a };
          const now = { hits: pairs.map(([, hits]) => hits), draws: b };
          const row = compareOutcomes(ids, before, now);
          const lost = ids.filter((_, i) => pairs[i]![1] * a < pairs[i]![0] * b);
          const gained = ids.filter((_, i) => pairs[i]![1] * a > pairs[i]![0] * b);
          expect(row.newlyBroken).toEqual(lost);
          expect(row.newlyRobust).toEqual(gained);
          expect(row.pValue).toBe(mcnemarExact(lost.length, gained.length));
          expect(row.difference).toBeCloseTo(row.accuracy - row.baselineAccuracy, 12);
          expect(row.differenceInterval[0]).toBeLessThanOrEqual(row.difference + 1e-12);
          expect(row.differenceInterval[1]).toBeGreaterThanOrEqual(row.difference - 1e-12);
        },
      ),
    );
  });
});

/** A row in which `lost` and `gained` of so many images, one draw each, differ. */
function rowWith(images: number, lost: number, gained: number) {
  const ids = Array.from({ length: images }, (_, i) => i);
  const before = { hits: ids.map((id) => (id < lost || id >= lost + gained ? 1 : 0)), draws: 1 };
  const now = { hits: ids.map((id) => (id < lost ? 0 : 1)), draws: 1 };
  return { model: 'm', attack: 'a', point: '33 dB', ...compareOutcomes(ids, before, now) };
}
const verdictOf = (images: number, lost: number, gained: number) =>
  judgeRows([rowWith(images, lost, gained)], { alpha: 0.05, maxDrop: 0.01 })[0]!.verdict;

describe('judgeRows', () => {
  it.each([
    ['regressed', 'a drop that is significant and large enough', 2000, 40, 5],
    ['improved', 'a rise of the same kind', 2000, 5, 40],
    ['within noise', 'no difference, however few the images', 10, 0, 0],
    ['within noise', 'a significant drop too small to matter', 20_000, 60, 20],
    ['within noise', 'some images each way among many', 10_000, 40, 45],
    ['inconclusive', 'a large drop on too few images', 50, 3, 0],
    ['inconclusive', 'many images each way', 1000, 60, 50],
    ['regressed', 'a drop of exactly the least effect', 1000, 10, 0],
  ])('says %s of %s', (verdict, _, images, lost, gained) => {
    expect(verdictOf(images, lost, gained)).toBe(verdict);
  });

  it('corrects for the number of rows: a row that fails alone does not fail among hundreds', () => {
    const suspicious = rowWith(500, 10, 1);
    expect(suspicious.pValue).toBeLessThan(0.05);
    const quiet = Array.from({ length: 200 }, () => rowWith(500, 0, 0));
    const rows = judgeRows([suspicious, ...quiet], { alpha: 0.05, maxDrop: 0.01 });
    expect(rows[0]!.verdict).toBe('inconclusive');
    expect(rows[0]!.adjustedPValue).toBeCloseTo(Math.min(1, 201 * suspicious.pValue), 12);
  });

  it('mirrors its verdict when the runs change places', () => {
    const mirror = {
      regressed: 'improved',
      improved: 'regressed',
      'within noise': 'within noise',
      inconclusive: 'inconclusive',
    };
    fc.assert(
      fc.property(fc.nat(60), fc.nat(60), fc.integer({ min: 120, max: 3000 }), (lost, gained, images) => {
        expect(verdictOf(images, gained, lost)).toBe(mirror[verdictOf(images, lost, gained)]);
      }),
      { numRuns: 50 },
    );
  });

  it('raises false alarms in at most 5 of 100 families of rows that differ only by chance', () => {
    let alarms = 0;
    const families = 300;
    for (let family = 0; family < families; family++) {
      const stream = randomStream(family, 'test');
      const rows = Array.from({ length: 10 }, () => {
        let lost = 0;
        for (let image = 0; image < 40; image++) lost += stream.int(2);
        return rowWith(500, lost, 40 - lost);
      });
      if (judgeRows(rows, { alpha: 0.05, maxDrop: 0.01 }).some(({ verdict }) => verdict === 'regressed')) alarms++;
    }
    expect(alarms / families).toBeLessThan(0.05);
  });
});

const evaluate = (assertion: AssertionSpec, results: Results = baseline) =>
  evaluateAssertions(results, [assertion])[0]!;
const pointValue = (model: string, attack: string, point: number, metric: 'accuracy' | 'relativeAccuracy') => {
  const found = baseline.curves.find((curve) => curve.model === model && curve.attack === attack)!.points[point]!;
  const { hits, total } = metric === 'accuracy' ? found : found.relative;
  return hits / total;
};

describe('evaluateAssertions', () => {
  it('holds a figure against its bounds, both inclusive', () => {
    const value = pointValue('random-16', 'fgsm', 2, 'relativeAccuracy');
    const select = { model: 'random-16', attack: 'fgsm', snrDb: 33 };
    const exact = evaluate({ select, metric: 'relativeAccuracy', min: value, max: value });
    expect(exact.status).toBe('pass');
    expect(exact.matches).toEqual([{ where: 'random-16 fgsm 33 dB', value, pass: true }]);
    expect(evaluate({ select, metric: 'relativeAccuracy', min: value + 1e-6 }).status).toBe('fail');
    expect(evaluate({ select, metric: 'relativeAccuracy', max: value - 1e-6 }).status).toBe('fail');
  });

  it('bears on everything that a key left out does not narrow', () => {
    expect(evaluate({ select: {}, metric: 'accuracy', min: 0 }).matches).toHaveLength(3 * 8);
    expect(evaluate({ select: { attack: 'fgsm' }, metric: 'accuracy', min: 0 }).matches).toHaveLength(3 * 4);
    expect(evaluate({ select: { snrDb: 40 }, metric: 'accuracy', min: 0 }).matches).toHaveLength(3);
    expect(
      evaluate({ select: { epsilon: 8 / 255 }, metric: 'relativeAccuracy', min: 0 }).matches.map(({ where }) => where),
    ).toEqual([
      'baseline fgsm-eps epsilon 8/255',
      'enlarged fgsm-eps epsilon 8/255',
      'random-16 fgsm-eps epsilon 8/255',
    ]);
    expect(evaluate({ select: {}, metric: 'cleanAccuracy', min: 0 }).matches.map(({ where }) => where)).toEqual([
      'baseline clean',
      'enlarged clean',
      'random-16 clean',
    ]);
  });

  it('fails if one of many figures is out of bounds, and says which', () => {
    const values = [0, 1, 2, 3].map((point) => pointValue('baseline', 'fgsm', point, 'accuracy'));
    const outcome = evaluate({ select: { model: 'baseline', attack: 'fgsm' }, metric: 'accuracy', min: values[2]! });
    expect(outcome.status).toBe('fail');
    expect(outcome.matches.map(({ pass }) => pass)).toEqual([true, true, true, false]);
  });

  it('reads gaps and reductions as the results have them, at the reference’s SNR unless it names another', () => {
    for (const metric of ['gap', 'gapReduction'] as const) {
      const { matches } = evaluate({ select: {}, metric, min: -1 });
      const expected = baseline.gaps.flatMap((gap) => {
        const value = metric === 'gap' ? gap.gap : gap.reduction;
        return value === null ? [] : [{ where: `${gap.model} ${gap.attack} 33 dB`, value }];
      });
      expect(matches).toHaveLength(metric === 'gap' ? 6 : 4);
      matches.forEach((match, i) => {
        expect(match.where).toBe(expected[i]!.where);
        expect(match.value).toBeCloseTo(expected[i]!.value, 12);
      });
    }
    const at40 = evaluate({ select: { model: 'enlarged', attack: 'fgsm', snrDb: 40 }, metric: 'gap', max: 1 });
    expect(at40.matches[0]!.value).toBeCloseTo(1 - pointValue('enlarged', 'fgsm', 1, 'relativeAccuracy'), 12);
  });

  it('judges the difference from another model under the same attack at the same strength', () => {
    const select = { model: 'random-16', attack: 'fgsm' };
    const outcome = evaluate({ select, metric: 'accuracy', comparedWith: 'baseline', min: -1 });
    const expected = [0, 1, 2, 3].map(
      (point) => pointValue('random-16', 'fgsm', point, 'accuracy') - pointValue('baseline', 'fgsm', point, 'accuracy'),
    );
    expect(outcome.matches.map(({ value }) => value)).toEqual(expected);
    expect(outcome.matches.map(({ where }) => where)).toContain('random-16 fgsm 33 dB');
    expect(new Set(expected).size).toBeGreaterThan(1);
    const least = Math.min(...expected);
    const bounded = (min: number) => evaluate({ select, metric: 'accuracy', comparedWith: 'baseline', min }).status;
    expect([bounded(least), bounded(least + 1e-6)]).toEqual(['pass', 'fail']);
    const turned = evaluate({
      select: { ...select, model: 'baseline' },
      metric: 'accuracy',
      comparedWith: 'random-16',
      min: -1,
    });
    expect(turned.matches.map(({ value }) => value)).toEqual(expected.map((value) => -value));
  });

  it('compares every other model with the named one, in every figure', () => {
    const clean = evaluate({ select: {}, metric: 'cleanAccuracy', comparedWith: 'baseline', min: -1 });
    expect(clean.matches.map(({ where }) => where)).toEqual(['enlarged clean', 'random-16 clean']);
    const gaps = evaluate({ select: {}, metric: 'gap', comparedWith: 'baseline', min: -1 });
    const gapOf = (model: string) =>
      baseline.gaps.find((gap) => gap.model === model && gap.attack === 'fgsm' && gap.snrDb === 33)!.gap;
    expect(gaps.matches[0]).toMatchObject({ where: 'enlarged fgsm 33 dB' });
    expect(gaps.matches[0]!.value).toBeCloseTo(gapOf('enlarged') - gapOf('baseline'), 12);
    const reductionOf = (model: string) =>
      baseline.gaps.find((gap) => gap.model === model && gap.attack === 'fgsm' && gap.snrDb === 33)!.reduction!;
    const select = { model: 'random-16', attack: 'fgsm' };
    const reductions = evaluate({ select, metric: 'gapReduction', comparedWith: 'enlarged', min: -1 });
    expect(reductions.matches).toHaveLength(1);
    expect(reductions.matches[0]!.value).toBeCloseTo(reductionOf('random-16') - reductionOf('enlarged'), 12);
  });

  it('compares worst cases on the same axis only', () => {
    const row = (model: string, bound: 'pixel' | 'centered', hits: number) => ({
      ...{ model, attacks: ['a', 'b'], axis: 'snrDb', bound, value: 33, hits, total: 100 },
      ...{ interval: [0, 1], relative: { hits, total: 100, interval: [0, 1] } },
    });
    const worst = [
      ...[row('baseline', 'pixel', 60), row('baseline', 'centered', 20)],
      ...[row('random-16', 'pixel', 60), row('random-16', 'centered', 50)],
    ] as unknown as NonNullable<Results['worst']>;
    const judge = (rows: typeof worst) =>
      evaluate(
        { select: { model: 'random-16' }, metric: 'worstAccuracy', comparedWith: 'baseline', min: 0 },
        { ...baseline, worst: rows },
      );
    expect(judge(worst).matches).toEqual([
      { where: 'random-16 worst of 2 attacks 33 dB, pixel', value: 0, pass: true },
      { where: 'random-16 worst of 2 attacks 33 dB, centered', value: expect.closeTo(0.3, 12), pass: true },
    ]);
    expect(judge(worst.slice(1)).status).toBe('unmatched');
    const others = worst.map((one) => (one.model === 'baseline' ? { ...one, attacks: ['a', 'c'] } : one));
    expect(judge(others).status).toBe('unmatched');
  });

  it('is unmatched if the other model lacks any of the selected figures', () => {
    const fewer = baseline.curves.filter(({ model, attack }) => model !== 'baseline' || attack === 'fgsm');
    const compare = (curves: Results['curves']) =>
      evaluate({ select: {}, metric: 'accuracy', comparedWith: 'baseline', min: -1 }, { ...baseline, curves });
    expect(compare(baseline.curves).matches).toHaveLength(2 * 8);
    expect(compare(fewer)).toMatchObject({ status: 'unmatched', matches: [] });
  });

  it('is unmatched if there is nothing to judge', () => {
    expect(evaluate({ select: { snrDb: 34 }, metric: 'accuracy', min: 0 })).toMatchObject({
      status: 'unmatched',
      matches: [],
    });
    expect(evaluate({ select: { epsilon: 0.3 }, metric: 'accuracy', min: 0 }).status).toBe('unmatched');
    expect(evaluate({ select: { snrDb: 70 }, metric: 'gap', max: 1 }).status).toBe('unmatched');
    expect(evaluate({ select: { model: 'baseline' }, metric: 'gapReduction', min: 0 }).status).toBe('unmatched');
    expect(evaluate({ select: {}, metric: 'accuracy', min: 0 }, { ...baseline, curves: [] }).status).toBe('unmatched');
  });
});

describe('the verdict', () => {
  const passing = evaluate({ select: {}, metric: 'accuracy', min: 0 });
  const failing = evaluate({ select: {}, metric: 'accuracy', min: 1 });
  const unmatched = evaluate({ select: { snrDb: 1 }, metric: 'accuracy', min: 0.5, max: 0.9 });

  it('is incomplete before it is fail, and fail before it is pass', () => {
    const status = (assertions: (typeof passing)[], missing: string[] = []) =>
      formVerdict({ assertions, comparison: null, missing }).status;
    expect(status([])).toBe('pass');
    expect(status([passing])).toBe('pass');
    expect(status([passing, failing])).toBe('fail');
    expect(status([failing, unmatched])).toBe('incomplete');
    expect(status([failing], ['a cell is missing'])).toBe('incomplete');
  });

  it('names the model that an assertion compares with', () => {
    const compared = evaluate({ select: { snrDb: 1 }, metric: 'accuracy', comparedWith: 'baseline', min: 0 });
    expect(formVerdict({ assertions: [compared], comparison: null, missing: [] }).reasons).toEqual([
      'nothing matches, or baseline lacks a figure to compare with, in the assertion: accuracy of every model at 1 dB, minus that of baseline, at least 0',
    ]);
  });

  it('names the assertion that matches nothing', () => {
    expect(formVerdict({ assertions: [unmatched], comparison: null, missing: [] }).reasons).toEqual([
      'nothing matches the assertion: accuracy of every model at 1 dB, at least 0.5 and at most 0.9',
    ]);
  });

  it('takes up a comparison', () => {
    const damaged = makeResults(suite, { made: { damage: { baseline: 0.15 } } });
    expect(baseline.verdict.status).toBe('pass');
    const same = withComparison(baseline, compareResults(baseline, baseline));
    expect(same.verdict.status).toBe('pass');
    const worse = withComparison(damaged, compareResults(baseline, damaged, { baselineName: 'base.json' }));
    expect(worse.verdict.status).toBe('fail');
    expect(worse.verdict.comparison!.baseline).toBe('base.json');
    expect(readResults(writeFile(packResults(worse)))).toEqual(worse);
  });
});

describe('the gate of a suite', () => {
  const small = 20;
  const plain = makeSuite({ assertions: [] });
  const smallCells = (broken: number) =>
    makeResults(plain, { records: makeInput(plain).cells.map((cell) => fallen(cell, broken)) });
  /** The first 20 images of each cell are right 18 times before, and `broken` fewer after. */
  function fallen(cell: Cell, broken: number): CellRecord {
    const record = makeRecord(cell);
    const hits = (images: readonly number[], lost: number) =>
      images.map((_, at) => (at < 18 - lost && cell.images[0] === 0 && at < small ? record.draws : 0));
    return {
      ...record,
      clean: hits(record.clean, 0),
      points: record.points.map((point) => ({ ...point, hits: hits(point.hits, broken) })),
    };
  }

  it('states in the first line that a drop is inconclusive, and the smallest detectable drop', () => {
    const before = smallCells(0);
    const after = smallCells(8);
    const comparison = compareResults(before, after, { gate: { ...defaultGate, alpha: 1e-4 } });
    expect(comparison.status).toBe('pass');
    const row = comparison.rows.find(({ verdict }) => verdict === 'inconclusive')!;
    expect([row.newlyBroken.length, row.newlyRobust.length]).toEqual([8, 0]);
    // 27 comparisons: 2 x 27 / 2^k below 1e-4 from k = 20 on.
    expect(row.provableDrop).toBe(20 / row.images);
    const { verdict } = withComparison(after, comparison);
    expect(verdict.status).toBe('pass');
    expect(verdict.notes).toEqual([expect.stringMatching(/^INCONCLUSIVE: 24 of 27 comparisons.*no drop below/)]);
    expect(headline({ ...after, verdict }, { assertions: [], comparison: null })).toMatch(/^INCONCLUSIVE/);
    const regressed = {
      ...comparisonSummary({ ...after, verdict })!,
      counts: { 'within noise': 0, improved: 0, inconclusive: 0, regressed: 2 },
    };
    const line = headline({ ...after, verdict }, { assertions: [], comparison: regressed });
    expect(line).toMatch(/^against the baseline: 2 regressed; INCONCLUSIVE/);
  });

  it('calls a run incomplete whose comparison was refused, also when its results are read again', () => {
    const refused = withRefusedComparison(baseline, 'expected the same images, found others');
    expect(refused.verdict).toMatchObject({ status: 'incomplete', comparison: null });
    const reason = 'not compared with the baseline: expected the same images, found others';
    expect(refused.verdict.reasons).toEqual([reason]);
    const again = recomputeResults(refused, 'results.json').verdict;
    expect([again.status, again.reasons]).toEqual(['incomplete', [reason]]);
  });

  it('keeps the failure of a missing baseline when results are read again', () => {
    const gate = { ...defaultGate, onMissingBaseline: 'fail' as const };
    const failed = withoutComparison({ ...baseline, gate }, { why: 'there is none', isMissing: true });
    expect(failed.verdict.status).toBe('fail');
    expect(recomputeResults(failed, 'results.json').verdict.status).toBe('fail');
  });

  it('names models whose gradients the audit finds to be zero in the first line', () => {
    const [first] = baseline.models;
    const finding = { kind: 'share', of: 'zeroGradient', warning: true } as unknown as AuditFinding;
    const checks = [{ check: 'zeroGradient', model: first!.id, findings: [finding] }] as unknown as AuditCheck[];
    const audit = { images: 1, probes: [], curves: [], checks };
    const line = headline({ ...baseline, audit }, { assertions: [], comparison: null });
    expect(line).toMatch(`gradient attacks may be too weak on ${first!.label}: see the notes on models and the audit`);
  });

  it('names models on which gradient attacks may be too weak in the first line', () => {
    const [first, ...others] = baseline.models;
    const doubted = {
      format: 'onnx' as const,
      outputs: 'logits' as const,
      notes: ['gradient not verified: it is zero'],
    };
    const models = [{ ...first!, reading: doubted }, ...others];
    const line = headline({ ...baseline, models }, { assertions: [], comparison: null });
    expect(line).toMatch(`gradient attacks may be too weak on ${first!.label}: see the notes on models`);
    expect(headline(baseline, { assertions: [], comparison: null })).not.toMatch('too weak');
  });

  it('fails, or keeps silent, where the suite asks for it', () => {
    const [before, after] = [smallCells(0), smallCells(8)];
    const judge = (onInconclusive: GateSpec['onInconclusive']) => {
      const gate = { ...defaultGate, alpha: 1e-4, onInconclusive };
      return withComparison({ ...after, gate }, compareResults(before, { ...after, gate })).verdict;
    };
    expect(judge('fail')).toMatchObject({ status: 'fail', notes: [expect.stringContaining('INCONCLUSIVE')] });
    expect(judge('pass').status).toBe('pass');
    expect(judge('pass').notes).toBeUndefined();
  });

  it('takes the smallest drop and the error rate from the suite', () => {
    const [before, after] = [smallCells(0), smallCells(8)];
    const judge = (changes: Partial<GateSpec>) =>
      compareResults(before, { ...after, gate: { ...defaultGate, ...changes } }).rows.map(({ verdict }) => verdict);
    // 8 of 1,100 images are 0.7 points.
    expect(judge({ maxDrop: 0.007, alpha: 0.5 })).toContain('regressed');
    expect(judge({ maxDrop: 0.0075, alpha: 0.5 })).not.toContain('regressed');
    expect(judge({ maxDrop: 0.007, alpha: 0.05 })).not.toContain('regressed');
  });

  it('states why a run was not compared, and fails if the suite requires a baseline', () => {
    const missing = { why: 'there is no base.json', isMissing: true };
    expect(withoutComparison(baseline, missing).verdict).toMatchObject({
      status: 'pass',
      notes: ['not compared with a baseline: there is no base.json'],
    });
    const strict = { ...baseline, gate: { ...defaultGate, onMissingBaseline: 'fail' as const } };
    expect(withoutComparison(strict, missing).verdict.status).toBe('fail');
    expect(
      withoutComparison(strict, { why: '--limit excluded part of the suite', isMissing: false }).verdict.status,
    ).toBe('pass');
    const quiet = { ...baseline, gate: { ...defaultGate, onMissingBaseline: 'pass' as const } };
    expect(withoutComparison(quiet, missing)).toBe(quiet);
  });
});

describe('smallestProvableDrop', () => {
  it('is the fewest images whose loss stays significant after the strictest correction', () => {
    for (const comparisons of [1, 7, 52]) {
      const fewest = smallestProvableDrop(400, { comparisons, alpha: 0.05 })! * 400;
      expect(mcnemarExact(fewest, 0) * comparisons).toBeLessThan(0.05);
      expect(mcnemarExact(fewest - 1, 0) * comparisons).toBeGreaterThanOrEqual(0.05);
    }
    expect(smallestProvableDrop(20, { comparisons: 1, alpha: 0.05 })).toBe(6 / 20);
    expect(smallestProvableDrop(5, { comparisons: 1, alpha: 0.05 })).toBeNull();
  });
});

describe('toBaseline', () => {
  it('keeps all that a comparison needs and drops pictures and times', () => {
    const slim = toBaseline(withComparison(baseline, compareResults(baseline, baseline)));
    expect(slim.gallery).toEqual([]);
    expect(slim.environment.durationMs).toBe(0);
    expect(slim.verdict.comparison).toBeNull();
    expect(slim.curves).toEqual(baseline.curves);
    expect(readResults(writeFile(packResults(slim)))).toEqual(slim);
    expect(canonicalJson(compareResults(slim, baseline))).toBe(canonicalJson(compareResults(baseline, baseline)));
  });

  it('is not made of an incomplete run', () => {
    const shard = makeResults(suite, { plan: { shard: { index: 1, count: 2 } }, partial: { shard: '1/2' } });
    expect(() => toBaseline(shard)).toThrow(UserError);
    expect(() => toBaseline(shard)).toThrow('belong to other shards');
  });
});
