/** Controls (line ends too), characters that turn the direction of writing, lone surrogates and what XML has no place for. */
const unprintable =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]|\p{Surrogate}/gu;

/** One line of text that no terminal, file or page can be upset by: line ends and tabs as spaces, what else cannot be seen as U+FFFD. */
export function printable(text: string): string {
  return text.replace(/\s*[\r\n\t]+\s*/g, ' ').replace(unprintable, '\ufffd');
}

/** As `printable`, line by line. */
export function printableLines(text: string): string[] {
  return text.split(/\r\n|\r|\n/).map((line) => printable(line.replaceAll('\t', '  ')));
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** At most `most` characters as a reader counts them, the last one an ellipsis where text was cut. */
export function shortened(text: string, most: number): string {
  const characters = Array.from(graphemes.segment(text), ({ segment }) => segment);
  return characters.length <= most
    ? text
    : `${characters
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`;
}
