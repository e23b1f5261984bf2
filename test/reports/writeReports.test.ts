import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { UserError } from '../../src/base/errors.js';
import type { Results } from '../../src/contract/result.js';
import { packResults } from '../../src/contract/resultFile.js';
import { summarise } from '../../src/reports/summary/summarise.js';
import { type ReporterName, writeReports } from '../../src/reports/writeReports.js';
import { fixtureResults } from './support/fixtureResults.js';

const results = fixtureResults({ images: 60, galleryImages: 1 });
const few = { ...results, attacks: results.attacks.slice(0, 1) };

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reports-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (reported: Results, reporters: readonly ReporterName[] | 'all', keepsOthers = false) =>
  writeReports({ results: reported, summary: summarise(reported) }, { folder, reporters, keepsOthers });
const read = (path: string) => readFileSync(join(folder, path), 'utf8');

describe('writeReports', () => {
  test('writes the reports that were asked for and returns their paths', async () => {
    const { files, failures } = await write(few, ['png', 'html', 'console']);
    expect(failures).toEqual([]);
    expect(files).toEqual(
      [
        'index.html',
        ...['relative-snr', 'accuracy-snr', 'drop-epsilon', 'gap'].map((kind) => `charts/fgsm-${kind}.png`),
      ].map((path) => join(folder, path)),
    );
    expect(read('index.html')).toContain('href="charts/fgsm-gap.png"');
    expect(read('index.html')).not.toContain('results.json"');
    await write(results, ['json']);
    expect(JSON.parse(read('results.json'))).toEqual(JSON.parse(JSON.stringify(packResults(results))));
  });

  test('writes charts as SVG, or as PNG for a column, where asked', async () => {
    const reported = { results: few, summary: summarise(few) };
    const style = { folder, reporters: 'all' } as const;
    const { files } = await writeReports(reported, { ...style, charts: { chartFormat: 'svg' } });
    const charts = files.filter((file) => file.includes('charts'));
    expect(charts.map((file) => file.slice(-4))).toEqual(['.svg', '.svg', '.svg', '.svg']);
    expect(read('index.html')).toContain('href="charts/fgsm-gap.svg"');
    await writeReports(reported, { folder, reporters: ['png'], charts: { chartSize: 'column' } });
    const png = readFileSync(join(folder, 'charts', 'fgsm-relative-snr.png'));
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([2016, 1320]);
  });

  test('removes reports of an earlier run and keeps other files', async () => {
    mkdirSync(join(folder, 'charts'));
    for (const path of ['results.json', 'charts/pgd-gap.png', 'notes.md', 'charts/mine.pdf']) {
      writeFileSync(join(folder, path), 'old');
    }
    await write(few, ['junit', 'markdown']);
    expect(readdirSync(folder).sort()).toEqual(['charts', 'junit.xml', 'notes.md', 'summary.md']);
    expect(readdirSync(join(folder, 'charts'))).toEqual(['mine.pdf']);
  });

  test('keeps reports of the same results on request, and changes nothing if no file is requested', async () => {
    await write(few, ['json', 'markdown']);
    await write(few, ['junit'], true);
    await write(few, ['console']);
    const summary = summarise(few);
    const file = join(folder, 'results.json');
    expect(await writeReports({ results: few, summary }, { folder: file, reporters: ['console'] })).toEqual({
      files: [],
      failures: [],
    });
    expect(readdirSync(folder).sort()).toEqual(['junit.xml', 'results.json', 'summary.md']);
  });

  test('a reporter that throws does not affect others, and no report links to its missing files', async () => {
    // A picture with fewer pixels than its shape says is a fault that the page alone meets.
    const gallery = results.gallery.map((picture) => ({ ...picture, cleanPixels: 'AAAA', adversarialPixels: 'AAAA' }));
    const { files, failures } = await write({ ...few, gallery }, ['json', 'html', 'markdown', 'junit']);
    expect(failures.map(({ reporter, error }) => [reporter, error instanceof RangeError])).toEqual([['html', true]]);
    expect(files).toEqual(['results.json', 'summary.md', 'junit.xml'].map((path) => join(folder, path)));
    expect(read('summary.md')).not.toContain('index.html');
    expect(read('junit.xml')).toContain('<testsuites');
  });

  test('if a file cannot be written, all stay unchanged and no temporary files remain', async () => {
    writeFileSync(join(folder, 'summary.md'), 'old');
    writeFileSync(join(folder, 'charts'), 'a file where a folder is needed');
    await expect(write(few, 'all')).rejects.toThrow(UserError);
    expect(readdirSync(folder).sort()).toEqual(['charts', 'summary.md']);
    expect(read('summary.md')).toBe('old');
    expect(existsSync(join(folder, 'results.json'))).toBe(false);
  });
});
