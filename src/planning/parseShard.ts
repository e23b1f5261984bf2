import { UserError } from '../base/errors.js';

/** Part `index` (from 1) of `count` equal parts of a run's cells. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** Parses `2/4`. Throws `UserError` for anything but i/n with 1 <= i <= n. */
export function parseShard(text: string): Shard {
  const match = /^(\d{1,6})\/(\d{1,6})$/.exec(text.trim());
  const shard = { index: Number(match?.[1]), count: Number(match?.[2]) };
  if (match && shard.index >= 1 && shard.index <= shard.count) return shard;
  throw new UserError({
    where: '--shard',
    expected: 'i/n with whole numbers 1 <= i <= n, such as 2/4 for the second of four parts',
    found: JSON.stringify(text),
    ...(match && shard.index === 0 && shard.count > 0
      ? { remedy: `parts count from 1: 1/${shard.count} to ${shard.count}/${shard.count}` }
      : {}),
  });
}

/** The name of a shard's report folder: `shard-2-of-4`. */
export function shardFolder({ index, count }: Shard): string {
  return `shard-${index}-of-${count}`;
}

/** A shard as flags and results write it: `2/4`. */
export function shardText({ index, count }: Shard): string {
  return `${index}/${count}`;
}
