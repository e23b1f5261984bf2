import leven from 'leven';

/** The candidate closest to a mistyped name, at most 2 edits or 2/5 of its letters away; undefined if none is that close. */
export function nearestName(name: string, candidates: readonly string[]): string | undefined {
  const limit = Math.max(2, Math.floor(name.length * 0.4));
  let nearest: string | undefined;
  let fewest = Math.min(limit + 1, name.length);
  for (const candidate of candidates) {
    const edits = leven(name.toLowerCase(), candidate.toLowerCase());
    if (edits < fewest) {
      fewest = edits;
      nearest = candidate;
    }
  }
  return nearest;
}
