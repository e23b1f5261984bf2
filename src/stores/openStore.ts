import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Redis } from 'ioredis';
import { UserError } from '../base/errors.js';
import { folderStore } from './folderStore.js';
import { redisStore } from './redisStore.js';
import { s3Store } from './s3Store.js';
import type { Store } from './store.js';

/**
 * Opens the store at an address: `s3://bucket/prefix`, or the path of a folder that all machines see; undefined: in the Redis of
 * the queue. Rejects with `UserError` for other addresses and stores that cannot be reached.
 */
export async function openStore(
  address: string | undefined,
  queue: { readonly redis: Redis; readonly place: string },
): Promise<Store> {
  if (address === undefined) return redisStore(queue.redis, queue.place);
  if (address.startsWith('s3://')) return s3Store(address);
  if (!/^[a-z][a-z0-9+.-]+:\/\//i.test(address)) return folderStore(folderAt(address));
  throw new UserError({
    where: '--store',
    expected: 'a folder that all machines see, or s3://bucket/prefix; without the flag, the Redis of the queue',
    found: address.replace(/\/\/[^/@]*@/, '//***@'),
  });
}

function folderAt(address: string): string {
  const folder = resolve(address);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() ?? true) return folder;
  throw new UserError({ where: '--store', expected: 'a folder that all machines see', found: `a file, ${folder}` });
}
