import { consoleTable } from '../console/consoleTable.js';
import { wrapWords } from '../console/wrapWords.js';
import type { Look, Section } from '../section.js';
import type { Summary } from '../summary/summary.js';
import { escapeMarkdown as md } from '../text/markdownText.js';
import { count } from '../text/numberText.js';
import { shortened } from '../text/printable.js';
import { rateText } from '../text/rate.js';

/** The models, before the figures; in Markdown only how models other than plain layers models were read. */
export const modelSection: Section = {
  id: 'models',
  title: 'Models',
  console: consoleLines,
  markdown: ({ models }) =>
    models.flatMap(({ label, reading }) => (reading === null ? [] : [`- ${md(label)}: ${md(reading)}`])),
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
    ...consoleTable({ head, rows }, { width, droppable: [2, 1, 3], narrow: 'list' }),
    ...models.flatMap(({ label, reading }) =>
      reading === null ? [] : wrapWords(`  ${shortened(label, 28)}: ${reading}`, { width, indent: 4 }).map(ink.quiet),
    ),
  ];
}
