import { UserError } from '../base/errors.js';
import { asMarkdown, type PaperTable } from './paperTables.js';

const [start, end] = ['<!-- tables of the trainings: written by npm run paper -->', '<!-- end of the tables -->'];

/** Replaces the tables between the markers of a Markdown text. Throws `UserError`, naming `file`, if the markers are missing. */
export function writeDocsTables(file: string, text: string, tables: readonly PaperTable[]): string {
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from < 0 || to < from) {
    const remedy = 'add the two lines where the tables belong; docs/reproduction.md has them';
    throw new UserError({
      where: file,
      expected: `the lines ${start} and ${end}`,
      found: 'not both, in this order',
      remedy,
    });
  }
  return `${text.slice(0, from + start.length)}\n\n${tables.map(asMarkdown).join('\n')}\n${text.slice(to)}`;
}
