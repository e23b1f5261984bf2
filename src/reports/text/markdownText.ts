/** Text that Markdown (GitHub's too) shows as it is: nothing in it is markup, breaks a table, or calls upon a person. */
export function escapeMarkdown(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/[\\`*_[\]|~>$]/g, '\\$&')
    .replace(/^(\s*)([-+#]|\d+\.)/, '$1\\$2')
    .replace(/[@#](?=\w)/g, '$&<!-- -->')
    .replace(/:\/\/|www\./gi, (start) => `${start.slice(0, 1)}<!-- -->${start.slice(1)}`);
}

/** A table; numbers, in all columns but the first ones, stand to the right. Cells are Markdown already. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  { leftColumns = 1 }: { readonly leftColumns?: number } = {},
): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, column) => (column < leftColumns ? ':--' : '--:'))), ...rows.map(line)];
}

/** Text in a code block whose fence it cannot close. */
export function codeBlock(text: string): string[] {
  const longest = Math.max(2, ...Array.from(text.matchAll(/`+/g), ([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return [fence, text, fence];
}
