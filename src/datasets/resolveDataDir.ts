import { resolve } from 'node:path';

/**
 * Absolute path of the folder of the data sets: the flag `--data-dir`, else the environment variable RAPA_DATA_DIR, else `data`
 * in the working folder. An empty string counts as not given.
 */
export function resolveDataDir(flag: string | undefined): string {
  return resolve(flag || process.env.RAPA_DATA_DIR || 'data');
}
