import { gapAxisText } from '../summary/gapRows.js';
import type { AttackSummary, Summary } from '../summary/summary.js';
import { decibels, percent, percentWithInterval } from '../text/numberText.js';
import { shortened } from '../text/printable.js';
import { reductionFigure } from '../text/strengthText.js';
import { consoleTable } from './consoleTable.js';
import { headed } from './headed.js';
import type { Ink } from './ink.js';
import { pointTables } from './pointTables.js';
import { wrapWords } from './wrapWords.js';

/** Accuracy and relative accuracy at every point of an attack, then the gaps at the reference SNR. */
export function attackLines(
  summary: Summary,
  attack: AttackSummary,
  { ink, width }: { readonly ink: Ink; readonly width: number },
): string[] {
  if (attack.curves.length === 0) return [`${ink.bold(attack.title)}: no cell of this attack was computed`];
  const accuracy = pointTables(summary, attack, { of: (point) => point.accuracy, width });
  const relative = pointTables(summary, attack, { of: (point) => point.relative, width });
  const remark = ({ hasIntervals }: { readonly hasIntervals: boolean }) =>
    hasIntervals ? '95 % intervals in brackets' : 'no room here for intervals';
  const look = { width, remark: ink.quiet };
  return [
    ...headed(attack.title, `SNR ${attack.snrReference}`, { ...look, title: ink.bold }),
    '',
    ...headed('Accuracy in %', remark(accuracy), look),
    ...accuracy.lines,
    '',
    ...headed('Relative accuracy in % (of images right unattacked)', remark(relative), look),
    ...relative.lines,
    ...gapLines(summary, attack, { ink, width }),
    ...attack.warnings.flatMap((text) =>
      wrapWords(` ! Audit: ${text}`, { width, indent: 3 }).map((line) => ink.warning(line)),
    ),
  ];
}

function gapLines(
  summary: Summary,
  { gaps }: AttackSummary,
  { ink, width }: { readonly ink: Ink; readonly width: number },
): string[] {
  if (gaps.length === 0) return [];
  const rows = gaps.map((row) => [
    shortened(summary.models[row.model]!.label, 24),
    percent(row.relativeAccuracy),
    percentWithInterval(row.gap, row.gapInterval),
    row.isReference ? ink.quiet('reference') : reductionText(row, ink),
  ]);
  const head = ['', 'relative accuracy', 'gap', 'gap reduction'];
  return [
    '',
    ...headed(`Gap to perfect robustness at ${decibels(gaps[0]!.snrDb)}`, '95 % intervals in brackets', {
      width,
      remark: ink.quiet,
    }),
    ...wrapWords(gapAxisText(gaps), { width, indent: 2 }).map(ink.quiet),
    ...consoleTable({ head, rows }, { width, droppable: [1], narrow: 'list' }),
  ];
}

/** Green or red if the interval is on one side of zero. */
function reductionText(gap: AttackSummary['gaps'][number], ink: Ink): string {
  const { reduction, reductionInterval } = gap;
  const text = reductionFigure(gap);
  if (reduction === null || !reductionInterval) return text;
  return reductionInterval[0] > 0 ? ink.good(text) : reductionInterval[1] < 0 ? ink.bad(text) : text;
}
