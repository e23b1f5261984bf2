import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { resultFileText } from '../../src/contract/resultFile.js';
import type { AssertionSpec } from '../../src/contract/suite.js';
import { consoleReport } from '../../src/reports/reporters/consoleReport.js';
import { summarise } from '../../src/reports/summary/summarise.js';
import { finePoints } from '../../src/reports/text/numberText.js';
import { readResults } from '../../src/results/readResults.js';
import { recomputeResults } from '../../src/results/recomputeResults.js';
import { fixtureResults } from './support/fixtureResults.js';
import { renderReport } from './support/renderReport.js';
import { wellFormedXml } from './support/wellFormedXml.js';

const results = fixtureResults();
const folder = 'reports/cifar10-figure4';
const incomplete = fixtureResults({
  images: 60,
  compared: false,
  partial: { limit: 60, shard: '1/2' },
  failures: [
    { model: 'enlarged', attack: 'fgsm', images: [0, 60], error: 'weights.bin: NaN in conv1\n  at loadModel' },
  ],
});

describe('the console report', () => {
  for (const width of [80, 120]) {
    const text = consoleReport(summarise(results), { colour: false, width, folder });

    test(`is as agreed at ${width} columns`, async () => {
      await expect(`${text}\n`).toMatchFileSnapshot(`expected/console-${width}.golden`);
    });

    test(`keeps to ${width} columns`, () => {
      expect(text.split('\n').filter((line) => line.length > width)).toEqual([]);
    });
  }

  test('keeps to 60 columns, with no word cut and no figure lost', () => {
    for (const own of [results, incomplete]) {
      const wide = consoleReport(summarise(own), { colour: false, width: 120, folder });
      const text = consoleReport(summarise(own), { colour: false, width: 60, folder });
      expect(text.split('\n').filter((line) => line.length > 60)).toEqual([]);
      const words = new Set(text.split(/[\s:,]+/));
      const gaps = wide.slice(wide.indexOf('Robustness by attack')).split('\n\n')[0]!;
      const figures = gaps.match(/\d+\.\d+/g) ?? [];
      expect(figures.filter((figure) => !text.includes(figure))).toEqual([]);
      for (const label of ['baseline', 'enlarged']) expect(words.has(label)).toBe(true);
    }
  });

  test('adds only colours to the text without colours', () => {
    const plain = consoleReport(summarise(results), { colour: false, width: 100, folder });
    const coloured = consoleReport(summarise(results), { colour: true, width: 100, folder });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: ANSI colours
    expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(plain);
    expect(coloured).not.toBe(plain);
    expect(plain).not.toContain('\u001b');
  });

  test('says PARTIAL first and last, why the run is incomplete and which cell failed', () => {
    const text = consoleReport(summarise(incomplete), { colour: false, width: 100, folder });
    expect(text).toMatch(/^PARTIAL: only the first 60 images, only shard 1\/2\./);
    expect(text).toMatch(/INCOMPLETE \(PARTIAL\) {2}.*\nReport: reports\/cifar10-figure4$/);
    expect(text).toContain('enlarged under fgsm, images 0 to 59\n     weights.bin: NaN in conv1\n       at loadModel');
  });
});

