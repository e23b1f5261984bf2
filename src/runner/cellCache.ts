import { existsSync, lstatSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sha256 } from '../base/stableHash.js';
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

interface Keyed {
  readonly schemaVersion: 1;
  readonly key: string;
}

/** Facts about a file in the cache. */
export interface CacheEntry {
  readonly path: string;
  readonly bytes: number;
  readonly modifiedMs: number;
  /** Null for a file that is not an intact record. */
  readonly stored: StoredRecord | null;
}

interface StoredRecord {
  readonly numerics: string;
  readonly record: Keyed;
}

/** A cache of cells in `folder`, which is created with the first record. Temporary files of killed processes are removed. */
export function openCellCache(folder: string): CellCache {
  return openRecordCache<CellRecord>(folder);
}

/** A cache of records of one kind. Other kinds may share the folder; keys differ by kind. */
export function openRecordCache<Stored extends Keyed>(folder: string): RecordCache<Stored> {
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
      writeWhole(file, storedText({ numerics, record }));
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

/** The first line is the SHA-256 of the rest. */
function storedText({ numerics, record }: StoredRecord): string {
  const body = `${JSON.stringify({ numerics })}\n${JSON.stringify(record)}\n`;
  return `${sha256(body)}\n${body}`;
}

function readStored(path: string): StoredRecord | null {
  const text = readPlainFile(path);
  if (text === null) return null;
  const end = text.indexOf('\n');
  const body = text.slice(end + 1);
  if (end !== 64 || sha256(body) !== text.slice(0, end)) return null;
  const [head = '', record = ''] = body.split('\n');
  const { numerics } = JSON.parse(head) as { numerics: string };
  const stored = { numerics, record: JSON.parse(record) as Keyed };
  return stored.record.schemaVersion === 1 ? stored : null;
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
