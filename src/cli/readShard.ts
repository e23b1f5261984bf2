import { shardOfTask } from '../cluster/shardOfTask.js';
import { parseShard, type Shard } from '../planning/parseShard.js';

/** A shard as stated, or the one that a scheduler gave. */
export interface ShardFlag extends Shard {
  /** The scheduler in words, with `--shard auto`. */
  readonly from?: string;
}

/** Parses `--shard`: `2/4`, or `auto` for the task of a scheduler. Throws `UserError`. */
export function readShard(text: string): ShardFlag {
  if (text.trim() !== 'auto') return parseShard(text);
  const { shard, title } = shardOfTask(process.env);
  return { ...shard, from: title };
}
