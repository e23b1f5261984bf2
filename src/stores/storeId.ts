import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Store } from './store.js';

const name = 'id/store';
/** Two processes may give a new folder its id at once; after this time one of them has remained. */
const settledMs = 1000;

/** The id of a store, by which eval and workers see that they share it; a new store is given one. */
export async function giveStoreId(store: Store): Promise<string> {
  const there = await readStoreId(store);
  if (there !== null) return there;
  await store.put(name, Buffer.from(randomUUID()));
  await sleep(settledMs);
  const given = await readStoreId(store);
  if (given === null) throw new Error(`${store.place} does not keep what is put into it`);
  return given;
}

/** The id of a store after giving it back the one that it had, in case it was lost. */
export async function keepStoreId(store: Store, id: string): Promise<string> {
  const there = await readStoreId(store);
  if (there !== null) return there;
  await store.put(name, Buffer.from(id));
  return id;
}

/** The id of a store, or null if nobody gave it one. */
async function readStoreId(store: Store): Promise<string | null> {
  const bytes = await store.get(name);
  return bytes === null ? null : Buffer.from(bytes).toString('utf8');
}
