import { describe, expect, it } from 'vitest';
import { schemaValidator } from '../../src/base/schemaValidators.js';
import type { Cell, CellRecord } from '../../src/contract/cell.js';
import { packResults } from '../../src/contract/resultFile.js';
import { planCells } from '../../src/planning/planCells.js';
import { mergeResults } from '../../src/results/mergeResults.js';
import { readResults } from '../../src/results/readResults.js';
import { parseSuite } from '../../src/suites/parseSuite.js';
import {
  makeInput,
  makeRecord,
  makeResults,
  makeSuite,
  planOptions,
  writeFile,
  writtenSuite,
} from '../support/madeRun.js';

const audited = (changes: object = {}) => makeSuite({ audit: { images: 300 }, assertions: [], ...changes });
const isProbe = ({ attack }: Cell) => attack.id.startsWith('audit:');

/** Records of a run, with the counts that the audit's cells take. */
function withCounts(cells: readonly Cell[]): CellRecord[] {
  return cells.map((cell) => {
    const record = makeRecord(cell);
    return cell.countsZeroGradients ? { ...record, zeroGradients: record.clean.map(() => 0) } : record;
  });
}

function auditedResults(suite = audited(), shard?: { index: number; count: number }) {
  const plan = shard ? { shard } : {};
  const cells = planCells(suite, planOptions(plan));
  const partial = shard ? { shard: `${shard.index}/${shard.count}` } : null;
  return makeResults(suite, { plan, records: withCounts(cells), partial });
}

describe('audits in suites', () => {
  it('audit adds its cells after all others, with a separate number of images, and EOT ladders only for stochastic models', () => {
    const cells = planCells(audited(), planOptions());
    const probes = cells.filter(isProbe);
    expect(cells.slice(-probes.length)).toEqual(probes);
    expect(Math.max(...probes.map(({ images }) => images[1]))).toBe(300);
    const names = (model: string) =>
      new Set(probes.filter((cell) => cell.model === model).map(({ attack }) => attack.id));
    expect([...names('baseline')]).toEqual(['audit:large-epsilon']);
    expect(names('random-16').size).toBe(12);
    expect(planCells(makeSuite(), planOptions()).some(isProbe)).toBe(false);
    expect(planCells(audited(), planOptions()).filter((cell) => !isProbe(cell))).toEqual(
      planCells(makeSuite(), planOptions()),
    );
  });

  it('the ladder is at the reference SNR with the suite’s SNR reference; without a reference in the middle of the first sweep', () => {
    const strengthOf = (changes: object) =>
      planCells(audited(changes), planOptions()).find(({ attack }) => attack.id === 'audit:pgd-eot-5')!.attack.strength;
    expect(strengthOf({})).toEqual({ kind: 'snrDb', snrDb: [33], snrReference: 'centered' });
    expect(strengthOf({ reference: undefined })).toEqual({ kind: 'snrDb', snrDb: [40], snrReference: 'centered' });
  });

  it('true means 200 images, and false no audit', () => {
    expect(makeSuite({ audit: true }).audit).toEqual({ images: 200 });
    expect(makeSuite({ audit: false }).audit).toBeUndefined();
  });

  it('results with an audit meet their schema and are read back as they were', () => {
    const results = auditedResults();
    expect(results.verdict.status).toBe('pass');
    expect(results.audit!.checks).toHaveLength(8 * 3);
    const validate = schemaValidator('results');
    expect(validate(packResults(results)), JSON.stringify(validate.errors)).toBe(true);
    expect(readResults(writeFile(packResults(results)))).toEqual(JSON.parse(JSON.stringify(results)));
    expect(results.gallery.some(({ attack }) => attack.startsWith('audit:'))).toBe(false);
    expect(results.gaps.some(({ attack }) => attack.startsWith('audit:'))).toBe(false);
  });

  it('shards merge into the audit of the whole run', () => {
    const whole = auditedResults();
    const shards = [1, 2, 3].map((index) => auditedResults(audited(), { index, count: 3 }));
    expect(shards.every(({ verdict }) => verdict.status === 'part')).toBe(true);
    const merged = mergeResults(shards);
    expect(merged.audit).toEqual(whole.audit);
    expect(merged.verdict).toEqual(whole.verdict);
  });

  it('a run that lacks a cell of the audit is incomplete and names it', () => {
    const suite = audited();
    const { cells } = makeInput(suite);
    const records = withCounts(cells.filter((cell) => cell.attack.id !== 'audit:pgd-eot-20'));
    const { verdict } = makeResults(suite, { records });
    expect(verdict.reasons).toEqual(['random-16/audit:pgd-eot-20: 300 of 300 images were not evaluated (0 to 299)']);
  });

  it('warnings can be asserted on by model and check; a check that could not be made matches nothing', () => {
    const statusOf = (select: object) =>
      auditedResults(audited({ assertions: [{ select, metric: 'auditWarnings', max: 0 }] })).verdict.assertions[0]!;
    // The made-up records keep the same accuracy at any epsilon: the large one is survived.
    expect(statusOf({ model: 'baseline', check: 'zeroGradient' }).status).toBe('pass');
    expect(statusOf({ check: 'noise' }).status).toBe('unmatched');
    const ladder = statusOf({ check: 'eotConvergence' });
    expect(ladder.matches.map(({ where }) => where)).toEqual(['random-16 audit eotConvergence']);
    expect(statusOf({ model: 'random-16', attack: 'fgsm' }).matches.map(({ where }) => where)).toEqual([
      'random-16 audit monotone',
    ]);
  });

  it('faults: an assertion on the audit without one, at a point, or a check with another metric', () => {
    const fault = (changes: object) => {
      try {
        parseSuite(writeFile({ ...writtenSuite, ...changes }));
      } catch (error) {
        return (error as Error).message;
      }
      return '';
    };
    const assertion = { metric: 'auditWarnings', max: 0 };
    expect(fault({ assertions: [assertion] })).toContain('add "audit": true to the suite');
    expect(fault({ audit: true, assertions: [{ ...assertion, select: { snrDb: 33 } }] })).toContain('no point');
    expect(fault({ audit: true, assertions: [{ metric: 'gap', max: 1, select: { check: 'noise' } }] })).toContain(
      'assert on "auditWarnings"',
    );
    expect(fault({ audit: true, assertions: [{ ...assertion, select: { check: 'nois' } }] })).toContain('noise');
    expect(fault({ audit: { images: 0 } })).toContain('/audit');
  });
});
