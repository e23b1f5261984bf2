import { wrapWords } from '../console/wrapWords.js';
import { dataTable } from '../html/dataTable.js';
import { html, type Markup } from '../html/markup.js';
import type { TestCase } from '../junit/testCase.js';
import type { Look, Section } from '../section.js';
import type { AssertionRow } from '../summary/assertionRows.js';
import type { Summary } from '../summary/summary.js';
import { markdownTable, escapeMarkdown as md } from '../text/markdownText.js';

/** Each assertion of the suite with what it matched. */
export const assertionSection: Section = {
  id: 'assertions',
  title: 'Assertions',
  console: consoleLines,
  markdown: markdownLines,
  page,
  junit: { suite: 'assertions', cases: ({ assertions }) => assertions.map(testCase) },
};

function consoleLines({ assertions }: Summary, { ink, width }: Look): string[] {
  if (assertions.length === 0) return [];
  const marks = { pass: ink.good('✓'), fail: ink.bad('✗'), unmatched: ink.warning('?'), open: ink.quiet('–') };
  const lines = assertions.flatMap(({ text, status, absence, matches }) => [
    ...wrapWords(text, { width: width - 3, indent: 3 }).map((line, index) =>
      index === 0 ? ` ${marks[status]} ${line}` : line,
    ),
    ...(status === 'unmatched' ? [`     ${ink.warning(absence)}`] : []),
    ...(status === 'open' ? [`     ${openText}`] : []),
    ...matches.map(({ where, value, pass }) => `     ${where}: ${pass ? value : ink.bad(value)}`),
  ]);
  return [ink.bold('Assertions'), ...lines];
}

const markdownMarks = { pass: '✅', fail: '❌', unmatched: '⚠️', open: '–' } as const;
const openText = 'judged when the shards are merged';

function markdownLines({ assertions }: Summary): string[] {
  if (assertions.length === 0) return [];
  const rows = assertions.map(({ text, status, absence, matches }) => [
    markdownMarks[status],
    md(text),
    status === 'open'
      ? openText
      : matches.length === 0
        ? md(absence)
        : matches.map(({ where, value, pass }) => `${md(where)}: ${pass ? value : `**${value}**`}`).join('<br>'),
  ]);
  return ['### Assertions', '', ...markdownTable(['', 'assertion', 'found'], rows, { leftColumns: 3 })];
}

const statusWords = { pass: 'holds', fail: 'fails', unmatched: 'matches nothing', open: 'open' } as const;
const statusTones = { pass: 'good', fail: 'bad', unmatched: 'odd', open: 'quiet' } as const;

function page({ assertions }: Summary): Markup | null {
  if (assertions.length === 0) return null;
  return html`<section id="assertions"><h2>Assertions</h2><div class="card">
${dataTable({
  caption: 'Assertions of the suite',
  isCaptionHidden: true,
  head: ['Assertion', 'Status', 'Found'],
  words: 3,
  rows: assertions.map(({ text, status, matches }, index) => [
    html`<span class="long" id="assertion-${index + 1}">${text}</span>`,
    html`<span class="tag ${statusTones[status]}">${statusWords[status]}</span>`,
    html`<ul class="plain">${matches.map(
      ({ where, value, pass }) =>
        html`<li>${where}: ${pass ? value : html`<strong class="bad">${value}</strong>`}</li>`,
    )}</ul>`,
  ]),
})}</div></section>
`;
}

function testCase({ text, status, absence, matches }: AssertionRow): TestCase {
  if (status === 'pass') return { name: text };
  if (status === 'open') return { name: text, skipped: openText };
  if (status === 'unmatched') {
    return { name: text, problem: { kind: 'error', message: absence, detail: absence } };
  }
  const broken = matches.filter(({ pass }) => !pass).map(({ where, value }) => `${where}: ${value}`);
  return { name: text, problem: { kind: 'failure', message: broken.join('; '), detail: broken.join('\n') } };
}
