import type { Redis } from 'ioredis';
import { type Store, StoreFull } from './store.js';

/** Largest object; larger ones block Redis for everybody while they are read. */
const largestBytes = 256 * 2 ** 20;
/** Objects that nobody read or stored again for this long are removed. */
const keptS = 30 * 24 * 3600;
const namesAtOnce = 1000;

/**
 * A store in Redis, for small sites: everything is in its memory. Objects that nobody uses expire after 30 days. `redis` stays the caller's;
 * `place` is its address without credentials.
 */
export function redisStore(redis: Redis, place: string): Store {
  const keyOf = (name: string) => `rapa:store:${name}`;
  return {
    place,
    get: (name) => redis.getexBuffer(keyOf(name), 'EX', keptS),
    put: async (name, bytes, { replace = false } = {}) => {
      if (bytes.length > largestBytes) {
        throw new StoreFull(
          `an object of ${Math.ceil(bytes.length / 2 ** 20)} MB, and the store in Redis takes at most ` +
            `${largestBytes / 2 ** 20} MB: use a folder or S3 with --store`,
        );
      }
      const value = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
      try {
        if (replace) await redis.set(keyOf(name), value, 'EX', keptS);
        else if ((await redis.set(keyOf(name), value, 'EX', keptS, 'NX')) === null)
          await redis.expire(keyOf(name), keptS);
      } catch (error) {
        if ((error as Error).message.startsWith('OOM')) throw new StoreFull(`${place}: ${(error as Error).message}`);
        throw error;
      }
    },
    present: async (names) => {
      const found: boolean[] = [];
      for (let from = 0; from < names.length; from += namesAtOnce) {
        const batch = redis.pipeline();
        for (const name of names.slice(from, from + namesAtOnce)) batch.exists(keyOf(name));
        for (const [error, count] of (await batch.exec()) ?? []) {
          if (error) throw error;
          found.push(count === 1);
        }
      }
      return found;
    },
    close: async () => {},
  };
}
