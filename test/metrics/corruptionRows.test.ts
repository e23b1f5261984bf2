import { describe, expect, it } from 'vitest';
import { resultFileText } from '../../src/contract/resultFile.js';
import { evaluateAssertions } from '../../src/gate/evaluateAssertions.js';
import { corruptionRows } from '../../src/metrics/corruptionRows.js';
import { worstRows } from '../../src/metrics/worstRows.js';
import { corruptionChart } from '../../src/reports/charts/corruptionChart.js';
import { inkOf } from '../../src/reports/console/ink.js';
import { consoleReport } from '../../src/reports/reporters/consoleReport.js';
import { corruptionSection } from '../../src/reports/sections/corruptionSection.js';
import { summarise } from '../../src/reports/summary/summarise.js';
import { assembleResults } from '../../src/results/assembleResults.js';
import { readResults } from '../../src/results/readResults.js';
import { parseSuite } from '../../src/suites/parseSuite.js';
import { renderReport } from '../reports/support/renderReport.js';
import { makeInput, makeRecord, makeSuite, writeFile, writtenSuite } from '../support/madeRun.js';

const attacks = ['gaussian_noise', 'fog', 'snow', 'saturate'].map((name) => ({
  id: name,
  kind: 'corruption',
  corruption: name,
}));
const suite = makeSuite({
  attacks,
  assertions: [{ select: { model: 'random-16' }, metric: 'corruptionAccuracy', min: 0.49, max: 0.51 }],
  evaluation: { draws: 2 },
});
const input = makeInput(suite, { plan: { datasetImages: 300 } });

/** Of 300 images, right: under noise half at any severity; under fog and snow all at 1, down to none at 5. The extra: none. */
const shares: Readonly<Record<string, (point: number) => number>> = {
  gaussian_noise: () => 0.5,
  fog: (point) => 1 - point / 4,
  snow: (point) => 1 - point / 4,
  saturate: () => 0,
};

const results = assembleResults({
  ...input,
  records: input.cells.map((cell) => {
    const { draws } = cell.evaluation;
    const record = makeRecord(cell);
    const points = record.points.map((sums, point) => ({
      ...sums,
      hits: record.clean.map((_, at) => {
        return (cell.images[0] + at) % 100 < 100 * shares[cell.attack.id]!(point) ? draws : 0;
      }),
    }));
    return { ...record, clean: record.clean.map(() => draws), points };
  }),
});

describe('corruptionRows', () => {
  it('has the mean over severities and over the suite’s corruptions among the fifteen, and each group', () => {
    const rows = corruptionRows(results).filter(({ model }) => model === 'random-16');
    expect(rows.map(({ group, corruptions, hits, total }) => [group, corruptions, hits / total, total])).toEqual([
      ['mean', ['gaussian_noise', 'fog', 'snow'], 0.5, 300 * 2 * 15],
      ['noise', ['gaussian_noise'], 0.5, 300 * 2 * 5],
      ['weather', ['fog', 'snow'], 0.5, 300 * 2 * 10],
    ]);
    // Noise breaks the same half of the images at all severities: 300 images and no more than that.
    expect(rows[1]!.interval[0]).toBeCloseTo(0.4437, 3);
    expect(rows[1]!.interval[1]).toBeCloseTo(0.5563, 3);
  });

  it('are not adversarial: corruptions have no worst case', () => {
    expect(worstRows(results)).toEqual([]);
  });
});

describe('corruptions in results and reports', () => {
  it('are written and read, and can be asserted on', () => {
    expect(readResults(writeFile(resultFileText(results)))).toEqual(results);
    const [outcome] = evaluateAssertions(results, suite.assertions);
    expect(outcome).toMatchObject({
      status: 'pass',
      matches: [{ where: 'random-16 3 corruptions, computed', value: 0.5 }],
    });
  });

  it('have one common section and one chart instead of a table for each', () => {
    const summary = summarise(results);
    const text = corruptionSection.console!(summary, { ink: inkOf(false), width: 100 }).join('\n');
    expect(text).toMatch(/ Mean of 3 corruptions +50\.0 \[/);
    expect(text).toMatch(/ Weather, 2 corruptions +50\.0 \[/);
    expect(text).toMatch(/ Saturation \(extra\) +0\.0 \[/);
    expect(consoleReport(summary, { colour: false, width: 100, folder: 'x' })).not.toContain('severity 3');
    expect(renderReport('html', results)).toContain('<section id="corruptions">');
    expect(renderReport('markdown', results)).toContain('| **Mean of 3 corruptions** |');
    const chart = corruptionChart(summary)!;
    expect(chart.table.rows.map(([point, first]) => [point, first!.split(' %')[0]])).toEqual([
      ['clean', '100.0'],
      ['severity 1', '83.3'],
      ['severity 2', '66.7'],
      ['severity 3', '50.0'],
      ['severity 4', '33.3'],
      ['severity 5', '16.7'],
    ]);
  });
});

describe('a suite with corruptions', () => {
  const parse = (changes: object, assertions: object[] = []) =>
    parseSuite(writeFile({ ...writtenSuite, attacks: [{ ...attacks[0], ...changes }], assertions }));

  it('may name severities', () => {
    expect(parse({ severities: [5, 1] }).attacks[0]!.strength).toEqual({ kind: 'severities', severities: [5, 1] });
  });

  it.each([
    [{ severities: [6] }, 'a severity from 1 to 5'],
    [{ severities: [1, 1] }, 'each strength of a sweep once'],
    [{ corruption: 'rain' }, 'gaussian_noise'],
    [{ epsilons: [0.1] }, 'epsilons'],
    [{ snrDb: [33] }, 'snrDb'],
    [{ knownDraws: true }, 'knownDraws'],
  ])('is refused with %j', (changes, message) => {
    expect(() => parse(changes)).toThrow(message);
  });

  it('asserts on corruptionAccuracy over all of them', () => {
    const assertion = { select: { attack: 'gaussian_noise' }, metric: 'corruptionAccuracy', min: 0.5 };
    expect(() => parse({}, [assertion])).toThrow('over all corruptions and severities');
  });
});
