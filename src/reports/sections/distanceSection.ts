import { radiusChart } from '../charts/radiusChart.js';
import { consoleTable } from '../console/consoleTable.js';
import { wrapWords } from '../console/wrapWords.js';
import { chartFigure } from '../html/chartFigure.js';
import { dataTable } from '../html/dataTable.js';
import { html, type Markup, name } from '../html/markup.js';
import { swatch } from '../html/swatch.js';
import type { Look, Section } from '../section.js';
import type { DistanceRow } from '../summary/distanceRows.js';
import type { AttackSummary, Summary } from '../summary/summary.js';
import { markdownTable, escapeMarkdown as md } from '../text/markdownText.js';
import { count } from '../text/numberText.js';
import { shortened } from '../text/printable.js';

/** Distances to the nearest adversarial examples; nothing if no attack of the suite searches for them. */
export const distanceSection: Section = {
  id: 'distances',
  title: 'Distances',
  console: consoleLines,
  markdown: markdownLines,
  page,
};

const heading = 'Distance to the nearest adversarial example';

const lead =
  'Over the images classified correctly without an attack; 95 % intervals in brackets. The area is the mean accuracy over all sizes up to the largest ' +
  'distance found. Optimality is 1 if no attack of the suite finds a nearer example for any image.';

const head = ['median', 'area', 'optimality', 'found'] as const;

function consoleLines(summary: Summary, { ink, width }: Look): string[] {
  const attacks = attacksOf(summary);
  if (attacks.length === 0) return [];
  const rows = attacks.flatMap(({ title, distances }) =>
    distances.map((row, index) => [
      index === 0 ? shortened(title, 24) : '',
      shortened(summary.models[row.model]!.label, 20),
      ...cellsOf(row),
    ]),
  );
  return [
    ink.bold(heading),
    ...wrapWords(lead, { width, indent: 0 }).map(ink.quiet),
    ...consoleTable({ head: ['', '', ...head], rows }, { words: 2, width, droppable: [4, 3], narrow: 'list' }),
  ];
}

function markdownLines(summary: Summary): string[] {
  const attacks = attacksOf(summary);
  if (attacks.length === 0) return [];
  const rows = attacks.flatMap(({ title, distances }) =>
    distances.map((row) => [md(title), md(summary.models[row.model]!.label), ...cellsOf(row)]),
  );
  return [`### ${heading}`, '', lead, '', ...markdownTable(['attack', 'model', ...head], rows, { leftColumns: 2 })];
}

function page(summary: Summary, links: readonly string[]): Markup | null {
  const attacks = attacksOf(summary);
  const chart = radiusChart(summary);
  if (attacks.length === 0) return null;
  return html`<section id="distances"><h2>${heading}</h2>
<p class="lead">${lead}</p>
<div class="card">${dataTable({
    caption: `${heading}, by attack and model`,
    head: ['Attack', 'Model', ...head],
    rows: attacks.flatMap(({ title, distances }) =>
      distances.map((row) => {
        const { label, style } = summary.models[row.model]!;
        return [title, html`<span class="model">${swatch(style)}${name(label)}</span>`, ...cellsOf(row)];
      }),
    ),
  })}</div>
${chart ? html`<div class="figures single">${chartFigure(chart, links)}</div>` : null}</section>
`;
}

function attacksOf({ attacks }: Summary): AttackSummary[] {
  return attacks.filter(({ distances }) => distances.length > 0);
}

function cellsOf({ median, medianInterval, area, end, optimality, found, images }: DistanceRow): string[] {
  const [low, high] = medianInterval;
  return [
    `${sizeText(median)} [${sizeText(low)}, ${sizeText(high)}]`,
    `${area.toFixed(3)} to ${sizeText(end)}`,
    optimality === null ? '–' : optimality.toFixed(3),
    `${count(found)} of ${count(images)}`,
  ];
}

function sizeText(size: number): string {
  return Number.isFinite(size) ? String(Number(size.toPrecision(3))) : 'not found';
}
