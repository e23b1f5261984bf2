import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../base/writeWhole.js';
import type { CellRecord } from '../contract/cell.js';

/** Records of computed cells, each in a file named after the hash of everything that determines it. */
export interface CellCache {
  /** The record stored under this key, or null. A file that is not such a record counts as absent and is replaced. */
  get(key: string): CellRecord | null;
  put(record: CellRecord): void;
}

/** A cache in `folder`, which is made when the first record comes. */
export function openCellCache(folder: string): CellCache {
  const fileOf = (key: string) => join(folder, key.slice(0, 2), `${key}.json`);
  return {
    get: (key) => {
      const file = fileOf(key);
      return existsSync(file) ? parseRecord(readFileSync(file, 'utf8'), key) : null;
    },
    put: (record) => writeWhole(fileOf(record.key), JSON.stringify(record)),
  };
}

function parseRecord(text: string, key: string): CellRecord | null {
  try {
    const record = JSON.parse(text) as CellRecord;
    return record.schemaVersion === 1 && record.key === key ? record : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
