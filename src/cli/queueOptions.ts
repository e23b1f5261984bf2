import { Option } from 'commander';
import type { Redis } from 'ioredis';
import { openRedis } from '../queue/openRedis.js';
import { queueVariable, type RedisAddress, redisAddress } from '../queue/redisAddress.js';
import { openStore } from '../stores/openStore.js';
import type { Store } from '../stores/store.js';

/** The flags that lead to a queue and a store. */
export interface QueueFlags {
  /** True for `--queue` without an address. */
  readonly queue?: string | true;
  readonly store?: string;
}

/** The variable for `--store`. */
const storeVariable = 'RAPA_STORE';

/** `--queue`: address of Redis. */
export function queueOption(): Option {
  return new Option(
    '--queue [address]',
    `queue in Redis, e.g. redis://host/0 (without address: from ${queueVariable})`,
  );
}

/** `--store`: where results, models and data are exchanged. */
export function storeOption(): Option {
  return new Option(
    '--store <place>',
    `folder that all machines see, or s3://bucket/prefix (also ${storeVariable}; default: in the Redis of the queue)`,
  );
}

/** An open queue and its store. */
export interface OpenQueue {
  readonly redis: Redis;
  readonly address: RedisAddress;
  readonly store: Store;
  readonly close: () => Promise<void>;
}

/** Opens queue and store and tells what is remarkable about them. Rejects with `UserError` within seconds if one cannot be used. */
export async function openQueue(flags: QueueFlags, log: (line: string) => void): Promise<OpenQueue> {
  const address = redisAddress(flags.queue ?? true, process.env);
  const { redis, notes } = await openRedis(address);
  for (const note of notes) log(note);
  try {
    const store = await openStore(flags.store ?? process.env[storeVariable], { redis, place: address.place });
    const close = async () => {
      await store.close();
      redis.disconnect();
    };
    return { redis, address, store, close };
  } catch (error) {
    redis.disconnect();
    throw error;
  }
}
