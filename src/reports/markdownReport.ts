import { verdictCounts } from './comparisonSummary.js';
import { codeBlock, markdownTable, escapeMarkdown as md } from './markdownText.js';
import { count, decibels, percent, percentWithInterval, pointsValue, pValueText } from './numberText.js';
import { type Rate, rateText } from './rate.js';
import type { Reporter, ReportInput } from './reporter.js';
import { reductionText, strengthText } from './strengthText.js';
import type { AttackSummary, Summary } from './summary.js';

const path = 'summary.md';

/** `summary.md`: verdict, figures and comparison for a pull request or a CI summary. */
export const markdownReport: Reporter = {
  paths: () => [path],
  render: (input) => [{ path, content: `${markdownLines(input).join('\n')}\n` }],
};

const verdictWords = { pass: '✅ pass', fail: '❌ fail', incomplete: '⚠️ incomplete' } as const;

function markdownLines({ summary, links }: ReportInput): string[] {
  const { dataset, evaluation } = summary;
  const images =
    dataset.evaluated === dataset.images
      ? `${count(dataset.images)} images`
      : `${count(dataset.evaluated)} of ${count(dataset.images)} images`;
  const sections = [
    [`## Robustness of ${md(summary.name)}: ${verdictWords[summary.status]}`],
    ...(summary.partial ? [[`> **${md(summary.partial)}**`]] : []),
    [`${md(summary.headline)}.`],
    summary.reasons.map((reason) => `- ${md(reason)}`),
    [
      `${md(dataset.name)} ${md(dataset.split)}, ${images}; draws ${evaluation.draws}, vote ${evaluation.vote}; 95 % intervals in brackets.`,
    ],
    readingLines(summary),
    ...summary.attacks.map((attack) => attackLines(summary, attack)),
    strengthLines(summary),
    auditLines(summary),
    assertionLines(summary),
    comparisonLines(summary),
    failureLines(summary),
    detailLines(summary, links),
  ];
  return sections.filter((lines) => lines.length > 0).flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]));
}

/** Of the models that are not plain layers models. */
function readingLines({ models }: Summary): string[] {
  return models.flatMap(({ label, reading }) => (reading === null ? [] : [`- ${md(label)}: ${md(reading)}`]));
}

function attackLines(summary: Summary, attack: AttackSummary): string[] {
  if (attack.curves.length === 0) return [`### ${md(attack.title)}`, '', 'No cell of this attack was computed.'];
  const gaps = new Map(attack.gaps.map((gap) => [gap.model, gap]));
  const snr = attack.gaps[0]?.snrDb;
  const head = ['model', 'clean accuracy'];
  if (snr !== undefined) head.push(`relative accuracy at ${decibels(snr)}`, 'gap', 'gap reduction');
  const rows = attack.curves.map(({ model, clean }) => {
    const gap = gaps.get(model);
    const cells = [md(summary.models[model]!.label), rateText(clean)];
    if (snr === undefined) return cells;
    if (!gap) return [...cells, '–', '–', '–'];
    const reduction = gap.isReference ? 'reference' : '–';
    return [
      ...cells,
      percent(gap.relativeAccuracy),
      percentWithInterval(gap.gap, gap.gapInterval),
      gap.reduction === null
        ? reduction
        : gap.reductionInterval
          ? percentWithInterval(gap.reduction, gap.reductionInterval)
          : percent(gap.reduction),
    ];
  });
  return [
    `### ${md(attack.title)}`,
    '',
    ...markdownTable(head, rows),
    '',
    ...attack.warnings.flatMap((text) => [`> ⚠️ Audit: ${md(text)}`, '']),
    ...sweepLines(summary, attack),
  ];
}

/** All points, folded away. */
function sweepLines({ models }: Summary, { curves }: AttackSummary): string[] {
  const labels = curves.map(({ model }) => md(models[model]!.label));
  const points = curves[0]!.points;
  const tableOf = (of: (curve: AttackSummary['curves'][number], point: number) => Rate | null) =>
    markdownTable(
      ['point', ...labels],
      points.map(({ label }, point) => [md(label), ...curves.map((curve) => rateText(of(curve, point)))]),
    );
  return [
    '<details><summary>Relative accuracy at every point</summary>',
    '',
    ...tableOf((curve, point) => curve.points[point]?.relative ?? null),
    '',
    '</details>',
    '<details><summary>Accuracy at every point</summary>',
    '',
    ...tableOf((curve, point) => curve.points[point]?.accuracy ?? null),
    '',
    '</details>',
  ];
}

/** All attacks side by side. */
function strengthLines({ strength, models, reference }: Summary): string[] {
  if (strength.length === 0 || !reference) return [];
  return [
    `### What every attack leaves at ${decibels(reference.snrDb)}`,
    '',
    'Relative accuracy, then gap reduction against the reference model.',
    '',
    ...markdownTable(
      ['attack', ...models.map(({ label }) => md(label))],
      strength.map((row) => [
        md(row.label),
        ...row.models.map((figure) => `${strengthText(figure)}<br>${reductionText(figure)}`),
      ]),
    ),
  ];
}

const auditMarks = { pass: '✅', warning: '⚠️', 'not applicable': '–' } as const;

/** Each check with the figure that says most. */
function auditLines({ audit, models }: Summary): string[] {
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

function assertionLines({ assertions }: Summary): string[] {
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

function comparisonLines({ comparison }: Summary): string[] {
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

function failureLines({ failures }: Summary): string[] {
  if (failures.length === 0) return [];
  return [
    '### Failed cells',
    '',
    ...failures.map(
      ({ model, attack, images, lines }) => `- ${md(`${model} under ${attack}, ${images}: ${lines.join(' ')}`)}`,
    ),
  ];
}

function detailLines({ environment, command }: Summary, links: readonly string[]): string[] {
  const charts = links.filter((link) => link.endsWith('.png'));
  const files = links.filter((link) => !link.endsWith('.png') && link !== path);
  const list = (paths: readonly string[]) => paths.map((link) => `[${link.split('/').at(-1)}](${link})`).join(', ');
  return [
    ...(files.length === 0 ? [] : [`Files: ${list(files)}`, '']),
    ...(charts.length === 0 ? [] : [`Charts: ${list(charts)}`, '']),
    '<details><summary>Environment and command</summary>',
    '',
    ...markdownTable(
      ['', ''],
      environment.map(([name, value]) => [md(name), md(value)]),
      { leftColumns: 2 },
    ),
    '',
    ...codeBlock(command),
    '',
    '</details>',
  ];
}
