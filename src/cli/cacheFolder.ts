import { join } from 'node:path';

/** Folder of cached cells: `RAPA_CACHE_DIR`, or `.rapa/cells` in the working folder. */
export function cacheFolder(): string {
  return process.env.RAPA_CACHE_DIR ?? join('.rapa', 'cells');
}
