/**
 * Lines of at most `width` characters, lines after the first are indented by `indent`; longer words are not split. The first line begins
 * with `head` as it is. A percent sign stays with its number.
 */
export function wrapWords(
  text: string,
  { width, indent, head = '' }: { readonly width: number; readonly indent: number; readonly head?: string },
): string[] {
  const lines: string[] = [];
  let line = head;
  for (const word of text.split(/ (?!%)/)) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = ' '.repeat(indent) + word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
