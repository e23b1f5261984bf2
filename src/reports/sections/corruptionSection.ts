import { corruptionChart } from '../charts/corruptionChart.js';
import { consoleTable, tableWidth } from '../console/consoleTable.js';
import { wrapWords } from '../console/wrapWords.js';
import { chartFigure } from '../html/chartFigure.js';
import { dataTable } from '../html/dataTable.js';
import { html, type Markup, name } from '../html/markup.js';
import { swatch } from '../html/swatch.js';
import type { Look, Section } from '../section.js';
import type { CorruptionTable } from '../summary/corruptionTables.js';
import type { Summary } from '../summary/summary.js';
import { markdownTable, escapeMarkdown as md } from '../text/markdownText.js';
import { intervalText, percentValue } from '../text/numberText.js';
import { shortened } from '../text/printable.js';
import { type Rate, rateText } from '../text/rate.js';

/** Accuracy under common corruptions: the mean, by group, and each; nothing for a suite without any. */
export const corruptionSection: Section = {
  id: 'corruptions',
  title: 'Corruptions',
  console: consoleLines,
  markdown: markdownLines,
  page,
};

const heading = 'Common corruptions';

const leads = {
  computed:
    'Computed with the constants of CIFAR-10-C. Use these figures to compare models in this report; use the published files to compare with published results.',
  published: 'From the published files of CIFAR-10-C.',
} as const;

function leadOf({ source, notes }: CorruptionTable): string {
  return [leads[source], 'Accuracy over all images and severities; 95 % intervals in brackets.', ...notes].join(' ');
}

function consoleLines(summary: Summary, { ink, width }: Look): string[] {
  return summary.corruptions.flatMap((table, index) => {
    const lines = (cell: (rate: Rate) => string) =>
      consoleTable(
        {
          head: ['', ...summary.models.map(({ label }) => shortened(label, 18))],
          rows: table.rows.map(({ label, models }) => [
            shortened(label, 24),
            ...models.map((rate) => (rate === null ? '–' : cell(rate))),
          ]),
        },
        { width },
      );
    const full = lines(({ value, interval }) => `${percentValue(value)} ${intervalText(interval)}`);
    return [
      ...(index === 0 ? [] : ['']),
      `${ink.bold(heading)}  ${ink.quiet('accuracy in %')}`,
      ...wrapWords(leadOf(table), { width, indent: 0 }).map(ink.quiet),
      ...(tableWidth(full) <= width ? full : lines(({ value }) => percentValue(value))),
    ];
  });
}

function markdownLines(summary: Summary): string[] {
  return summary.corruptions.flatMap((table, index) => [
    ...(index === 0 ? [`### ${heading}`, ''] : ['']),
    md(leadOf(table)),
    '',
    ...markdownTable(
      ['corruption', ...summary.models.map(({ label }) => md(label))],
      table.rows.map(({ label, kind, models }) => [
        kind === 'mean' ? `**${md(label)}**` : md(label),
        ...models.map(rateText),
      ]),
    ),
  ]);
}

function page(summary: Summary, links: readonly string[]): Markup | null {
  if (summary.corruptions.length === 0) return null;
  const chart = corruptionChart(summary);
  return html`<section id="corruptions"><h2>${heading}</h2>
${summary.corruptions.map(
  (table) => html`<p class="lead">${leadOf(table)}</p>
<div class="card">${dataTable({
    caption: `Accuracy under corruptions, ${table.source}; 95 % intervals in brackets`,
    head: [
      'Corruption',
      ...summary.models.map(({ label, style }) => html`<span class="model">${swatch(style)}${name(label)}</span>`),
    ],
    rows: table.rows.map(({ label, models }) => [label, ...models.map(rateText)]),
  })}</div>
`,
)}${chart ? html`<div class="figures single">${chartFigure(chart, links)}</div>` : null}</section>
`;
}
