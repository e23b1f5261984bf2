import { createHash } from 'node:crypto';
import type { Dataset } from '../contract/dataset.js';

/** Fills in a data set's hash and puts its pixels on shared memory, so that worker threads see them without a copy. */
export function makeDataset(parts: Omit<Dataset, 'sha256'>): Dataset {
  const shared = new Uint8Array(new SharedArrayBuffer(parts.pixels.length));
  shared.set(parts.pixels);
  const labels = Uint16Array.from(parts.labels);
  const hash = createHash('sha256').update(JSON.stringify(parts.shape)).update(labels).update(shared);
  return { ...parts, pixels: shared, sha256: hash.digest('hex') };
}
