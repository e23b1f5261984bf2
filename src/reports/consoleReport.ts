import type { Results } from '../contract/result.js';
import { attackSection } from './console/attackSection.js';
import { auditSection, strengthSection } from './console/auditSection.js';
import { consoleTable } from './console/consoleTable.js';
import { type Ink, inkOf } from './console/ink.js';
import { assertionSection, comparisonSection, failureSection } from './console/judgementSection.js';
import { wrapWords } from './console/wrapWords.js';
import { count, durationText } from './numberText.js';
import { printable, shortened } from './printable.js';
import { rateText } from './rate.js';
import { type Summary, summarise } from './summary.js';

export interface ConsoleOptions {
  /** ANSI colours. */
  readonly colour: boolean;
  /** Columns of the terminal; below 60 tables run over. */
  readonly width: number;
  /** Where the report's files lie, to be named at the end. */
  readonly folder: string;
}

/** The whole answer as text for a terminal, the verdict last. Throws `UserError` for damaged outcomes. */
export function consoleReport(results: Results, { colour, width, folder }: ConsoleOptions): string {
  const summary = summarise(results);
  const look = { ink: inkOf(colour), width: Math.min(Math.max(width, 60), 120) };
  const sections = [
    headerSection(summary, look),
    modelSection(summary, look),
    ...summary.attacks.map((attack) => attackSection(summary, attack, look)),
    strengthSection(summary, look),
    auditSection(summary, look),
    failureSection(summary, look),
    assertionSection(summary, look),
    comparisonSection(summary, look),
    verdictSection(summary, folder, look),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

interface Look {
  readonly ink: Ink;
  readonly width: number;
}

function headerSection({ name, partial, dataset, evaluation, durationMs }: Summary, { ink, width }: Look): string[] {
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
    ink.quiet(facts.join(' · ')),
  ];
}

function modelSection({ models }: Summary, { ink, width }: Look): string[] {
  const rows = models.map(({ label, parameters, tiles, scheme, clean }) => [
    shortened(label, 28),
    count(parameters.total),
    scheme === 'none' ? '–' : scheme,
    tiles === 'none' ? '–' : tiles,
    rateText(clean),
  ]);
  const head = ['', 'parameters', 'scheme', 'tiles', 'clean accuracy'];
  return [
    `${ink.bold('Models')}  ${ink.quiet('95 % intervals in brackets')}`,
    ...consoleTable({ head, rows }, { width, droppable: [2, 1, 3] }),
    ...models.flatMap(({ label, reading }) =>
      reading === null ? [] : wrapWords(`  ${shortened(label, 28)}: ${reading}`, { width, indent: 4 }).map(ink.quiet),
    ),
  ];
}

function verdictSection(summary: Summary, folder: string, { ink, width }: Look): string[] {
  const paints = { pass: ink.good, fail: ink.bad, incomplete: ink.warning };
  const word = `${summary.status.toUpperCase()}${summary.partial ? ' (PARTIAL)' : ''}`;
  const lines = wrapWords(`${word}  ${summary.headline}`, { width, indent: 2 });
  return [
    ...summary.reasons.flatMap((reason) => wrapWords(` ! ${reason}`, { width, indent: 3 }).map(ink.warning)),
    ...lines.map((line, index) =>
      index === 0 ? ink.bold(paints[summary.status](word)) + line.slice(word.length) : line,
    ),
    ink.quiet(`Report: ${printable(folder)}`),
  ];
}
