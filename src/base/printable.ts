/** Controls (line ends too), characters that turn the direction of writing, lone surrogates and what XML has no place for. */
const unprintable =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]|\p{Surrogate}/gu;

/** One line of text that no terminal, file or page can be upset by: line ends and tabs as spaces, what else cannot be seen as U+FFFD. */
export function printable(text: string): string {
  return text.replace(/\s*[\r\n\t]+\s*/g, ' ').replace(unprintable, '\ufffd');
}
