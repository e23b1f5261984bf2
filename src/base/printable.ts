/** Control characters including line ends, bidirectional controls, lone surrogates and characters not allowed in XML. */
const unprintable =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern matches control characters
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]|\p{Surrogate}/gu;

/**
 * One line of text that is safe for terminals, files and pages: line ends and tabs become spaces, other control characters
 * U+FFFD.
 */
export function printable(text: string): string {
  return text.replace(/\s*[\r\n\t]+\s*/g, ' ').replace(unprintable, '\ufffd');
}
