import { strengthChart } from '../charts/strengthChart.js';
import { consoleTable } from '../console/consoleTable.js';
import { headed } from '../console/headed.js';
import { chartFigure } from '../html/chartFigure.js';
import { dataTable } from '../html/dataTable.js';
import { html, type Markup, name } from '../html/markup.js';
import { swatch } from '../html/swatch.js';
import type { Look, Section } from '../section.js';
import type { Summary } from '../summary/summary.js';
import { markdownTable, escapeMarkdown as md } from '../text/markdownText.js';
import { decibels, percent } from '../text/numberText.js';
import { shortened } from '../text/printable.js';
import { reductionText, strengthText } from '../text/strengthText.js';

/** Relative accuracy and gap reduction of every model under every attack at the reference SNR; nothing with fewer than two attacks. */
export const strengthSection: Section = {
  id: 'strength',
  title: 'Strength',
  console: consoleLines,
  markdown: markdownLines,
  page,
};

/** Relative accuracy and gap reduction of every model under every attack. Empty with fewer than two attacks. */
function consoleLines({ strength, models, reference }: Summary, { ink, width }: Look): string[] {
  if (strength.length === 0 || !reference) return [];
  // A list names the attack in each row.
  const isList = width < 80;
  const rows = strength.flatMap(({ label, asked, models: figures }) => [
    ...figures.map((figure, model) => [
      model === 0
        ? `${shortened(label, 28)}${isList && asked !== null ? ` (${asked})` : ''}`
        : model === 1 && !isList
          ? (asked ?? '')
          : '',
      shortened(models[model]!.label, 20),
      figure === null
        ? '–'
        : `${percent(figure.relativeAccuracy)}${figure.snrDb === null ? '' : ` at ${decibels(figure.snrDb)}`}`,
      reductionText(figure),
    ]),
    ...(figures.length === 1 && asked !== null && !isList ? [[asked, '', '', '']] : []),
  ]);
  return [
    ...headed(`Robustness by attack at ${decibels(reference.snrDb)}`, 'reached: relative accuracy, gap reduction', {
      ...{ width, title: ink.bold, remark: ink.quiet },
    }),
    ...consoleTable({ head: ['', '', 'accuracy', 'gap reduction'], rows }, { words: 2, width, narrow: 'list' }),
  ];
}

function markdownLines({ strength, models, reference }: Summary): string[] {
  if (strength.length === 0 || !reference) return [];
  return [
    `### Robustness by attack at ${decibels(reference.snrDb)}`,
    '',
    'Relative accuracy, then gap reduction against the reference model, at the SNR reached after clipping, interpolated between neighbouring points.',
    '',
    ...markdownTable(
      ['attack', ...models.map(({ label }) => md(label))],
      strength.map((row) => [
        row.asked === null ? md(row.label) : `${md(row.label)}<br>${row.asked}`,
        ...row.models.map((figure) => `${strengthText(figure)}<br>${reductionText(figure)}`),
      ]),
    ),
  ];
}

function page(summary: Summary, links: readonly string[]): Markup | null {
  const { strength, models, reference } = summary;
  const chart = strengthChart(summary);
  if (!chart || !reference) return null;
  return html`<section id="strength"><h2>Robustness by attack at ${decibels(reference.snrDb)}</h2>
<p class="lead">At the SNR reached after clipping, interpolated between neighbouring points: relative accuracy and, below it, the gap reduction against ${name(reference.label)} under the same attack. A real gain holds under every attack; a gain due to masked gradients shrinks as attacks get stronger.</p>
<div class="card">${dataTable({
    caption: `Relative accuracy and gap reduction at ${decibels(reference.snrDb)}, 95 % intervals in brackets`,
    head: [
      'Attack',
      ...models.map(({ label, style }) => html`<span class="model">${swatch(style)}${name(label)}</span>`),
    ],
    rows: strength.map((row) => [
      row.asked === null ? row.label : html`${row.label}<br><small>${row.asked}</small>`,
      ...row.models.map(
        (figure) =>
          html`<span class="figure">${strengthText(figure)}</span><br><small class="figure">${reductionText(figure)}</small>`,
      ),
    ]),
  })}</div>
<div class="figures single">${chartFigure(chart, links)}</div></section>
`;
}
