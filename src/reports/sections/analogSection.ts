import { analogChart } from '../charts/analogChart.js';
import { consoleTable } from '../console/consoleTable.js';
import { wrapWords } from '../console/wrapWords.js';
import { chartFigure } from '../html/chartFigure.js';
import { dataTable } from '../html/dataTable.js';
import { html, type Markup, name } from '../html/markup.js';
import { swatch } from '../html/swatch.js';
import type { Look, Section } from '../section.js';
import type { AnalogTable } from '../summary/analogTables.js';
import type { Summary } from '../summary/summary.js';
import { markdownTable, escapeMarkdown as md } from '../text/markdownText.js';
import { shortened } from '../text/printable.js';
import { rateText } from '../text/rate.js';

/** Accuracy on analog hardware against time, over all chips; nothing for a suite without such models. */
export const analogSection: Section = {
  id: 'analog',
  title: 'Analog hardware',
  console: consoleLines,
  markdown: markdownLines,
  page,
};

const heading = 'Analog hardware over time';

function leadOf({ rows }: AnalogTable): string {
  const most = Math.max(...rows.map(({ chips }) => chips));
  const over =
    most === 1 ? 'one chip each, 95 % intervals over images' : 'all chips, 95 % intervals over chips and images';
  return `Accuracy by time since programming, over ${over}; digital: the same network without the hardware.`;
}

function headOf({ times, rows }: AnalogTable): string[] {
  return [...times.map(({ label }) => label), ...(hasDigital(rows) ? ['digital'] : [])];
}

function cellsOf({ rows }: AnalogTable, row: AnalogTable['rows'][number]): string[] {
  return [...row.rates, ...(hasDigital(rows) ? [row.digital] : [])].map(rateText);
}

function hasDigital(rows: AnalogTable['rows']): boolean {
  return rows.some(({ digital }) => digital !== null);
}

function consoleLines({ analog }: Summary, { ink, width }: Look): string[] {
  if (analog.length === 0) return [];
  return [
    ink.bold(heading),
    ...wrapWords(leadOf(analog[0]!), { width, indent: 0 }).map(ink.quiet),
    ...analog.flatMap((table) => [
      '',
      table.title,
      ...consoleTable(
        {
          head: ['', ...headOf(table)],
          rows: table.rows.map((row) => [shortened(row.label, 34), ...cellsOf(table, row)]),
        },
        { words: 1, width, narrow: 'list' },
      ),
    ]),
  ];
}

function markdownLines({ analog }: Summary): string[] {
  if (analog.length === 0) return [];
  return [
    `### ${heading}`,
    '',
    leadOf(analog[0]!),
    ...analog.flatMap((table) => [
      '',
      `**${md(table.title)}**`,
      '',
      ...markdownTable(
        ['model', ...headOf(table)],
        table.rows.map((row) => [md(row.label), ...cellsOf(table, row)]),
      ),
    ]),
  ];
}

function page(summary: Summary, links: readonly string[]): Markup | null {
  const { analog } = summary;
  if (analog.length === 0) return null;
  const charts = analog.flatMap((table) => analogChart(summary, table) ?? []);
  return html`<section id="analog"><h2>${heading}</h2>
<p class="lead">${leadOf(analog[0]!)}</p>
${analog.map(
  (table) => html`<div class="card">${tableOf(table)}</div>
`,
)}<div class="figures">${charts.map((chart) => chartFigure(chart, links))}</div></section>
`;
}

function tableOf(table: AnalogTable): Markup {
  return dataTable({
    caption: `${table.title}; 95 % intervals in brackets`,
    head: ['Model', ...headOf(table)],
    words: 1,
    rows: table.rows.map((row) => [
      html`<span class="model">${swatch(row.style)}${name(row.label)}</span>`,
      ...cellsOf(table, row),
    ]),
  });
}
