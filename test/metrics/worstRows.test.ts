import { describe, expect, it } from 'vitest';
import { resultFileText } from '../../src/contract/resultFile.js';
import { evaluateAssertions } from '../../src/gate/evaluateAssertions.js';
import { worstRows } from '../../src/metrics/worstRows.js';
import { inkOf } from '../../src/reports/console/ink.js';
import { worstSection } from '../../src/reports/sections/worstSection.js';
import { summarise } from '../../src/reports/summary/summarise.js';
import { assembleResults } from '../../src/results/assembleResults.js';
import { readResults } from '../../src/results/readResults.js';
import { recomputeResults } from '../../src/results/recomputeResults.js';
import { parseSuite } from '../../src/suites/parseSuite.js';
import { renderReport } from '../reports/support/renderReport.js';
import { makeInput, makeRecord, makeSuite, writeFile, writtenSuite } from '../support/madeRun.js';

/** Hits by attack: of each image, over 4 draws on the stochastic model. */
const hits: Readonly<Record<string, (image: number) => number>> = {
  one: (image) => (image % 2 === 0 ? 0 : 1),
  two: (image) => (image % 3 === 0 ? 0 : 1),
  known: () => 0,
  noise: () => 0,
  wide: () => 0,
};

const attacks = [
  { id: 'one', kind: 'pgd', epsilons: ['2/255', '8/255'] },
  { id: 'two', kind: 'fgsm', epsilons: ['8/255', 0.1] },
  { id: 'known', kind: 'fgsm', epsilons: ['8/255'], knownDraws: true },
  { id: 'noise', kind: 'noise', epsilons: ['8/255'] },
  { id: 'wide', kind: 'pgd', norm: 'l2', epsilons: ['8/255'] },
];

const suite = makeSuite({
  attacks,
  assertions: [
    { select: { model: 'random-16', epsilon: '8/255' }, metric: 'worstAccuracy', min: 0.3, max: 0.35 },
    { select: { model: 'baseline' }, metric: 'worstRelativeAccuracy', max: 0.34 },
    { select: { epsilon: '2/255' }, metric: 'worstAccuracy', min: 0 },
  ],
  evaluation: { draws: 4 },
});

const input = makeInput(suite, { plan: { datasetImages: 600 } });
const results = assembleResults({
  ...input,
  records: input.cells.map((cell) => {
    const { draws } = cell.evaluation;
    const made = makeRecord(cell);
    const ids = made.clean.map((_, at) => cell.images[0] + at);
    const own = ids.map((image) => draws * hits[cell.attack.id]!(image));
    return { ...made, clean: ids.map(() => draws), points: made.points.map((point) => ({ ...point, hits: own })) };
  }),
});

describe('worstRows', () => {
  it('takes the fewest hits per image under the attacks of one strength, without noise and attacks that know the draws', () => {
    const rows = worstRows(results);
    expect(rows.map(({ model, attacks: met, value }) => [model, met, value])).toEqual([
      ['baseline', ['one', 'two'], 8 / 255],
      ['enlarged', ['one', 'two'], 8 / 255],
      ['random-16', ['one', 'two'], 8 / 255],
    ]);
    // A third of the images is a multiple neither of 2 nor of 3.
    expect(rows[2]).toMatchObject({ axis: 'epsilon', bound: 'of the norm linf', hits: 4 * 200, total: 4 * 600 });
    expect(rows[2]!.interval[0]).toBeCloseTo(0.297, 3);
    expect(rows[2]!.interval[1]).toBeCloseTo(0.372, 3);
    expect(rows[0]).toMatchObject({ hits: 200, total: 600, relative: { hits: 200, total: 600 } });
  });

  it('leaves out an attack over other images', () => {
    const [first, ...others] = results.curves;
    const shorter = { ...first!, parts: [{ ...first!.parts[0]!, images: [0, 1] as const }] };
    const rows = worstRows({ ...results, curves: [shorter, ...others] }).filter(({ model }) => model === 'baseline');
    expect(rows).toEqual([]);
  });
});

describe('the worst case in results', () => {
  it('is written, read and recomputed', () => {
    expect(results.worst).toHaveLength(3);
    const read = readResults(writeFile(resultFileText(results)));
    expect(read).toEqual(results);
    expect(recomputeResults({ ...read, worst: [] }, 'a file').worst).toEqual(results.worst);
  });

  it('is missing in older results, for which reports compute it', () => {
    const { worst: _, ...older } = results;
    const read = readResults(writeFile(resultFileText(older)));
    const [table] = summarise(read).worstTables;
    expect(table).toMatchObject({ axis: 'epsilons of the norm linf', sweep: 'epsilons' });
    expect(table!.curves[2]!.points).toMatchObject([
      { label: 'epsilon 8/255', attacks: 2, accuracy: { value: 1 / 3 } },
    ]);
  });

  it('can be asserted on', () => {
    const outcomes = evaluateAssertions(results, suite.assertions);
    expect(outcomes.map(({ status }) => status)).toEqual(['pass', 'pass', 'unmatched']);
    expect(outcomes[0]!.matches).toEqual([
      { where: 'random-16 worst of 2 attacks epsilon 8/255 of the norm linf', value: 1 / 3, pass: true },
    ]);
  });

  it('belongs to no single attack', () => {
    const assertions = [{ select: { attack: 'one' }, metric: 'worstAccuracy', min: 0.5 }];
    const file = writeFile({ ...writtenSuite, attacks, assertions });
    expect(() => parseSuite(file)).toThrow('no attack, because "worstAccuracy" is over all of them');
  });
});

describe('the worst case in reports', () => {
  it('is in the console, in Markdown and in the page with its interval', () => {
    const summary = summarise(results);
    const lines = worstSection.console!(summary, { ink: inkOf(false), width: 100 });
    expect(lines).toContainEqual(expect.stringMatching(/^ 8\/255( +33\.3 \[29\.7, 37\.2\]){3}/));
    const markdown = worstSection.markdown!(summary, []).join('\n');
    expect(markdown).toContain('| epsilon 8/255 | 2 | 33.3 % [29.7, 37.2]<br>');
    expect(renderReport('html', results)).toMatch(
      /<section id="worst">[\s\S]*33\.3.%[^<]*29\.7, 37\.2[\s\S]*<\/section>/,
    );
  });

  it('is absent if no two attacks share a strength', () => {
    const summary = summarise({ ...results, curves: results.curves.filter(({ attack }) => attack === 'one') });
    expect(worstSection.console!(summary, { ink: inkOf(false), width: 100 })).toEqual([]);
    expect(worstSection.page!(summary, [])).toBeNull();
  });
});
