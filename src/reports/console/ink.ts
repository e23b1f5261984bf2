/** Text with or without colour. */
export interface Ink {
  readonly bold: (text: string) => string;
  readonly quiet: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly warning: (text: string) => string;
}

/** ANSI colours of the terminal's palette, for light and dark backgrounds; none without `colour`. */
export function inkOf(colour: boolean): Ink {
  const style = (on: number, off: number) => (text: string) => (colour ? `\u001b[${on}m${text}\u001b[${off}m` : text);
  return { bold: style(1, 22), quiet: style(2, 22), good: style(32, 39), bad: style(31, 39), warning: style(33, 39) };
}
