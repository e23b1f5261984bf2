import { headed } from '../console/headed.js';
import { wrapWords } from '../console/wrapWords.js';
import { dataTable } from '../html/dataTable.js';
import { html, type Markup, name } from '../html/markup.js';
import { swatch } from '../html/swatch.js';
import type { Look, Section } from '../section.js';
import type { ClassTable } from '../summary/classTables.js';
import type { Summary } from '../summary/summary.js';
import { markdownTable, escapeMarkdown as md } from '../text/markdownText.js';
import { counted, percent } from '../text/numberText.js';
import { shortened } from '../text/printable.js';
import { rateText } from '../text/rate.js';

/** Robustness of each class under attack, and the predicted classes of broken images; nothing for results without them. */
export const classSection: Section = {
  id: 'classes',
  title: 'Classes',
  console: consoleLines,
  markdown: markdownLines,
  page,
};

const heading = 'By class';

const lead =
  'Relative accuracy of each class, and the predicted classes of broken images: those classified correctly by most draws without attack, but not under attack. 95 % intervals in brackets.';

const mostPairs = 10;

function consoleLines({ classTables, models }: Summary, { ink, width }: Look): string[] {
  if (classTables.length === 0) return [];
  const lines = classTables.flatMap((table) =>
    table.models.flatMap((model, index) => {
      const weakest = weakestOf(table, index);
      const pairs = pairsOf(table, index).slice(0, 3).join(', ');
      const start = `${shortened(table.title, 28)}, ${table.label}, ${shortened(models[model]!.label, 20)}:`;
      return wrapWords(`${start} weakest ${weakest}${pairs === '' ? '' : `; broken: ${pairs}`}`, { width, indent: 4 });
    }),
  );
  const remark = 'relative accuracy; predicted classes of broken images';
  return [...headed(heading, remark, { width, title: ink.bold, remark: ink.quiet }), ...lines];
}

function markdownLines({ classTables, models }: Summary): string[] {
  if (classTables.length === 0) return [];
  const blocks = classTables.flatMap((table) => {
    const labels = table.models.map((model) => md(models[model]!.label));
    return [
      `<details><summary>${md(table.title)}, ${md(table.label)}</summary>`,
      '',
      ...markdownTable(
        ['class', 'images', ...labels],
        table.classes.map(({ name: called, images, figures }) => [
          md(called),
          String(images),
          ...figures.map(({ relative }) => rateText(relative)),
        ]),
      ),
      '',
      ...labels.map((label, index) => `- ${label}: ${md(pairsOf(table, index).join(', ') || 'nothing broken')}`),
      '',
      '</details>',
    ];
  });
  return [`### ${heading}`, '', lead, '', ...blocks];
}

function page({ classTables, models }: Summary): Markup | null {
  if (classTables.length === 0) return null;
  const printed = mostBroken(classTables);
  const others = classTables.length - 1;
  return html`<section id="classes"><h2>${heading}</h2>
<p class="lead">${lead}</p>
${
  others > 0
    ? html`<p class="printed">Printed is ${printed.title}, which breaks most images; the page shows ${counted(others, 'other attack')}.</p>
`
    : null
}${classTables.map(
  (
    table,
  ) => html`<details class="card${table === printed ? '' : ' unprinted'}"><summary>${table.title}, ${table.label}</summary>
${dataTable({
  caption: `Relative accuracy by class under ${table.title} at ${table.label}`,
  head: ['Class', 'Images', ...table.models.map((model) => modelCell(models[model]!))],
  rows: table.classes.map(({ name: called, images, figures }) => [
    name(called),
    String(images),
    ...figures.map(({ relative }) => rateText(relative)),
  ]),
})}
<ul class="printed">${table.models.map((model, index) => html`<li>${name(models[model]!.label)}: ${brokenText(table, index)}</li>`)}</ul>
<div class="unprinted">${dataTable({
    caption: `Broken images under ${table.title} at ${table.label}, from class to class, the most frequent first`,
    head: ['Model', 'From', 'To', 'Images'],
    words: 3,
    rows: table.models.flatMap((model, index) =>
      table.broken[index]!.map(({ from, to, images }) => [
        modelCell(models[model]!),
        name(from),
        name(to),
        String(images),
      ]),
    ),
  })}</div></details>
`,
)}</section>
`;
}

/** The table under whose attack most images are broken, the first of several. */
function mostBroken(tables: readonly ClassTable[]): ClassTable {
  const images = ({ broken }: ClassTable) => broken.flat().reduce((sum, pair) => sum + pair.images, 0);
  return tables.reduce((most, table) => (images(table) > images(most) ? table : most));
}

/** All pairs of classes in one line, for paper. */
function brokenText({ broken }: ClassTable, model: number): string {
  const pairs = broken[model]!.map(({ from, to, images }) => `${from} to ${to}${images === 1 ? '' : ` (${images})`}`);
  return pairs.length === 0 ? 'nothing broken' : `broken ${pairs.join(', ')}`;
}

function modelCell({ label, style }: Summary['models'][number]): Markup {
  return html`<span class="model">${swatch(style)}${name(label)}</span>`;
}

/** `cat, 31.2 %`: the class with the lowest relative accuracy. */
function weakestOf({ classes }: ClassTable, model: number): string {
  const [least] = classes
    .flatMap(({ name: called, figures }) => {
      const { relative } = figures[model]!;
      return relative === null ? [] : [{ called, value: relative.value }];
    })
    .sort((a, b) => a.value - b.value);
  return least === undefined ? 'none' : `${least.called}, ${percent(least.value)}`;
}

function pairsOf({ broken }: ClassTable, model: number): string[] {
  return broken[model]!.slice(0, mostPairs).map(
    ({ from, to, images }) => `${from} to ${to} (${counted(images, 'image')})`,
  );
}
