import { consoleTable } from '../console/consoleTable.js';
import { wrapWords } from '../console/wrapWords.js';
import { dataTable } from '../html/dataTable.js';
import { html, type Markup, name } from '../html/markup.js';
import { swatch } from '../html/swatch.js';
import type { Look, Section } from '../section.js';
import type { Summary } from '../summary/summary.js';
import { escapeMarkdown as md } from '../text/markdownText.js';
import { count } from '../text/numberText.js';
import { shortened } from '../text/printable.js';
import { rateText } from '../text/rate.js';

/** What the models are; in Markdown only how those were read that are not plain layers models. */
export const modelSection: Section = {
  id: 'models',
  title: 'Models',
  console: consoleLines,
  markdown: ({ models }) =>
    models.flatMap(({ label, reading }) => (reading === null ? [] : [`- ${md(label)}: ${md(reading)}`])),
  page,
};

function consoleLines({ models }: Summary, { ink, width }: Look): string[] {
  const rows = models.map(({ label, parameters, tiles, scheme, clean }) => [
    shortened(label, 28),
    count(parameters.total),
    scheme === 'none' ? '–' : scheme,
    tiles === 'none' ? '–' : tiles,
    rateText(clean),
  ]);
  const head = ['', 'parameters', 'scheme', 'tiles', 'clean accuracy'];
  return [
    `${ink.bold('Models')}  ${ink.quiet('95 % intervals in brackets')}`,
    ...consoleTable({ head, rows }, { width, droppable: [2, 1, 3] }),
    ...models.flatMap(({ label, reading }) =>
      reading === null ? [] : wrapWords(`  ${shortened(label, 28)}: ${reading}`, { width, indent: 4 }).map(ink.quiet),
    ),
  ];
}

function page({ models }: Summary): Markup {
  return html`<section id="models"><h2>Models</h2><div class="card">
${dataTable({
  caption: 'Models of the suite, with 95 % intervals in brackets',
  head: ['Model', 'Id', 'Scheme', 'Tiles', 'Convolution weights', 'Parameters', 'Clean accuracy', 'SHA-256'],
  words: 4,
  rows: models.map((model) => [
    html`<span class="model">${swatch(model.style)}${name(model.label)}</span>`,
    name(model.id),
    `${model.scheme === 'none' ? '–' : model.scheme}${model.stochastic ? ' (stochastic)' : ''}`,
    model.tiles === 'none' ? '–' : model.tiles,
    count(model.parameters.convolution),
    count(model.parameters.total),
    rateText(model.clean),
    html`<code title="${model.sha256}">${model.sha256.slice(0, 12)}</code>`,
  ]),
})}${readingList(models)}</div></section>
`;
}

/** How the models were read that are not plain layers models. */
function readingList(models: Summary['models']): Markup | null {
  const read = models.filter(({ reading }) => reading !== null);
  if (read.length === 0) return null;
  return html`<h3>How models were read</h3><ul>${read.map(({ label, reading }) => html`<li>${name(label)}: ${reading!}</li>`)}</ul>`;
}
