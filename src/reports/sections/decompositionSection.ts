import { gainChart } from '../charts/gainChart.js';
import { consoleTable } from '../console/consoleTable.js';
import { wrapWords } from '../console/wrapWords.js';
import { chartFigure } from '../html/chartFigure.js';
import { dataTable } from '../html/dataTable.js';
import { html, type Markup, name } from '../html/markup.js';
import { swatch } from '../html/swatch.js';
import type { Look, Section } from '../section.js';
import type { DecompositionTable, GainRow } from '../summary/decompositionTables.js';
import type { Summary } from '../summary/summary.js';
import { markdownTable, escapeMarkdown as md } from '../text/markdownText.js';
import { shortened } from '../text/printable.js';
import { rateText } from '../text/rate.js';
import { reductionFigure } from '../text/strengthText.js';

/** Where the gain of a tiled model sits: weights, draws or their secrecy; nothing unless the suite decomposes a model. */
export const decompositionSection: Section = {
  id: 'gain',
  title: 'Where the gain sits',
  console: consoleLines,
  markdown: markdownLines,
  page,
};

const heading = 'Where the gain sits';

const lead =
  'What the mean network (tiles averaged) or the reduced network keeps lies in the weights. What is left under known draws, where the attacker ' +
  'has the assignment that judges, does not depend on secrecy. What only fresh draws add does, and more averaged draws (EOT) take part of it away.';

function consoleLines({ decompositions }: Summary, { ink, width }: Look): string[] {
  if (decompositions.length === 0) return [];
  return [
    ink.bold(heading),
    ...wrapWords(lead, { width, indent: 0 }).map(ink.quiet),
    ...decompositions.flatMap((table) => [
      '',
      titleOf(table),
      ...consoleTable(
        {
          head: ['', 'without attack', 'relative', 'gap reduction'],
          rows: table.rows.map((row) => [shortened(row.label, 44), ...figuresOf(row)]),
        },
        { words: 1, width, droppable: [1], narrow: 'list' },
      ),
    ]),
  ];
}

function markdownLines({ decompositions }: Summary): string[] {
  if (decompositions.length === 0) return [];
  return [
    `### ${heading}`,
    '',
    lead,
    ...decompositions.flatMap((table) => [
      '',
      `**${md(titleOf(table))}**`,
      '',
      ...markdownTable(
        ['network and draws', 'accuracy without attack', 'relative accuracy', 'reduction of the gap'],
        table.rows.map((row) => [md(row.label), ...figuresOf(row)]),
      ),
    ]),
  ];
}

function page(summary: Summary, links: readonly string[]): Markup | null {
  const { decompositions } = summary;
  if (decompositions.length === 0) return null;
  const charts = decompositions.flatMap((table) => gainChart(summary, table) ?? []);
  return html`<section id="gain"><h2>${heading}</h2>
<p class="lead">${lead}</p>
${decompositions.map((table) => html`<div class="card">${tableOf(summary, table)}</div>`)}
<div class="figures single">${charts.map((chart) => chartFigure(chart, links))}</div></section>
`;
}

function tableOf({ models }: Summary, table: DecompositionTable): Markup {
  return dataTable({
    caption: `${titleOf(table)}, 95 % intervals in brackets`,
    head: ['Network and draws', 'Accuracy without attack', 'Relative accuracy', 'Reduction of the gap'],
    words: 1,
    rows: table.rows.map((row) => [
      html`<span class="model">${swatch(models[row.model]!.style)}${name(row.label)}</span>`,
      ...figuresOf(row),
    ]),
  });
}

function titleOf({ title, label }: DecompositionTable): string {
  return `${title} at ${label}`;
}

function figuresOf(row: GainRow): string[] {
  return [rateText(row.clean), rateText(row.relative), reductionFigure(row)];
}
