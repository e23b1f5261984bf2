import { shortenedMarkdown } from '../markdown/shortenedMarkdown.js';
import type { Reporter, ReportInput } from '../reporter.js';
import { sections } from '../sections.js';

const path = 'summary.md';

/** `summary.md`: verdict, figures and comparison for a pull request or a CI summary, which GitHub shows up to 1 MiB. */
export const markdownReport: Reporter = {
  owns: (other) => other === path,
  paths: () => [path],
  render: (input) => [{ path, content: markdownText(input) }],
};

function markdownText({ summary, links }: ReportInput): string {
  // A job summary has no files to link to.
  const isJobSummary = process.env.GITHUB_STEP_SUMMARY !== undefined;
  const others = isJobSummary ? [] : links.filter((link) => link !== path);
  const parts = sections.flatMap(({ title, markdown }) => {
    const text = (markdown?.(summary, others) ?? []).join('\n');
    return text === '' ? [] : [{ title, text }];
  });
  return shortenedMarkdown(parts);
}
