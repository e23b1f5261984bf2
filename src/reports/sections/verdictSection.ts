import { wrapWords } from '../console/wrapWords.js';
import type { TestCase } from '../junit/testCase.js';
import type { Look, Section } from '../section.js';
import type { Summary } from '../summary/summary.js';

/** The verdict, last because terminals show the end. */
export const verdictSection: Section = {
  id: 'verdict',
  title: 'Verdict',
  console: consoleLines,
  junit: { suite: 'run', cases: runCases },
};

function consoleLines(summary: Summary, { ink, width }: Look): string[] {
  const paints = { pass: ink.good, fail: ink.bad, incomplete: ink.warning, part: ink.good };
  const word = `${summary.status.toUpperCase()}${summary.partial ? ' (PARTIAL)' : ''}`;
  const lines = wrapWords(`${word}  ${summary.headline}`, { width, indent: 2 });
  return [
    ...summary.reasons.flatMap((reason) => wrapWords(` ! ${reason}`, { width, indent: 3 }).map(ink.warning)),
    ...lines.map((line, index) =>
      index === 0 ? ink.bold(paints[summary.status](word)) + line.slice(word.length) : line,
    ),
  ];
}

/** Reasons that do not come from a cell or an assertion, e.g. missing shards. */
function runCases({ reasons, assertions, failures }: Summary): TestCase[] {
  const isTold = failures.length > 0 || assertions.some(({ status }) => status === 'unmatched');
  if (reasons.length === 0 || isTold) return [];
  const problem = { kind: 'error', message: reasons[0]!, detail: reasons.join('\n') } as const;
  return [{ name: 'the run is complete', problem }];
}
