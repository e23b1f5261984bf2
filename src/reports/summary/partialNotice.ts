import type { Results } from '../../contract/result.js';
import { count } from '../text/numberText.js';
import { printable } from '../text/printable.js';

/** What was excluded from the suite, in a sentence that starts with PARTIAL; null for a complete run. */
export function partialNotice({ partial }: Pick<Results, 'partial'>): string | null {
  if (!partial) return null;
  const parts: string[] = [];
  if (partial.limit !== undefined) {
    parts.push(partial.limit === 1 ? 'only the first image' : `only the first ${count(partial.limit)} images`);
  }
  if (partial.grep !== undefined) parts.push(`only cells that match “${printable(partial.grep)}”`);
  if (partial.shard !== undefined) parts.push(`only shard ${printable(partial.shard)}`);
  return `PARTIAL: ${parts.join(', ')}. These are not the figures of the whole suite.`;
}
