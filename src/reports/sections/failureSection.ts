import { html, type Markup, name, verbatim } from '../html/markup.js';
import type { TestCase } from '../junit/testCase.js';
import type { Look, Section } from '../section.js';
import type { Summary } from '../summary/summary.js';
import { escapeMarkdown as md } from '../text/markdownText.js';

/** Failed cells. */
export const failureSection: Section = {
  id: 'failures',
  title: 'Failed cells',
  console: consoleLines,
  markdown: markdownLines,
  page,
  junit: { suite: 'cells', cases },
};

function consoleLines({ failures }: Summary, { ink }: Look): string[] {
  if (failures.length === 0) return [];
  return [
    ink.bold('Failed cells'),
    ...failures.flatMap(({ model, attack, images, lines }) => [
      ` ${ink.bad('✗')} ${model} under ${attack}, ${images}`,
      ...lines.map((line) => `     ${line}`),
    ]),
  ];
}

function markdownLines({ failures }: Summary): string[] {
  if (failures.length === 0) return [];
  return [
    '### Failed cells',
    '',
    ...failures.map(
      ({ model, attack, images, lines }) => `- ${md(`${model} under ${attack}, ${images}: ${lines.join(' ')}`)}`,
    ),
  ];
}

function page({ failures }: Summary): Markup | null {
  if (failures.length === 0) return null;
  return html`<section id="failures"><h2>Failed cells</h2>${failures.map(
    ({ model, attack, images, lines }) =>
      html`<div class="card"><h3>${name(model)} under ${name(attack)}, ${images}</h3>
<pre tabindex="0">${verbatim(lines.join('\n'))}</pre></div>
`,
  )}</section>
`;
}

function cases({ failures }: Summary): TestCase[] {
  return failures.map(({ model, attack, images, lines }) => ({
    name: `${model} under ${attack}, ${images}`,
    problem: { kind: 'error', message: lines[0] ?? '', detail: lines.join('\n') },
  }));
}
