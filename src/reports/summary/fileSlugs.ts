/**
 * For each id a unique file name prefix, safe on every file system: letters, digits, `.`, `_` and `-`, distinct even when case is
 * ignored.
 */
export function fileSlugs(ids: readonly string[]): string[] {
  const taken = new Set<string>();
  return ids.map((id) => {
    const safe =
      id
        .replace(/[^A-Za-z0-9._-]+/g, '-')
        .replace(/^[.-]+/, '')
        .slice(0, 80) || 'attack';
    let slug = safe;
    for (let number = 2; taken.has(slug.toLowerCase()); number++) slug = `${safe}-${number}`;
    taken.add(slug.toLowerCase());
    return slug;
  });
}
