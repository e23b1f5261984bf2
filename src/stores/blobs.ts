import { sha256 } from '../base/stableHash.js';
import type { Store } from './store.js';

/** Stores bytes under their SHA-256, which is returned. An object under this name with other content is replaced. */
export async function putBlob(store: Store, bytes: Uint8Array): Promise<string> {
  const digest = sha256(bytes);
  const there = await store.get(blobName(digest));
  if (there === null) await store.put(blobName(digest), bytes);
  else if (sha256(there) !== digest) await store.put(blobName(digest), bytes, { replace: true });
  return digest;
}

/** The bytes with this SHA-256; null if they are not there. Rejects with `DamagedBlob` if the object has another content. */
export async function getBlob(store: Store, digest: string): Promise<Uint8Array | null> {
  const bytes = await store.get(blobName(digest));
  if (bytes === null) return null;
  const found = sha256(bytes);
  if (found === digest) return bytes;
  throw new DamagedBlob(`the object ${blobName(digest)} of ${store.place} has the SHA-256 ${found.slice(0, 12)}...`);
}

/** An object of a store has another content than its name says. */
export class DamagedBlob extends Error {
  override readonly name = 'DamagedBlob';
}

function blobName(digest: string): string {
  return `blobs/${digest.slice(0, 2)}/${digest}`;
}
