import { describe, expect, test } from 'vitest';
import { shortenedMarkdown } from '../../src/reports/markdown/shortenedMarkdown.js';
import { largeFixture } from './support/largeFixture.js';
import { renderReport } from './support/renderReport.js';

const table = (rows: number) =>
  `<details><summary>Accuracy at every point</summary>\n\n${'| a | b |\n'.repeat(rows)}\n</details>`;
const parts = [
  { title: 'Title', text: '## Robustness' },
  { title: 'Curves', text: `### FGSM\n\nfigures\n\n${table(50)}` },
  { title: 'Audit', text: 'x'.repeat(300) },
  { title: 'Assertions', text: 'y'.repeat(100) },
];

describe('a summary', () => {
  test('that fits is left as it is', () => {
    expect(shortenedMarkdown(parts)).toBe(`${parts.map(({ text }) => text).join('\n\n')}\n`);
  });

  test('that is too long loses its folded tables first, and says so', () => {
    const text = shortenedMarkdown(parts, 600);
    expect(text).not.toContain('| a |');
    expect(text).toContain('figures');
    expect(text).toContain('y'.repeat(100));
    expect(text).toMatch(/Left out because the summary would be too long: tables of every point\.\n$/);
  });

  test('that is still too long loses its longest sections, never the verdict', () => {
    const text = shortenedMarkdown(parts, 250);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(250);
    expect(text).toMatch(/^## Robustness/);
    expect(text).toMatch(/: tables of every point, Audit\.\n$/);
  });

  test('of 8 models under 8 attacks stays below 1 MiB', () => {
    expect(Buffer.byteLength(renderReport('markdown', largeFixture()))).toBeLessThan(2 ** 20);
  });

  test('of a job has no links, which would lead nowhere', () => {
    process.env.GITHUB_STEP_SUMMARY = '/tmp/summary';
    try {
      expect(renderReport('markdown', largeFixture({ images: 10 }), ['index.html'])).not.toContain('](');
    } finally {
      delete process.env.GITHUB_STEP_SUMMARY;
    }
    expect(renderReport('markdown', largeFixture({ images: 10 }), ['index.html'])).toContain(
      '[index.html](index.html)',
    );
  });
});
