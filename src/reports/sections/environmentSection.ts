import { html, type Markup, verbatim } from '../html/markup.js';
import type { Section } from '../section.js';
import type { Summary } from '../summary/summary.js';
import { codeBlock, markdownTable, escapeMarkdown as md } from '../text/markdownText.js';

/** The environment of the run, the command to reproduce it, and the files next to the report. */
export const environmentSection: Section = {
  id: 'environment',
  title: 'Environment',
  markdown: markdownLines,
  page,
};

function markdownLines({ environment, command }: Summary, links: readonly string[]): string[] {
  const charts = links.filter((link) => link.endsWith('.png'));
  const files = links.filter((link) => !link.endsWith('.png'));
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

function page({ environment, command }: Summary, links: readonly string[]): Markup {
  return html`<section id="environment"><h2>Environment</h2><div class="card">
<dl class="environment">${environment.map(([fact, value]) => html`<div><dt>${fact}</dt><dd>${value}</dd></div>`)}</dl>
<h3>Run it again</h3><pre tabindex="0"><code>${verbatim(command)}</code></pre>
${links.length > 0 ? html`<p>Files next to this one: ${links.map((link, index) => html`${index > 0 ? ', ' : ''}<a href="${link}">${link}</a>`)}</p>` : null}</div></section>
`;
}
