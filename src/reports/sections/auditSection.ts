import { eotChart } from '../charts/eotChart.js';
import { headed } from '../console/headed.js';
import { wrapWords } from '../console/wrapWords.js';
import { chartFigure } from '../html/chartFigure.js';
import { dataTable } from '../html/dataTable.js';
import { html, type Markup, name } from '../html/markup.js';
import type { TestCase } from '../junit/testCase.js';
import type { Look, Section } from '../section.js';
import type { Summary } from '../summary/summary.js';
import { markdownTable, escapeMarkdown as md } from '../text/markdownText.js';
import { counted } from '../text/numberText.js';
import { shortened } from '../text/printable.js';

/** Checks for gradient masking, each with its most telling figure, and EOT convergence. */
export const auditSection: Section = {
  id: 'audit',
  title: 'Audit',
  console: consoleLines,
  markdown: markdownLines,
  page,
  junit: { suite: 'audit', cases },
};

function consoleLines({ audit, models }: Summary, { ink, width }: Look): string[] {
  if (!audit) return [];
  const marks = {
    pass: ink.good('✓'),
    warning: ink.warning('!'),
    'too few': ink.warning('?'),
    'not applicable': ink.quiet('–'),
  };
  const lines = audit.rows.flatMap(({ title, model, status, worst }) => {
    const text = `${title}: ${shortened(models[model]!.label, 28)}, ${statusText[status]}. ${worst}`;
    return wrapWords(text, { width: width - 3, indent: 3 }).map((line, index) =>
      index === 0 ? ` ${marks[status]} ${line}` : line,
    );
  });
  return [
    ...headed('Audit', 'checks for gradient masking; the figures of the worst finding', {
      ...{ width, title: ink.bold, remark: ink.quiet },
    }),
    ...lines,
  ];
}

const markdownMarks = { pass: '✅', warning: '⚠️', 'too few': '❔', 'not applicable': '–' } as const;
const statusText = {
  pass: 'pass',
  warning: 'warning',
  'too few': 'too few to tell',
  'not applicable': 'not applicable',
} as const;

function markdownLines({ audit, models }: Summary): string[] {
  if (!audit) return [];
  const rows = audit.rows.map(({ title, model, status, worst }) => [
    markdownMarks[status],
    md(title),
    md(models[model]!.label),
    status === 'warning' ? `**${md(worst)}**` : md(worst),
  ]);
  return ['### Audit', '', ...markdownTable(['', 'check', 'model', 'worst finding'], rows, { leftColumns: 4 })];
}

const tones = { pass: 'good', warning: 'odd', 'too few': 'odd', 'not applicable': 'quiet' } as const;

function page(summary: Summary, links: readonly string[]): Markup | null {
  const { audit, models } = summary;
  if (!audit) return null;
  const chart = eotChart(summary);
  return html`<section id="audit"><h2>Audit: can these figures be trusted?</h2>
<p class="lead">Checks for gradient masking, each on every model: ${counted(audit.warnings, 'warning')}. Paired by image; p-values after Holm’s correction; cells added by the audit use the first ${counted(audit.images, 'image')}.</p>
<div class="card">${dataTable({
    caption: 'Checks of the audit',
    isCaptionHidden: true,
    head: ['Check', 'Model', 'Status', 'Figures'],
    words: 4,
    rows: audit.rows.map(({ title, model, status, worst, lines }) => [
      html`<span class="long">${title}</span>`,
      name(models[model]!.label),
      html`<span class="tag ${tones[status]}">${statusText[status]}</span>`,
      html`<span class="long">${worst}</span>${
        lines.length > 1
          ? html`<details class="ids"><summary>all ${lines.length}</summary><ul class="plain">${lines.map(
              ({ text, warning }) => html`<li>${warning ? html`<strong class="bad">${text}</strong>` : text}</li>`,
            )}</ul></details>`
          : null
      }`,
    ]),
  })}</div>
${chart ? html`<div class="figures single">${chartFigure(chart, links)}</div>` : null}</section>
`;
}

/** A case for each check and model. Warnings appear in the output; only assertions on them fail. */
function cases({ audit, models }: Summary): TestCase[] {
  return (audit?.rows ?? []).map(({ title, model, status, worst, lines }) => {
    const name = `${title}: ${models[model]!.id}`;
    if (status === 'not applicable') return { name, skipped: worst };
    return { name, output: lines.map(({ text, warning }) => (warning ? `WARNING: ${text}` : text)).join('\n') };
  });
}
