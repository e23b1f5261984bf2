import { parseRecord, recordText } from '../base/recordText.js';
import type { CellRecord } from '../contract/cell.js';
import type { Store } from './store.js';

/** What a store has under a cell's key. */
export type StoredCell =
  | { readonly kind: 'record'; readonly record: CellRecord }
  /** Nothing, or an object that is not exactly what was stored. */
  | { readonly kind: 'none'; readonly isDamaged: boolean };

/** Reads the record of a cell and checks its digest. */
export async function getCell(store: Store, key: string): Promise<StoredCell> {
  const bytes = await store.get(cellName(key));
  if (bytes === null) return { kind: 'none', isDamaged: false };
  const record = parseRecord<CellRecord>(Buffer.from(bytes).toString('utf8'))?.record;
  return record?.key === key ? { kind: 'record', record } : { kind: 'none', isDamaged: true };
}

/** Stores a record; the first one of a cell stays, because all are equal but for the time they took. */
export async function putCell(
  store: Store,
  record: CellRecord,
  { numerics, replace }: { readonly numerics: string; readonly replace: boolean },
): Promise<void> {
  await store.put(cellName(record.key), Buffer.from(recordText({ numerics, record })), { replace });
}

/** The name of a cell's object in a store. */
export function cellName(key: string): string {
  return `cells/${key.slice(0, 2)}/${key}`;
}
