/** Text escaped for Markdown, including GitHub's: no markup, no broken tables, no mentions. */
export function escapeMarkdown(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/[\\`*_[\]|~>$]/g, '\\$&')
    .replace(/^(\s*)([-+#]|\d+\.)/, '$1\\$2')
    .replace(/[@#](?=\w)/g, '$&<!-- -->')
    .replace(/:\/\/|www\./gi, (start) => `${start.slice(0, 1)}<!-- -->${start.slice(1)}`);
}

/** A table with Markdown cells; columns after the first ones are right-aligned numbers. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  { leftColumns = 1 }: { readonly leftColumns?: number } = {},
): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, column) => (column < leftColumns ? ':--' : '--:'))), ...rows.map(line)];
}

/** Text in a code block with a fence that the text cannot close. */
export function codeBlock(text: string): string[] {
  const longest = Math.max(2, ...Array.from(text.matchAll(/`+/g), ([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return [fence, text, fence];
}