describe('summary.md', () => {
  test('is as agreed', async () => {
    const links = ['results.json', 'index.html', 'charts/fgsm-gap.png', 'summary.md'];
    await expect(renderReport('markdown', results, links)).toMatchFileSnapshot('expected/summary.md.golden');
  });

  test('has tables whose rows are as long as their heads', () => {
    const blocks = renderReport('markdown', results).split(/\n(?!\|)/);
    const tables = blocks.map((block) => block.trim()).filter((block) => block.startsWith('|'));
    for (const table of tables) {
      const columns = table.split('\n').map((line) => line.split(/(?<!\\)\|/).length);
      expect(new Set(columns).size).toBe(1);
    }
    expect(tables.length).toBeGreaterThan(6);
  });

  test('names what a partial, incomplete run lacks', () => {
    const text = renderReport('markdown', incomplete);
    expect(text).toMatch(/^## .*incomplete\n\n> \*\*PARTIAL: only the first 60 images/);
    expect(text).toContain('### Failed cells');
  });
});

describe('junit.xml', () => {
  test('is as agreed', async () => {
    await expect(renderReport('junit', results)).toMatchFileSnapshot('expected/junit.xml.golden');
  });

  test('is well-formed and counts its own cases', () => {
    for (const run of [results, incomplete]) {
      const elements = wellFormedXml(renderReport('junit', run));
      const count = (name: string) => String(elements.filter((element) => element.name === name).length);
      const root = elements[0]!;
      expect(root).toMatchObject({ name: 'testsuites', depth: 0 });
      expect(root.attributes).toMatchObject({
        tests: count('testcase'),
        failures: count('failure'),
        errors: count('error'),
      });
      expect(elements.filter(({ name }) => name === 'testsuite').every(({ depth }) => depth === 1)).toBe(true);
    }
  });

  test('has failures for broken assertions and regressions, errors for failed cells and unmatched assertions', () => {
    const failures = wellFormedXml(renderReport('junit', results)).filter(({ name }) => name === 'failure');
    const broken = results.verdict.assertions.filter(({ status }) => status === 'fail').length;
    const rows = results.verdict.comparison!.rows.filter(({ verdict }) => verdict === 'regressed');
    expect(broken).toBeGreaterThan(0);
    expect(failures).toHaveLength(broken + new Set(rows.map(({ model, attack }) => `${model} ${attack}`)).size);
    const errors = wellFormedXml(renderReport('junit', incomplete)).filter(({ name }) => name === 'error');
    expect(errors.map(({ attributes }) => attributes.message)).toContain('weights.bin: NaN in conv1');
  });

  test('writes the difference from another model in every report, and reads it back', () => {
    const select = { model: 'random-16', attack: 'fgsm', snrDb: 33 };
    const assertions: AssertionSpec[] = [
      { select, metric: 'accuracy', comparedWith: 'enlarged', min: 0.5 },
      { select: { ...select, snrDb: 1 }, metric: 'accuracy', comparedWith: 'enlarged', max: -0.00001 },
    ];
    const compared = fixtureResults({ assertions, compared: false });
    const at = compared.attacks[0]!;
    const point = at.strength.kind === 'snrDb' ? at.strength.snrDb.indexOf(33) : -1;
    const of = (model: string) => {
      const { hits, total } = compared.curves.find((one) => one.model === model && one.attack === 'fgsm')!.points[
        point
      ]!;
      return hits / total;
    };
    const difference = `${finePoints(of('random-16') - of('enlarged'))} points`;
    expect(difference).toMatch(/^\+\d+\.\d\d points$/);
    const text = 'accuracy of random-16 under fgsm at 33 dB minus that of enlarged: at least +50.00 points';
    const lacking = 'nothing in the run matches, or enlarged lacks a figure to compare with';
    for (const format of ['junit', 'markdown'] as const) {
      const report = renderReport(format, compared);
      for (const words of [text, difference, lacking, 'at most −0.001 points']) expect(report).toContain(words);
    }
    const file = join(mkdtempSync(join(tmpdir(), 'rapa-compared-')), 'results.json');
    writeFileSync(file, resultFileText(compared));
    expect(readResults(file)).toEqual(compared);
    expect(recomputeResults(readResults(file), file).verdict.assertions).toEqual(compared.verdict.assertions);
  });

  test('reports other missing parts in a separate case', () => {
    const lacking = { ...results, verdict: { ...results.verdict, reasons: ['shard 2/2 is missing'] } };
    const elements = wellFormedXml(renderReport('junit', lacking));
    expect(elements.at(-1)).toMatchObject({ name: 'error', attributes: { message: 'shard 2/2 is missing' } });
  });
});
