import type { Command, Help } from 'commander';
import { wrapWords } from '../reports/console/wrapWords.js';

/** Descriptions narrower than this stand below what they describe. */
const narrowest = 36;

/** Help that keeps to the width of the terminal: on narrow ones a description stands below its flag or command. */
export const helpLayout: Partial<Help> = {
  showGlobalOptions: true,
  minWidthToWrap: 20,
  formatItem(this: Help, term, termWidth, description) {
    const width = this.helpWidth ?? 80;
    if (description === '') return `  ${term}`;
    if (width - termWidth - 4 < narrowest) {
      return [`  ${term}`, ...wrapWords(description, { width: width - 6, indent: 0 }).map(indented(6))].join('\n');
    }
    const [first = '', ...others] = wrapWords(description, { width: width - termWidth - 4, indent: 0 });
    return [`  ${term.padEnd(termWidth)}  ${first}`, ...others.map(indented(termWidth + 4))].join('\n');
  },
};

function indented(by: number): (line: string) => string {
  return (line) => `${' '.repeat(by)}${line}`;
}

/** Sentences below the help, wrapped to the terminal. */
export function addHelpEnd(program: Command, text: string): void {
  program.addHelpText('after', ({ error }) => {
    const { columns = 80 } = error ? process.stderr : process.stdout;
    return `\n${wrapWords(text, { width: columns, indent: 2 }).join('\n')}`;
  });
}
