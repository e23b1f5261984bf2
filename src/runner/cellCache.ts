import { existsSync, lstatSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type KeyedRecord, parseRecord, recordText, type StoredRecord } from '../base/recordText.js';
import { sweepParts } from '../base/sweepParts.js';
import { writeWhole } from '../base/writeWhole.js';
import type { CellRecord } from '../contract/cell.js';

/** Records, each in a file named by the hash of everything that determines it. */
export interface RecordCache<Stored> {
  /** The record of this key, or null. A file that is not exactly what was stored counts as missing and is replaced. */
  get(key: string): Stored | null;
  /** Stores a record computed by this code version (`numericsVersion`). */
  put(record: Stored, numerics: string): void;
}

/** Records of computed cells. */
export type CellCache = RecordCache<CellRecord>;

/** Facts about a file in the cache. */
export interface CacheEntry {
  readonly path: string;
  readonly bytes: number;
  readonly modifiedMs: number;
  /** Null for a file that is not an intact record. */
  readonly stored: StoredRecord | null;
}

/** A cache of cells in `folder`, which is created with the first record. Temporary files of killed processes are removed. */
export function openCellCache(folder: string): CellCache {
  return openRecordCache<CellRecord>(folder);
}

/** A cache of records of one kind. Other kinds may share the folder; keys differ by kind. */
export function openRecordCache<Stored extends KeyedRecord>(folder: string): RecordCache<Stored> {
  const fileOf = (key: string) => join(folder, key.slice(0, 2), `${key}.json`);
  for (const place of [folder, ...placesIn(folder)]) sweepParts(place);
  return {
    get: (key) => {
      const record = readStored(fileOf(key))?.record ?? null;
      return record?.key === key ? (record as Stored) : null;
    },
    put: (record, numerics) => {
      const file = fileOf(record.key);
      clearWay(file);
      writeWhole(file, recordText({ numerics, record }));
    },
  };
}

/** All files in a cache, sorted by path. */
export function cacheEntries(folder: string): CacheEntry[] {
  return placesIn(folder).flatMap((place) =>
    readdirSync(place, { withFileTypes: true })
      .map(({ name }) => join(place, name))
      .sort()
      .map((path) => {
        const { size, mtimeMs } = lstatSync(path);
        return { path, bytes: size, modifiedMs: mtimeMs, stored: readStored(path) };
      }),
  );
}

function readStored(path: string): StoredRecord | null {
  const text = readPlainFile(path);
  return text === null ? null : parseRecord(text);
}

/** Null if missing, unreadable or not a regular file (a pipe would block). */
function readPlainFile(path: string): string | null {
  try {
    return statSync(path).isFile() ? readFileSync(path, 'utf8') : null;
  } catch {
    return null; // counts as missing for readers; a failing write reports the reason
  }
}

/** Removes anything at the path of a record or its folder; the cache contains nothing else. */
function clearWay(file: string): void {
  const folder = dirname(file);
  if (existsSync(folder) && !statSync(folder).isDirectory()) rmSync(folder);
  if (existsSync(file) && !lstatSync(file).isFile()) rmSync(file, { recursive: true });
}

/** The record folders of a cache, named by the first two digits of the keys. */
function placesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && /^[0-9a-f]{2}$/.test(entry.name))
    .map(({ name }) => join(folder, name))
    .sort();
}
