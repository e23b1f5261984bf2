import { consoleTable, type TableLayout } from '../reports/console/consoleTable.js';
import { wrapWords } from '../reports/console/wrapWords.js';

/** What text is written to; `columns` is undefined unless it is a terminal. */
type Stream = Pick<NodeJS.WriteStream, 'write' | 'columns'>;

/** Writes text whose longer lines are wrapped between words if it goes to a terminal. */
export function printText(text: string, stream: Stream = process.stdout): void {
  stream.write(stream.columns === undefined ? text : fitted(text, stream.columns));
}

/** A table for stdout: on a terminal that is narrower than it, a list with a paragraph for each row. */
export function tableText(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  layout: Omit<TableLayout, 'width' | 'narrow'> = {},
): string {
  const width = process.stdout.columns ?? Number.POSITIVE_INFINITY;
  return `${consoleTable({ head, rows }, { ...layout, width, narrow: 'list' }).join('\n')}\n`;
}

/** Whether no line of a text is longer than the terminal that stdout is; true if it is none. */
export function fitsTerminal(text: string): boolean {
  const width = process.stdout.columns ?? Number.POSITIVE_INFINITY;
  return text.split('\n').every((line) => line.length <= width);
}

/**
 * The lines of a text with at most so many columns each: what does not fit continues below where its words began, after a label or
 * after columns that are set apart by two spaces. Words are never cut; lines that fit stay as they are.
 */
export function fitted(text: string, columns: number): string {
  return text
    .split('\n')
    .flatMap((line) => (line.length <= columns ? [line] : wrapped(line, columns)))
    .join('\n');
}

function wrapped(line: string, columns: number): string[] {
  const indent = /^ */.exec(line)![0].length;
  const aligned = /^(?: *[\w-]+: +|.*\S {2,})(?=\S)/.exec(line)?.[0].length ?? 0;
  const hang = aligned > 0 && aligned <= columns / 2 ? aligned : indent + 2;
  // The spaces before the words are one word with them, so that they stay.
  const head = /^ *(?:\S+ {2,})*\S*/.exec(line)![0];
  const rest = line.slice(head.length).trimStart();
  return rest === '' ? [line] : wrapWords(rest, { width: columns, indent: hang, head });
}
