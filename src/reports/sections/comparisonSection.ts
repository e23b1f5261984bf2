import { consoleTable } from '../console/consoleTable.js';
import { wrapWords } from '../console/wrapWords.js';
import { comparisonPage } from '../html/comparisonPage.js';
import type { TestCase } from '../junit/testCase.js';
import type { Look, Section } from '../section.js';
import {
  type ComparisonLine,
  correctionText,
  countVerdicts,
  verdictCounts,
  verdictText,
} from '../summary/comparisonSummary.js';
import type { Summary } from '../summary/summary.js';
import { markdownTable, escapeMarkdown as md } from '../text/markdownText.js';
import { count, counted, percent, pointsValue, pValueText } from '../text/numberText.js';
import { shortened } from '../text/printable.js';

/** The comparison with the baseline. */
export const comparisonSection: Section = {
  id: 'comparison',
  title: 'Baseline',
  console: consoleLines,
  markdown: markdownLines,
  page: comparisonPage,
  junit: { suite: 'comparison', cases },
};

const mostConsoleRows = 25;

/** Counts of verdicts, and the rows that regressed. */
function consoleLines({ comparison }: Summary, { ink, width }: Look): string[] {
  if (!comparison) return [];
  const regressed = comparison.lines.filter(({ verdict }) => verdict === 'regressed');
  const rows = regressed
    .slice(0, mostConsoleRows)
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
          ...wrapWords(
            `Regressed, with the numbers of images newly broken and newly robust; ${correctionText(comparison)}`,
            {
              width,
              indent: 0,
            },
          ),
          ...consoleTable({ head, rows }, { words: 2, width, droppable: [2, 6], narrow: 'list' }),
        ]),
    ...(more > 0 ? [` … and ${count(more)} more`] : []),
  ];
}

const mostMarkdownRows = 20;

/** The changes from the baseline, shortened if there are many. */
function markdownLines({ comparison }: Summary): string[] {
  if (!comparison) return [];
  const changed = comparison.lines.filter(({ verdict }) => verdict !== 'within noise');
  const rows = changed
    .slice(0, mostMarkdownRows)
    .map((line) => [
      md(line.model),
      md(line.where),
      line.verdict === 'regressed' ? '**regressed**' : verdictText(line),
      `${percent(line.baselineAccuracy)} → ${percent(line.accuracy)}`,
      `${pointsValue(line.difference)} [${pointsValue(line.differenceInterval[0])}, ${pointsValue(line.differenceInterval[1])}]`,
      count(line.newlyBroken.length),
      count(line.newlyRobust.length),
      pValueText(line.adjustedPValue),
    ]);
  const head = ['model', 'point', 'verdict', 'accuracy', 'points', 'newly broken', 'newly robust', 'p (Holm)'];
  return [
    '### Against the baseline',
    '',
    `${md(comparison.baseline)}: ${verdictCounts(comparison)}.`,
    ...comparison.notes.flatMap((note) => ['', `Note: ${md(note)}.`]),
    ...(rows.length === 0
      ? []
      : ['', ...markdownTable(head, rows, { leftColumns: 3 }), '', `${correctionText(comparison)}.`]),
    ...(changed.length > mostMarkdownRows ? ['', `… and ${changed.length - mostMarkdownRows} more.`] : []),
  ];
}

/** A case for each model under each attack, and without attack. */
function cases({ comparison }: Summary): TestCase[] {
  if (!comparison) return [];
  const groups = new Map<string, ComparisonLine[]>();
  for (const line of comparison.lines) {
    const name = `${line.model} ${line.attack === null ? 'without attack' : `under ${line.attack}`}`;
    groups.set(name, [...(groups.get(name) ?? []), line]);
  }
  return [...groups].map(([group, lines]): TestCase => {
    const name = `${group} against ${comparison.baseline}`;
    const regressed = lines.filter(({ verdict }) => verdict === 'regressed');
    if (regressed.length === 0) return { name };
    const message = verdictCounts({ counts: countVerdicts(lines) });
    return { name, problem: { kind: 'failure', message, detail: regressed.map(regressionText).join('\n') } };
  });
}

function regressionText({
  where,
  difference,
  differenceInterval: [low, high],
  newlyBroken,
  newlyRobust,
}: ComparisonLine) {
  const change = `${pointsValue(difference)} points [${pointsValue(low)}, ${pointsValue(high)}]`;
  return `${where}: ${change}, ${counted(newlyBroken.length, 'image')} newly broken, ${newlyRobust.length} newly robust`;
}
