import { verdictCounts } from '../comparisonSummary.js';
import { count, percent, pointsValue, pValueText } from '../numberText.js';
import { shortened } from '../printable.js';
import type { Summary } from '../summary.js';
import { consoleTable } from './consoleTable.js';
import type { Ink } from './ink.js';
import { wrapWords } from './wrapWords.js';

interface Look {
  readonly ink: Ink;
  readonly width: number;
}

/** Each assertion with what was found. Empty without any. */
export function assertionSection({ assertions }: Summary, { ink, width }: Look): string[] {
  if (assertions.length === 0) return [];
  const marks = { pass: ink.good('✓'), fail: ink.bad('✗'), unmatched: ink.warning('?') };
  const lines = assertions.flatMap(({ text, status, matches }) => [
    ...wrapWords(text, { width: width - 3, indent: 3 }).map((line, index) =>
      index === 0 ? ` ${marks[status]} ${line}` : line,
    ),
    ...(matches.length === 0 ? [`     ${ink.warning('nothing in the run matches')}`] : []),
    ...matches.map(({ where, value, pass }) => `     ${where}: ${pass ? value : ink.bad(value)}`),
  ]);
  return [ink.bold('Assertions'), ...lines];
}

const mostRows = 25;

/** Counts of verdicts, and the rows that regressed. Empty where nothing was compared. */
export function comparisonSection({ comparison }: Summary, { ink, width }: Look): string[] {
  if (!comparison) return [];
  const regressed = comparison.lines.filter(({ verdict }) => verdict === 'regressed');
  const rows = regressed
    .slice(0, mostRows)
    .map((line) => [
      shortened(line.model, 20),
      shortened(line.where, 32),
      `${percent(line.baselineAccuracy)} → ${percent(line.accuracy)}`,
      ink.bad(`${pointsValue(line.difference)} [${line.differenceInterval.map(pointsValue).join(', ')}]`),
      count(line.newlyBroken.length),
      count(line.newlyRobust.length),
      pValueText(line.adjustedPValue),
    ]);
  const head = ['', '', 'accuracy', 'points', 'broken', 'robust', 'p (Holm)'];
  const more = regressed.length - rows.length;
  return [
    ink.bold(`Against ${comparison.baseline}`),
    ` ${regressed.length > 0 ? ink.bad(verdictCounts(comparison)) : verdictCounts(comparison)}`,
    ...comparison.notes.flatMap((note) => wrapWords(` Note: ${note}`, { width, indent: 3 })),
    ...(rows.length === 0
      ? []
      : [
          '',
          'Regressed, with numbers of images newly broken and newly robust',
          ...consoleTable({ head, rows }, { words: 2, width, droppable: [2, 6] }),
        ]),
    ...(more > 0 ? [` … and ${count(more)} more`] : []),
  ];
}

/** Cells that could not be computed. Empty without any. */
export function failureSection({ failures }: Summary, { ink }: Look): string[] {
  if (failures.length === 0) return [];
  return [
    ink.bold('Failed cells'),
    ...failures.flatMap(({ model, attack, images, lines }) => [
      ` ${ink.bad('✗')} ${model} under ${attack}, ${images}`,
      ...lines.map((line) => `     ${line}`),
    ]),
  ];
}
