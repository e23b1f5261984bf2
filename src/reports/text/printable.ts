import { printable } from '../../base/printable.js';

export { printable };

/** Like `printable`, but keeps line ends. */
export function printableLines(text: string): string[] {
  return text.split(/\r\n|\r|\n/).map((line) => printable(line.replaceAll('\t', '  ')));
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** At most `most` visible characters, with an ellipsis at the end if text was cut. */
export function shortened(text: string, most: number): string {
  const characters = Array.from(graphemes.segment(text), ({ segment }) => segment);
  return characters.length <= most
    ? text
    : `${characters
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`;
}
