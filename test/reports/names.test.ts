import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Results } from '../../src/contract/result.js';
import { consoleReport } from '../../src/reports/reporters/consoleReport.js';
import { fileSlugs } from '../../src/reports/summary/fileSlugs.js';
import { summarise } from '../../src/reports/summary/summarise.js';
import { printable } from '../../src/reports/text/printable.js';
import { fixtureResults } from './support/fixtureResults.js';
import { renderReport } from './support/renderReport.js';
import { wellFormedXml } from './support/wellFormedXml.js';

const plain = fixtureResults({ images: 20, galleryImages: 1 });

/** The same results under other names, wherever names come from outside. */
function renamed(text: string): Results {
  const first = plain.models[0]!;
  return {
    ...plain,
    suite: { ...plain.suite, name: text },
    command: text,
    models: [{ ...first, label: text }, ...plain.models.slice(1)],
    dataset: { ...plain.dataset, classNames: plain.dataset.classNames.map((name) => text + name) },
    failures: [{ model: first.id, attack: 'fgsm', images: [0, 1], error: text }],
    partial: { grep: text },
    verdict: { ...plain.verdict, status: 'incomplete', reasons: [text] },
  };
}

const hostile = '</script><script>alert("1")</script><img src=x onerror=\'alert(2)\'>&amp;';

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: fc.constantFrom(...'<>&"\'`|*_[]()\\#@\n\r\t\u0000\u001b\u202e\ud800\ufffe א🦜-'), maxLength: 40 }),
);

describe('names from outside', () => {
  test('stay text in the page', () => {
    // Drawings have as many ticks as there is room beside the names.
    const drawings = /<svg aria-hidden="true" viewBox="0 0 504[\s\S]*?<\/svg>/g;
    const tags = (page: string) => page.replace(drawings, '').match(/<[a-z][^\s>]*/gi);
    const page = renderReport('html', renamed(hostile));
    expect(tags(page)).toEqual(tags(renderReport('html', renamed('name'))));
    const drawn = page
      .match(drawings)!
      .join('')
      .match(/<[a-z][^\s>]*/gi);
    expect([...new Set(drawn)].sort()).toEqual(['<clipPath', '<g', '<path', '<rect', '<svg', '<text']);
    expect(page).toContain('&#60;/script&#62;&#60;script&#62;alert(&#34;1&#34;)');
    expect(page).toContain('\\u003c/script>\\u003cscript>');
  });

  test('leave junit.xml well-formed, whatever they are', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        wellFormedXml(renderReport('junit', renamed(text)));
      }),
      { numRuns: 60 },
    );
  });

  test('add no control characters and no lines to the terminal', () => {
    const lines = (text: string) =>
      consoleReport(summarise(renamed(text)), { colour: false, width: 100, folder: 'x' }).split('\n');
    fc.assert(
      fc.property(anyText, (text) => {
        for (const line of lines(text)) expect(line).toBe(printable(line.replaceAll('\t', '  ')));
        expect(printable(printable(text))).toBe(printable(text));
      }),
      { numRuns: 40 },
    );
  });

  test('stay text in Markdown: no tags, no extra cells, no mentions', () => {
    const text = renderReport('markdown', renamed(`${hostile} | a | [b](https://c.d) @someone #12 *e*`));
    const outside = text.replace(/```[^`]*```/g, '').replace(/<\/?(details|summary|br)>|<!-- -->/g, '¤');
    expect(outside).not.toMatch(/<[a-z!/]/i);
    expect(outside).not.toMatch(/@someone|https:\/\/|(?<!\\)\[b/);
    const row = text.split('\n').find((line) => line.startsWith('| &lt;/script'))!;
    expect(row.split(/(?<!\\)\|/)).toHaveLength(7);
  });

  test('keep the code block of the command closed', () => {
    expect(renderReport('markdown', renamed('a ```` b'))).toContain('`````\na ```` b\n`````');
  });

  test('make file names that are safe and distinct on every file system', () => {
    expect(fileSlugs(['fgsm', 'FGSM', '../../x', '', 'a b/c'])).toEqual(['fgsm', 'FGSM-2', 'x', 'attack', 'a-b-c']);
    fc.assert(
      fc.property(fc.array(anyText, { maxLength: 12 }), (ids) => {
        const slugs = fileSlugs(ids);
        expect(new Set(slugs.map((slug) => slug.toLowerCase())).size).toBe(ids.length);
        for (const slug of slugs) expect(slug).toMatch(/^[A-Za-z0-9_][A-Za-z0-9._-]*$/);
      }),
    );
  });
});
