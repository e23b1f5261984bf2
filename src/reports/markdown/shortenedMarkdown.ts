/** GitHub drops a summary of more than 1 MiB; this leaves room for surrounding text. */
export const mostBytes = 1_000_000;

/** A section of a summary. */
export interface MarkdownPart {
  readonly title: string;
  readonly text: string;
}

/**
 * Joins sections into at most `limit` bytes. If they are longer, collapsed tables are left out first, then whole sections, the
 * longest first but never the first section; a line at the end lists them.
 */
export function shortenedMarkdown(parts: readonly MarkdownPart[], limit = mostBytes): string {
  if (sizeOf(parts, []) <= limit) return joined(parts, []);
  const leftOut = ['tables of every point'];
  let kept = parts.map(({ title, text }) => ({ title, text: text.replace(folded, '').trimEnd() }));
  while (sizeOf(kept, leftOut) > limit && kept.length > 1) {
    const longest = kept.slice(1).reduce((most, part) => (part.text.length > most.text.length ? part : most));
    kept = kept.filter((part) => part !== longest);
    leftOut.push(longest.title);
  }
  return joined(kept, leftOut);
}

const folded = /<details><summary>[^<]* at every point<\/summary>[\s\S]*?<\/details>\n?/g;

function joined(parts: readonly MarkdownPart[], leftOut: readonly string[]): string {
  const notice = leftOut.length === 0 ? [] : [`Left out because the summary would be too long: ${leftOut.join(', ')}.`];
  return `${[...parts.map(({ text }) => text), ...notice].join('\n\n')}\n`;
}

function sizeOf(parts: readonly MarkdownPart[], leftOut: readonly string[]): number {
  return Buffer.byteLength(joined(parts, leftOut));
}
