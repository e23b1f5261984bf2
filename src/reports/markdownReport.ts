import { attackLines } from './markdown/attackLines.js';
import { assertionLines, auditLines, comparisonLines } from './markdown/judgementLines.js';
import { strengthLines } from './markdown/strengthLines.js';
import { codeBlock, markdownTable, escapeMarkdown as md } from './markdownText.js';
import { count } from './numberText.js';
import type { Reporter, ReportInput } from './reporter.js';
import type { Summary } from './summary.js';

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
