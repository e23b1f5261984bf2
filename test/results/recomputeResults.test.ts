import { expect, it } from 'vitest';
import { UserError } from '../../src/base/errors.js';
import type { Results } from '../../src/contract/result.js';
import { compareResults } from '../../src/gate/compareResults.js';
import { withComparison } from '../../src/gate/formVerdict.js';
import { recomputeResults } from '../../src/results/recomputeResults.js';
import { makeResults, makeSuite } from '../support/madeRun.js';

const results = makeResults(makeSuite());

it('results that nobody edited are recomputed as they are', () => {
  expect(recomputeResults(results, 'a.json')).toEqual(results);
  const shard = makeResults(makeSuite(), {
    plan: { shard: { index: 1, count: 3 } },
    partial: { shard: '1/3' },
    command: 'npm run eval -- suites/made-up.json --shard 1/3',
  });
  expect(recomputeResults(shard, 'a.json')).toEqual(shard);
  const compared = withComparison(results, compareResults(results, results));
  expect(recomputeResults(compared, 'a.json')).toEqual(compared);
});

it('figures and verdicts that were written by hand are not passed on', () => {
  const [first, ...others] = results.curves;
  const [gap, ...gaps] = results.gaps;
  const edited: Results = {
    ...results,
    curves: [{ ...first!, clean: { ...first!.clean, interval: [0.999, 1] } }, ...others],
    gaps: [{ ...gap!, gap: 0, relativeAccuracy: 1 }, ...gaps],
    verdict: { ...results.verdict, assertions: [], status: 'incomplete', reasons: ['made up'] },
  };
  const { assertions: _, ...verdict } = recomputeResults(edited, 'a.json').verdict;
  expect(recomputeResults(edited, 'a.json').curves).toEqual(results.curves);
  expect(recomputeResults(edited, 'a.json').gaps).toEqual(results.gaps);
  expect(verdict).toMatchObject({ status: 'pass', reasons: [] });
});

it('a comparison that contradicts its rows is refused', () => {
  const comparison = compareResults(results, results);
  const rows = comparison.rows.map((row) => ({ ...row, verdict: 'regressed' as const }));
  const edited = withComparison(results, { ...comparison, rows, status: 'pass' });
  expect(() => recomputeResults(edited, 'a.json')).toThrow(UserError);
  expect(() => recomputeResults(edited, 'a.json')).toThrow('/verdict/comparison/status');
});
