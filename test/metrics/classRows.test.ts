import { describe, expect, it } from 'vitest';
import { resultFileText } from '../../src/contract/resultFile.js';
import { toBaseline } from '../../src/gate/toBaseline.js';
import { classRows } from '../../src/metrics/classRows.js';
import { inkOf } from '../../src/reports/console/ink.js';
import { classSection } from '../../src/reports/sections/classSection.js';
import { summarise } from '../../src/reports/summary/summarise.js';
import { assembleResults } from '../../src/results/assembleResults.js';
import { mergeResults } from '../../src/results/mergeResults.js';
import { readResults } from '../../src/results/readResults.js';
import { renderReport } from '../reports/support/renderReport.js';
import { makeInput, makeRecord, makeSuite, writeFile } from '../support/madeRun.js';

const suite = makeSuite({
  attacks: [{ id: 'fgsm', kind: 'fgsm', snrDb: [40, 33] }],
  assertions: [],
  evaluation: { draws: 4 },
});
const input = makeInput(suite, { plan: { datasetImages: 400 } });

/** Labels 0 to 3 in turn. At 33 dB class 0 stays, class 1 becomes 2, class 2 becomes 1 in half of its images, class 3 is wrong unattacked. */
const results = assembleResults({
  ...input,
  records: input.cells.map((cell) => {
    const { draws } = cell.evaluation;
    const record = makeRecord(cell);
    const ids = record.clean.map((_, at) => cell.images[0] + at);
    const isBroken = (image: number) => image % 4 === 1 || (image % 4 === 2 && image % 8 === 2);
    const right = (image: number) => image % 4 !== 3;
    const wrong = ids.map((image) => (!right(image) ? 1 : isBroken(image) ? (image % 4 === 1 ? 3 : 2) : 0));
    return {
      ...record,
      clean: ids.map((image) => (right(image) ? draws : 0)),
      points: record.points.map((sums) => ({
        ...sums,
        hits: ids.map((image) => (right(image) && !isBroken(image) ? draws : 0)),
      })),
      mistakes: { labels: ids.map((image) => image % 4), points: [wrong, wrong] },
    };
  }),
});

describe('classRows', () => {
  it('has the accuracy of each class at the reference SNR, and the predicted classes of broken images', () => {
    const row = classRows(results).find(({ model }) => model === 'random-16')!;
    expect(row).toMatchObject({ attack: 'fgsm', point: 1 });
    expect(row.classes.map(({ label, images, hits, total }) => [label, images, hits, total])).toEqual([
      [0, 100, 400, 400],
      [1, 100, 0, 400],
      [2, 100, 200, 400],
      [3, 100, 0, 400],
    ]);
    expect(row.classes[2]!.interval[0]).toBeCloseTo(0.4038, 3);
    expect(row.classes[3]!.relative.total).toBe(0);
    // Class 3 is wrong without attack: it counts as not broken.
    expect(row.broken).toEqual([
      { from: 1, to: 2, images: 100 },
      { from: 2, to: 1, images: 50 },
    ]);
  });
});

describe('classes in results and reports', () => {
  it('are packed, read, taken apart and merged', () => {
    const read = readResults(writeFile(resultFileText(results)));
    expect(read).toEqual(results);
    expect(mergeResults([read]).classes).toEqual(results.classes);
    expect(mergeResults([read]).curves).toEqual(results.curves);
  });

  it.each([7, 300])('hold outputs beyond the classes of the data set, as foreign models have them: %i', (output) => {
    const [curve, ...others] = results.curves;
    const mistakes = { ...curve!.mistakes!, points: curve!.mistakes!.points.map((wrong) => wrong.with(3, output)) };
    const foreign = { ...results, curves: [{ ...curve!, mistakes }, ...others] };
    expect(readResults(writeFile(resultFileText(foreign))).curves).toEqual(foreign.curves);
  });

  it('are missing in baselines and in older results, which are read as before', () => {
    const baseline = toBaseline(results);
    expect(resultFileText(baseline)).not.toContain('mistakes');
    const read = readResults(writeFile(resultFileText(baseline)));
    expect(classSection.page!(summarise(read), [])).toBeNull();
    expect(classSection.console!(summarise(read), { ink: inkOf(false), width: 100 })).toEqual([]);
  });

  it('are refused if they do not match the images or points of the curve', () => {
    const file = JSON.parse(resultFileText(results));
    file.cells[0].mistakes.points.pop();
    expect(() => readResults(writeFile(file))).toThrow('2 points, as its attack has');
    const other = JSON.parse(resultFileText(results));
    other.cells[0].mistakes.labels = other.cells[0].mistakes.labels.slice(0, 8);
    expect(() => readResults(writeFile(other))).toThrow('labels');
  });

  it('are in every report', () => {
    const summary = summarise(results);
    const text = classSection.console!(summary, { ink: inkOf(false), width: 120 }).join(' ');
    expect(text).toContain('random-16: weakest 1, 0.0 %; broken: 1 to 2 (100 images), 2 to 1 (50 images)');
    expect(renderReport('markdown', results)).toContain('| 2 | 100 | 50.0 %');
    expect(renderReport('html', results)).toContain('<section id="classes">');
  });
});
