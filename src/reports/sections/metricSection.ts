import { consoleTable } from '../console/consoleTable.js';
import { wrapWords } from '../console/wrapWords.js';
import { dataTable } from '../html/dataTable.js';
import { html, type Markup, name } from '../html/markup.js';
import { swatch } from '../html/swatch.js';
import type { Look, Section } from '../section.js';
import type { MetricTable } from '../summary/metricTables.js';
import type { Summary } from '../summary/summary.js';
import { markdownTable, escapeMarkdown as md } from '../text/markdownText.js';
import { shortened } from '../text/printable.js';

/** Figures of metrics from plug-ins at each point of each attack; nothing for a suite without any. */
export const metricSection: Section = {
  id: 'metrics',
  title: 'Metrics of plug-ins',
  console: consoleLines,
  markdown: markdownLines,
  page,
};

const missing = '–';

function rowsOf({ points, models }: MetricTable): string[][] {
  return points.map((point, index) => [point, ...models.map((own) => own[index] ?? missing)]);
}

function consoleLines({ metrics, models }: Summary, { ink, width }: Look): string[] {
  return metrics.flatMap((table, index) => [
    ...(index === 0 ? [] : ['']),
    ...wrapWords(`${table.title} under ${table.attack}`, { width, indent: 0 }).map(ink.bold),
    ...wrapWords(table.description, { width, indent: 0 }).map(ink.quiet),
    ...consoleTable(
      { head: ['', ...models.map(({ label }) => shortened(label, 18))], rows: rowsOf(table) },
      { width, narrow: 'list' },
    ),
  ]);
}

function markdownLines({ metrics, models }: Summary): string[] {
  return metrics.flatMap((table, index) => [
    ...(index === 0 ? [] : ['']),
    `### ${md(table.title)} under ${md(table.attack)}`,
    '',
    md(table.description),
    '',
    ...markdownTable(
      ['point', ...models.map(({ label }) => md(label))],
      rowsOf(table).map((row) => row.map(md)),
    ),
  ]);
}

function page({ metrics, models }: Summary): Markup | null {
  if (metrics.length === 0) return null;
  return html`<section id="metrics"><h2>Metrics of plug-ins</h2>
${metrics.map(
  (table) => html`<p class="lead">${table.description}</p>
<div class="card">${dataTable({
    caption: html`${table.title} under ${name(table.attack)}`,
    head: [
      'Point',
      ...models.map(({ label, style }) => html`<span class="model">${swatch(style)}${name(label)}</span>`),
    ],
    rows: rowsOf(table),
  })}</div>
`,
)}</section>
`;
}
