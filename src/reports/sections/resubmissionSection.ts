import type { ResultTries } from '../../contract/result.js';
import { consoleTable, tableWidth } from '../console/consoleTable.js';
import { wrapWords } from '../console/wrapWords.js';
import { dataTable } from '../html/dataTable.js';
import { html, type Markup, name } from '../html/markup.js';
import { swatch } from '../html/swatch.js';
import type { Look, Section } from '../section.js';
import type { ResubmissionTable } from '../summary/resubmissionTables.js';
import type { Summary } from '../summary/summary.js';
import { markdownTable, escapeMarkdown as md } from '../text/markdownText.js';
import { percent, percentWithInterval } from '../text/numberText.js';
import { shortened } from '../text/printable.js';

/** Success of resubmitting the same image to a stochastic model; nothing unless the suite requests it. */
export const resubmissionSection: Section = {
  id: 'resubmission',
  title: 'Resubmission',
  console: consoleLines,
  markdown: markdownLines,
  page,
};

const heading = 'Resubmission of the same image';

const lead =
  'Probability that at least one try is misclassified, estimated from the recorded draws without further passes. A stochastic model also ' +
  'errs on resubmitted clean images: the effect of the attack is the difference, paired by image. 95 % intervals in brackets.';

const kinds = ['attacked', 'clean', 'difference'] as const;
type Chance = ResultTries[(typeof kinds)[number]];

function consoleLines(summary: Summary, { ink, width }: Look): string[] {
  const { resubmission } = summary;
  if (resubmission.length === 0) return [];
  const table = (cell: (chance: Chance) => string) =>
    consoleTable(
      {
        head: ['', '', '', ...headOf(resubmission)],
        rows: resubmission.flatMap(({ title, label, models }) =>
          models.flatMap(({ model, tries }, index) =>
            kinds.map((kind, at) => [
              index === 0 && at === 0 ? shortened(`${title}, ${label}`, 24) : '',
              at === 0 ? shortened(summary.models[model]!.label, 18) : '',
              kind,
              ...tries.map((own) => cell(own[kind])),
            ]),
          ),
        ),
      },
      { words: 3, width, droppable: [4, 5, 6] },
    );
  const full = table(chanceText);
  return [
    ink.bold(heading),
    ...wrapWords(lead, { width, indent: 0 }).map(ink.quiet),
    ...(tableWidth(full) <= width ? full : table(({ success }) => percent(success))),
  ];
}

function markdownLines(summary: Summary): string[] {
  const { resubmission } = summary;
  if (resubmission.length === 0) return [];
  const rows = resubmission.flatMap(({ title, label, models }) =>
    models.map(({ model, tries }) => [
      `${md(title)}, ${md(label)}`,
      md(summary.models[model]!.label),
      ...tries.map((own) => kinds.map((kind) => `${kind} ${chanceText(own[kind])}`).join('<br>')),
    ]),
  );
  const head = ['attack', 'model', ...headOf(resubmission)];
  return [`### ${heading}`, '', lead, '', ...markdownTable(head, rows, { leftColumns: 2 })];
}

function page(summary: Summary): Markup | null {
  const { resubmission } = summary;
  if (resubmission.length === 0) return null;
  return html`<section id="resubmission"><h2>${heading}</h2>
<p class="lead">${lead}</p>
<div class="card">${dataTable({
    caption: `${heading}, by attack and model`,
    head: ['Attack', 'Model', 'Images', ...headOf(resubmission)],
    words: 3,
    rows: resubmission.flatMap(({ title, label, models }) =>
      models.flatMap(({ model, tries }) =>
        kinds.map((kind) => {
          const { label: called, style } = summary.models[model]!;
          return [
            `${title}, ${label}`,
            html`<span class="model">${swatch(style)}${name(called)}</span>`,
            kind,
            ...tries.map((own) => chanceText(own[kind])),
          ];
        }),
      ),
    ),
  })}</div></section>
`;
}

function headOf([first]: readonly ResubmissionTable[]): string[] {
  return first!.models[0]!.tries.map(({ tries }) => (tries === 1 ? '1 try' : `${tries} tries`));
}

function chanceText({ success, interval }: Chance): string {
  return percentWithInterval(success, interval);
}
