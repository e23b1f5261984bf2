import { verdictCounts } from '../comparisonSummary.js';
import { markdownTable, escapeMarkdown as md } from '../markdownText.js';
import { count, percent, pointsValue, pValueText } from '../numberText.js';
import type { Summary } from '../summary.js';

const auditMarks = { pass: '✅', warning: '⚠️', 'not applicable': '–' } as const;

/** Each check with the figure that says most. */
export function auditLines({ audit, models }: Summary): string[] {
  if (!audit) return [];
  const rows = audit.rows.map(({ title, model, status, worst }) => [
    auditMarks[status],
    md(title),
    md(models[model]!.label),
    status === 'warning' ? `**${md(worst)}**` : md(worst),
  ]);
  return ['### Audit', '', ...markdownTable(['', 'check', 'model', 'worst finding'], rows, { leftColumns: 4 })];
}

const assertionMarks = { pass: '✅', fail: '❌', unmatched: '⚠️' } as const;

/** Each assertion with what it matched. */
export function assertionLines({ assertions }: Summary): string[] {
  if (assertions.length === 0) return [];
  const rows = assertions.map(({ text, status, matches }) => [
    assertionMarks[status],
    md(text),
    matches.length === 0
      ? 'nothing matches'
      : matches.map(({ where, value, pass }) => `${md(where)}: ${pass ? value : `**${value}**`}`).join('<br>'),
  ]);
  return ['### Assertions', '', ...markdownTable(['', 'assertion', 'found'], rows, { leftColumns: 3 })];
}

const mostRows = 20;

/** What changed against the baseline, most of it left out if that is much. */
export function comparisonLines({ comparison }: Summary): string[] {
  if (!comparison) return [];
  const changed = comparison.lines.filter(({ verdict }) => verdict !== 'within noise');
  const rows = changed
    .slice(0, mostRows)
    .map((line) => [
      md(line.model),
      md(line.where),
      line.verdict === 'regressed' ? '**regressed**' : line.verdict,
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
    ...(rows.length === 0 ? [] : ['', ...markdownTable(head, rows, { leftColumns: 3 })]),
    ...(changed.length > mostRows ? ['', `… and ${changed.length - mostRows} more.`] : []),
  ];
}
