import { wrapWords } from '../console/wrapWords.js';
import type { Look, Section } from '../section.js';
import type { Summary } from '../summary/summary.js';
import { escapeMarkdown as md } from '../text/markdownText.js';
import { count, durationText } from '../text/numberText.js';

/** What was evaluated; in Markdown with the verdict. A page has its header instead. */
export const titleSection: Section = { id: 'title', title: 'Title', console: consoleLines, markdown: markdownLines };

function consoleLines({ name, partial, dataset, evaluation, durationMs }: Summary, { ink, width }: Look): string[] {
  const of = dataset.evaluated === dataset.images ? '' : ` of ${count(dataset.images)}`;
  const facts = [
    `${dataset.name} ${dataset.split}, ${count(dataset.evaluated)}${of} images`,
    `draws ${evaluation.draws}`,
    `vote ${evaluation.vote}`,
    `seed ${evaluation.seed}`,
    durationText(durationMs),
  ];
  return [
    ...(partial ? [...wrapWords(partial, { width, indent: 0 }).map((line) => ink.warning(ink.bold(line))), ''] : []),
    ink.bold(name),
    ...wrapWords(facts.map((fact) => fact.replaceAll(' ', '\u00a0')).join(' · '), { width, indent: 0 }).map((line) =>
      ink.quiet(line.replaceAll('\u00a0', ' ')),
    ),
    ...dataset.notes.flatMap((note) => wrapWords(`Note: ${note}`, { width, indent: 2 }).map(ink.warning)),
  ];
}

const verdictWords = { pass: '✅ pass', fail: '❌ fail', incomplete: '⚠️ incomplete', part: '✅ part' } as const;

function markdownLines({ name, status, partial, headline, reasons, dataset, evaluation }: Summary): string[] {
  const images =
    dataset.evaluated === dataset.images
      ? `${count(dataset.images)} images`
      : `${count(dataset.evaluated)} of ${count(dataset.images)} images`;
  const sample = `${md(dataset.name)} ${md(dataset.split)}, ${images}`;
  const parts = [
    [`## Robustness of ${md(name)}: ${verdictWords[status]}`],
    partial ? [`> **${md(partial)}**`] : [],
    [`${md(headline)}.`],
    reasons.map((reason) => `- ${md(reason)}`),
    [`${sample}; draws ${evaluation.draws}, vote ${evaluation.vote}; 95 % intervals in brackets.`],
    dataset.notes.map((note) => `- Note: ${md(note)}`),
  ];
  return parts.filter((lines) => lines.length > 0).flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]));
}
