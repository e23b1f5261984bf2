import { headed } from '../console/headed.js';
import { pointTables } from '../console/pointTables.js';
import { wrapWords } from '../console/wrapWords.js';
import { dataTable } from '../html/dataTable.js';
import { html, type Markup, name } from '../html/markup.js';
import { swatch } from '../html/swatch.js';
import type { Look, Section } from '../section.js';
import type { Summary } from '../summary/summary.js';
import type { WorstTable, WorstTablePoint } from '../summary/worstTables.js';
import { markdownTable, escapeMarkdown as md } from '../text/markdownText.js';
import { rateText } from '../text/rate.js';

/** Accuracy under the worst attack for each image; nothing if no two attacks share a strength. */
export const worstSection: Section = {
  id: 'worst',
  title: 'Worst case',
  console: consoleLines,
  markdown: markdownLines,
  page,
};

const heading = 'Worst case per image over all attacks';

function lead({ models }: Summary): string {
  const drawing =
    ' On a stochastic model the attack is chosen by the same draws that judge it, so the accuracy is slightly lower than for an attack chosen in advance. ' +
    'Attacks with known draws are left out.';
  return `For each image, the fewest hits under any attack of the same strength.${models.some(({ stochastic }) => stochastic) ? drawing : ''}`;
}

function consoleLines(summary: Summary, { ink, width }: Look): string[] {
  if (summary.worstTables.length === 0) return [];
  return [
    ink.bold(heading),
    ...wrapWords(lead(summary), { width, indent: 0 }).map(ink.quiet),
    ...summary.worstTables.flatMap((table) => {
      const { lines, hasIntervals } = pointTables(summary, table, { of: ({ accuracy }) => accuracy, width });
      const remark = hasIntervals ? '95 % intervals in brackets' : 'no room here for intervals';
      return ['', ...headed(`Accuracy in %, ${table.axis}`, remark, { width, remark: ink.quiet }), ...lines];
    }),
  ];
}

function markdownLines(summary: Summary): string[] {
  if (summary.worstTables.length === 0) return [];
  return [
    `### ${heading}`,
    '',
    `${lead(summary)} Accuracy, then relative accuracy; 95 % intervals in brackets.`,
    ...summary.worstTables.flatMap((table) => [
      '',
      `Over ${md(table.axis)}:`,
      '',
      ...markdownTable(
        ['strength', 'attacks', ...table.curves.map(({ model }) => md(summary.models[model]!.label))],
        rowsOf(table).map(({ label, attacks, points }) => [
          md(label),
          String(attacks),
          ...points.map((point) => textsOf(point).join('<br>')),
        ]),
      ),
    ]),
  ];
}

function page(summary: Summary): Markup | null {
  if (summary.worstTables.length === 0) return null;
  return html`<section id="worst"><h2>${heading}</h2>
<p class="lead">${lead(summary)} Accuracy and, below it, relative accuracy.</p>
${summary.worstTables.map((table) => html`<div class="card">${tableOf(summary, table)}</div>`)}</section>
`;
}

function tableOf({ models }: Summary, table: WorstTable): Markup {
  return dataTable({
    caption: `Worst case over ${table.axis}, 95 % intervals in brackets`,
    head: [
      'Strength',
      'Attacks',
      ...table.curves.map(({ model }) => {
        const { label, style } = models[model]!;
        return html`<span class="model">${swatch(style)}${name(label)}</span>`;
      }),
    ],
    rows: rowsOf(table).map(({ label, attacks, points }) => [
      label,
      String(attacks),
      ...points.map((point) => {
        const [accuracy, relative] = textsOf(point);
        return html`<span class="figure">${accuracy}</span><br><small class="figure">${relative}</small>`;
      }),
    ]),
  });
}

function rowsOf({ curves }: WorstTable) {
  return curves[0]!.points.map(({ label }, index) => {
    const points = curves.map((curve) => curve.points[index]!);
    return { label, attacks: Math.max(...points.map(({ attacks }) => attacks)), points };
  });
}

function textsOf({ accuracy, relative }: WorstTablePoint): [accuracy: string, relative: string] {
  return [rateText(accuracy), rateText(relative)];
}
