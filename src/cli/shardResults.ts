import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../base/errors.js';

/**
 * The results that a place given to `merge` stands for: in a folder with folders of shards, such as `reports/<suite>`, the results.json of
 * each shard, else the place itself. Throws `UserError` if there are shards of several counts, or none has results.
 */
export function shardResults(place: string): string[] {
  if (!existsSync(place) || !statSync(place).isDirectory()) return [place];
  const shards = readdirSync(place).flatMap((name) => {
    const match = /^shard-(\d+)-of-(\d+)$/.exec(name);
    return match ? [{ name, index: Number(match[1]), count: Number(match[2]) }] : [];
  });
  if (shards.length === 0) return [place];
  const written = shards.filter(({ name }) => existsSync(join(place, name, 'results.json')));
  if (written.length === 0) {
    throw new UserError({
      where: place,
      expected: 'results.json in the folders of its shards',
      found: 'none',
      remedy: 'run the shards with eval first',
    });
  }
  const counts = [...new Set(written.map(({ count }) => count))].sort((a, b) => a - b);
  if (counts.length > 1) {
    throw new UserError({
      where: place,
      expected: 'shards of one run',
      found: `shards of ${counts.join(' and of ')}`,
      remedy: `name those to merge, such as ${join(place, `shard-*-of-${counts[0]}`)}, or remove the others`,
    });
  }
  return written.sort((a, b) => a.index - b.index).map(({ name }) => join(place, name, 'results.json'));
}
