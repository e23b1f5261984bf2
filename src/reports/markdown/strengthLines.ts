import { markdownTable, escapeMarkdown as md } from '../markdownText.js';
import { decibels } from '../numberText.js';
import { reductionText, strengthText } from '../strengthText.js';
import type { Summary } from '../summary.js';

/** All attacks side by side at the reference SNR; none with fewer than two. */
export function strengthLines({ strength, models, reference }: Summary): string[] {
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
