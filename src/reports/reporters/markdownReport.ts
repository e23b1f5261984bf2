import type { Reporter, ReportInput } from '../reporter.js';
import { sections } from '../sections.js';

const path = 'summary.md';

/** `summary.md`: verdict, figures and comparison for a pull request or a CI summary. */
export const markdownReport: Reporter = {
  owns: (other) => other === path,
  paths: () => [path],
  render: (input) => [{ path, content: `${markdownText(input)}\n` }],
};

function markdownText({ summary, links }: ReportInput): string {
  const others = links.filter((link) => link !== path);
  return sections
    .map(({ markdown }) => markdown?.(summary, others) ?? [])
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}
