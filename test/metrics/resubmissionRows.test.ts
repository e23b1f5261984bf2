import { describe, expect, it } from 'vitest';
import { resultFileText } from '../../src/contract/resultFile.js';
import { resubmissionRows, triesUpTo } from '../../src/metrics/resubmissionRows.js';
import { inkOf } from '../../src/reports/console/ink.js';
import { resubmissionSection } from '../../src/reports/sections/resubmissionSection.js';
import { summarise } from '../../src/reports/summary/summarise.js';
import { assembleResults } from '../../src/results/assembleResults.js';
import { readResults } from '../../src/results/readResults.js';
import { recomputeResults } from '../../src/results/recomputeResults.js';
import { parseSuite } from '../../src/suites/parseSuite.js';
import { renderReport } from '../reports/support/renderReport.js';
import { makeInput, makeRecord, makeSuite, writeFile, writtenSuite } from '../support/madeRun.js';

const suiteParts = {
  attacks: [
    { id: 'fgsm', kind: 'fgsm', snrDb: [40, 33] },
    { id: 'known', kind: 'fgsm', snrDb: [33], knownDraws: true },
  ],
  assertions: [],
};
const suite = makeSuite({ ...suiteParts, evaluation: { draws: 10, resubmit: 6 } });
const input = makeInput(suite, { plan: { datasetImages: 400 } });

/** Of ten draws, 9 right on each clean image; under attack 8 right on even images, none on odd ones. */
const results = assembleResults({
  ...input,
  records: input.cells.map((cell) => {
    const record = makeRecord(cell);
    if (cell.evaluation.draws === 1) return record;
    const attacked = record.clean.map((_, at) => ((cell.images[0] + at) % 2 === 0 ? 8 : 0));
    const points = record.points.map((point) => ({ ...point, hits: attacked }));
    return { ...record, clean: record.clean.map(() => 9), points };
  }),
});

describe('resubmissionRows', () => {
  it('reports 1, 2, 5, 10 ... tries up to the maximum', () => {
    expect(triesUpTo(1)).toEqual([1]);
    expect(triesUpTo(6)).toEqual([1, 2, 5, 6]);
    expect(triesUpTo(100)).toEqual([1, 2, 5, 10, 20, 50, 100]);
  });

  it('has the probability of an error in k draws for clean and attacked images and their difference, only for stochastic models', () => {
    const rows = resubmissionRows(results, 6);
    expect(rows.map(({ model, attack, point }) => [model, attack, point])).toEqual([
      ['random-16', 'fgsm', 0],
      ['random-16', 'fgsm', 1],
    ]);
    for (const { tries, clean, attacked, difference } of rows[1]!.tries) {
      // One error in ten draws is among k of them with a chance of k / 10; two with 1 - C(8, k) / C(10, k).
      const one = tries / 10;
      const two = 1 - ((10 - tries) * (9 - tries)) / 90;
      expect(clean.success).toBeCloseTo(one, 12);
      expect(attacked.success).toBeCloseTo((1 + two) / 2, 12);
      expect(difference.success).toBeCloseTo((1 + two) / 2 - one, 12);
      expect(difference.interval[0]).toBeLessThan(difference.success);
      expect(difference.interval[1]).toBeGreaterThan(difference.success);
    }
  });

  it('has no rows with fewer draws than tries', () => {
    expect(resubmissionRows(results, 11)).toEqual([]);
  });
});

describe('resubmission in results and reports', () => {
  it('is written, read and recomputed', () => {
    const read = readResults(writeFile(resultFileText(results)));
    expect(read).toEqual(results);
    expect(recomputeResults({ ...read, resubmission: [] }, 'a file').resubmission).toEqual(results.resubmission);
  });

  it('is in every report at the reference SNR, and in none if it is not requested', () => {
    const summary = summarise(results);
    const text = resubmissionSection.console!(summary, { ink: inkOf(false), width: 100 }).join('\n');
    expect(text).toMatch(/FGSM, 33 dB +random-16 +attacked/);
    expect(renderReport('markdown', results)).toContain('attacked 60.0 % [55.');
    expect(renderReport('html', results)).toContain('<section id="resubmission">');
    const { resubmission: _, ...others } = results;
    expect(resubmissionSection.console!(summarise(others), { ink: inkOf(false), width: 100 })).toEqual([]);
  });

  it('leaves the cells as they were: their keys do not change', () => {
    const plain = makeSuite({ ...suiteParts, evaluation: { draws: 10 } });
    const keys = makeInput(plain, { plan: { datasetImages: 400 } }).cells.map(({ key }) => key);
    expect(input.cells.map(({ key }) => key)).toEqual(keys);
  });

  it('of more tries than draws is refused', () => {
    const file = writeFile({ ...writtenSuite, evaluation: { draws: 4, resubmit: 5 } });
    expect(() => parseSuite(file)).toThrow(/at most the draws, 4[\s\S]*5/);
  });
});
